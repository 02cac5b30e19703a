"""How much each rater may be relied on: their severity and noise on scales, their confusions on categories."""
