"""Answers: what the files say that a broker hands over, and what is proposed of it; nothing here decides anything."""
