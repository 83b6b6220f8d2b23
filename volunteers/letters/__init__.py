"""The room's letters, each decided when it is sent, from the state as it is then."""

from volunteers.letters import (  # noqa: F401  each registers its own
    arranging,
    counting,
    enquiries,
    joining,
    outings,
    outreach,
    rota,
    stories,
    walks,
)
