"""Mail: letters as messages, and the ways in which a message leaves."""
