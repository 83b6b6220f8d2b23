"""Friendly faces: what both the room of families and the room of sessions have to say about them."""
