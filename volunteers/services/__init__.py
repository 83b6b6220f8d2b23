"""The rules of the room; each changes, records and posts in one transaction."""
