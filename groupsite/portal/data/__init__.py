"""People's own data: seeing it, taking it along, having it deleted; and what goes by itself, night by night.

Everything here works from the one registry, the `Personal` of each model (`groupsite.kit.personal`).
"""
