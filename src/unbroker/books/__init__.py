"""Books: what happened, in the order in which it happened."""
