"""Incoming mail: what came back, read from files, as a proposal that a person decides on."""
