"""``python -m jsonschemabench``."""

import sys

from jsonschemabench.cli import main

if __name__ == "__main__":
    sys.exit(main())
