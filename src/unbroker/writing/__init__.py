"""Writing: what is asked for, and the letter that asks for it."""
