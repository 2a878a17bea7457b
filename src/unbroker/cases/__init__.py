"""Cases: the state of a request on a day, by its events, and what it calls for. Pure."""
