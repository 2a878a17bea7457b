"""The demo: two people who do not exist, their letters, and some months of answers."""
