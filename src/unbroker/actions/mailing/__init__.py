"""Mailing: letters are previewed, sealed, printed, sent or handed over, and it is recorded that they left."""
