"""Families as leaders see them: the list, one family’s page, bringing a list in and taking one out."""
