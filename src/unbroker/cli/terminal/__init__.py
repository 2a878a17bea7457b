"""The terminal: options that commands share, and what a person sees."""
