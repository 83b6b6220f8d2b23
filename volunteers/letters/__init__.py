"""The room's letters, each decided when it is sent, from the state as it is then."""

from volunteers.letters import arranging, counting, enquiries, joining, outreach, rota  # noqa: F401  each registers its own
