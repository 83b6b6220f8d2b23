"""Guides that put dated facts and our own words on one page."""
