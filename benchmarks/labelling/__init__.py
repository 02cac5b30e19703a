"""What adaptive labelling is worth: simulated worlds in which the truth is known, asked by the product's own choices."""
