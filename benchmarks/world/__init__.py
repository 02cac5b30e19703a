"""The loop in the simulated world of `tests/world`, over many seeds: the figures of docs/simulated-world.md."""
