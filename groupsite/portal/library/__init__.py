"""Handing out what is in the library, and lending things: where the library meets families and sessions."""
