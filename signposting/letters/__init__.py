"""The letters of the room. Each is decided as it is sent."""

from signposting.letters import desk, slips

__all__ = ["desk", "slips"]
