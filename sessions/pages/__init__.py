"""What pages show, gathered in a fixed number of questions, and forms that belong to one page alone."""
