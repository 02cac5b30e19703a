"""How long the figures of a million answers take: `python -m benchmarks fitting`."""
