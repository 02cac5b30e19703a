"""The demo project: its content, its simulated annotators, and how it is seeded."""
