"""SMTP replies: what a server's refusal means, for letters that leave and for letters that come back."""
