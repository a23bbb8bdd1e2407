"""The corpus: schemas of our own writing, in the manner of those that people use, with instances.

``cases.jsonl`` is the data set. It is written by ``python -m jsonschemabench.data.corpus`` from the modules beside
it, one for each subset; reading it needs none of them.
"""
