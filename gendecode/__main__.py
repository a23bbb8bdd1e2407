"""``python -m gendecode``: the same as the command ``gendecode``."""

import sys

from gendecode.cli.main import main

sys.exit(main())
