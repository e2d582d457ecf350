"""``python -m ebviz`` is the ``ebviz`` command."""

import sys

from ebviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
