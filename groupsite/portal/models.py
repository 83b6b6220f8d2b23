"""The portal has no tables of its own: it shows what the rooms hold."""
