"""Facts: addresses, laws, brokers, people, settings, and which law serves whom."""
