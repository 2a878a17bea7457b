"""The press: letters of one wording are laid out once, and struck from that."""
