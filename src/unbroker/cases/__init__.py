"""Cases: what the events of a request come to on a day, and what that calls for. Pure."""
