"""``python -m ebviz`` is the ``ebviz`` command."""

import sys


def main() -> int:
    """Run the command, which handles Ctrl-C itself once loaded; return its exit code."""
    try:
        from ebviz.cli import main as command

        return command()
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted; what was finished is kept\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
