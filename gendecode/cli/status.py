"""Exit statuses of the commands ``gendecode`` and ``jsonschemabench``, the same for all their subcommands."""

DONE = 0
# The answer is no: the text is not in the language, the token is not allowed, a free text was cut off; an engine fails
# its gate, a run is worse than the one before.
NO = 1
BAD_INPUT = 2  # a token limit that cut a constrained text off is that too
DEFECT = 3
INTERRUPTED = 130
