"""The letters of the room. Each is decided as it is sent."""

from signposting.letters import asking, desk, library, loans, reports, slips

__all__ = ["asking", "desk", "library", "loans", "reports", "slips"]
