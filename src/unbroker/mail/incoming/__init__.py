"""Incoming mail: what came back, read from files or from the account, as a proposal that a person decides on."""
