"""How often intervals hold the truth, in made-up populations whose truth is known: `python -m benchmarks coverage`."""
