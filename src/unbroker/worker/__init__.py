"""The worker: an office's jobs, taken from the queue in its database and done, each safe to be done again."""
