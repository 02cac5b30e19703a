"""A simulated world: people, a model and a judge whose truth is known, driven through the product's own services.

`truth` says what is true, `speech` how a text carries it, `server` is the model and the judge behind a real endpoint on
loopback, `people` answer what they are handed, and `loop` turns the rounds. docs/simulated-world.md has the figures.
"""
