"""A person's own calendar, read by an address nobody can guess."""
