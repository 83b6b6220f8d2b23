"""What pages of the room show."""
