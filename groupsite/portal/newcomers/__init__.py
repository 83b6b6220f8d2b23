"""From the first visit to the goodbye: who is new, who has not been seen lately, who has outgrown us."""
