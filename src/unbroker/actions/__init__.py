"""Actions: what a user does; each action is planned, which is pure, and then done.

Nothing else locks, appends or writes for a user.
"""
