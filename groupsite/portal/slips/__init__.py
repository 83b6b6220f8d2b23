"""Slips as leaders and buddies give them, and what came of them."""
