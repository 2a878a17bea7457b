"""Actions: the things that a user does: each is planned, which is pure, then done.

Nothing else locks, appends or writes for a user.
"""
