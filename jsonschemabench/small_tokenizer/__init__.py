"""A tokenizer of 4,096 byte-level tokens, so that a run needs no other file.

It is trained on the package's own corpus and pages. Its tokens are like those of a language model's, its masks are 30
times narrower: fit for coverage, correctness and a first look at times, not for figures to publish.
"""
