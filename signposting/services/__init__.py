"""What may be done with the directory, and by whom it was done."""
