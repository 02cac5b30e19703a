"""What adaptive labelling is worth: simulated worlds whose truth is known, asked by the product's own choices."""
