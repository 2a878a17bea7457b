"""The ledger: what was recorded, appended and never changed, and the files that prove it."""
