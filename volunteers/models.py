"""Shifts and who covers them."""
