"""The ``ebviz`` command, its displays, and its check of this machine.

Exit codes: 0 done, 1 something failed to build (the others are built), 2 bad usage, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import io
import signal
import sys
from contextlib import suppress

import click

from ebviz.cli.commands import command
from ebviz.errors import EbvizError, Terminated, explain, one_line


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code. Errors are one line on standard error, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")  # a terminal without "→" or "β" shows their codes
    try:
        with suppress(ValueError):  # only the main thread can handle signals
            signal.signal(signal.SIGTERM, _terminate)
        code = command.main(arguments, prog_name="ebviz", standalone_mode=False)
    except EbvizError as error:
        return _complain(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        return _complain(error.format_message(), 2)
    except Terminated:
        return _complain("terminated; what was finished is kept", 143)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted; what was finished is kept", 130)
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _complain(explain(error), 1)
    return code if isinstance(code, int) else 0


def _terminate(*_: object) -> None:
    raise Terminated


def _complain(line: str, code: int) -> int:
    click.echo(f"error: {one_line(line)}", err=True)
    return code
