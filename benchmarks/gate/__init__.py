"""How often a judge that should not stand in for a rater may, in made-up worlds: `python -m benchmarks gate`."""
