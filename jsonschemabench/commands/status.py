"""Exit statuses of the command ``jsonschemabench``, the same for all its subcommands."""

DONE = 0
NO = 1  # the answer is no: a regression in `compare`, an engine that fails its gate in `engines --check`
BAD_INPUT = 2
DEFECT = 3
INTERRUPTED = 130
