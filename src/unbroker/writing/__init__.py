"""Words: what is asked, and the letter that asks it."""
