"""Which category a text belongs to: `folding` makes texts comparable, `rules` are words, `classifier` is trained."""
