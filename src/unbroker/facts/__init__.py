"""What is known: addresses, laws, brokers, people, settings, and which law serves whom."""
