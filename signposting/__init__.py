"""Local services: what else is there for a family, kept true by people and fed by the Family Hub."""
