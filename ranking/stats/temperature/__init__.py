"""Which temperature serves which category best: people's scores over a grid of temperatures, categories borrowing.

`rows` holds what is fitted, `prior` and `marginal` the model, `curves` the fit, `choosing` what follows from it,
`lexical` what can be counted in the texts beside people's scores, `live` bounded draws while serving.
"""
