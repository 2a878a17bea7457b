"""Planning: who gets a letter, under which law, by which channel, disclosing what. Pure."""
