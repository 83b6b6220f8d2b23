"""Everything `run.py` needs to run the portal on one machine. Standard library only."""
