"""What to label next: a sample that chance alone chose, and what teaches most.

`lots` and `sample` decide and read the random sample; `information`, `orderings`, `ratings` tell what an answer would
teach; `batches` and `connecting` choose many at once; `waves` says how many, and when to look again.
"""
