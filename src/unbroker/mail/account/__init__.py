"""The mail account: its servers, how one signs in, and its mailbox; for what leaves and for what comes back."""
