"""Planning: who is to be written to, under which law, by which channel, telling what. Pure."""
