"""The Family Hub's feed: fetched through one door, read tolerantly, compared field by field."""
