"""Outgoing mail: messages, and the ways by which they leave."""
