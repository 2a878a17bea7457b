"""Mail: letters that leave as messages, and the messages that come back."""
