"""Letters of the room. Imported once the apps are loaded, so that each kind is known by its name."""

from sessions.letters import asking, bookings, courses, groups, ideas, inside, moving

__all__ = ["asking", "bookings", "courses", "groups", "ideas", "inside", "moving"]
