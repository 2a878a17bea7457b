"""The registry's upkeep: files of states and lists, read, matched with the records, and proposed as changes to them."""
