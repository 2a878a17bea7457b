"""Paper: the sheet, the letter on it, and the press that prints many."""
