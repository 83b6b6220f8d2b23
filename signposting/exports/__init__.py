"""Our own directory in the words of Open Referral UK, version 3. What we do not know is left out, never null."""
