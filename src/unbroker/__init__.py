"""unbroker writes, mails and tracks the letters that make data brokers delete what they hold about a person."""

__version__ = "0.2.0"
