"""Exit statuses of the command ``gendecode``, the same for all its subcommands."""

DONE = 0
NO = 1  # the text is not in the language, the token is not allowed, or a free text was cut off
BAD_INPUT = 2  # a token limit that cut a constrained text off is that too
DEFECT = 3
INTERRUPTED = 130
