"""Decisions without a table: pure questions with an answer."""
