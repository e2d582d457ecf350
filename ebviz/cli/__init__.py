"""The ``ebviz`` command, its displays, and its check of this machine.

Exit codes: 0 done, 1 something failed to build (the others are built), 2 bad usage, 130 interrupted, 143 terminated,
129 hung up.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

import click

from ebviz.cli.commands import command
from ebviz.cli.index import index
from ebviz.cli.init import init
from ebviz.cli.live import page
from ebviz.cli.model import model
from ebviz.cli.still import still
from ebviz.cli.streams import forgive, say, silence
from ebviz.cli.watch import watch
from ebviz.errors import EbvizError, Terminated, explain, one_line

command.add_command(index)
command.add_command(init)
command.add_command(model)
command.add_command(page)
command.add_command(still)
command.add_command(watch)

ENDINGS = {signal.SIGTERM: "terminated", signal.SIGHUP: "hung up"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code. Errors are one line on standard error, never a traceback."""
    forgive(sys.stdout, sys.stderr)
    try:
        with suppress(ValueError):  # only the main thread can handle signals
            for number in ENDINGS:
                if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
                    signal.signal(number, _terminate)
        code = command.main(arguments, prog_name="ebviz", standalone_mode=False)
        sys.stdout.flush()
    except EbvizError as error:
        return _complain(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        return _complain(error.format_message(), 2)
    except Terminated as error:
        number = signal.Signals(*error.args or (signal.SIGTERM,))
        return _complain(f"{ENDINGS[number]}; what was finished is kept", 128 + number)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted; what was finished is kept", 130)
    except BrokenPipeError:
        silence(sys.stdout)
        return 1
    except OSError as error:
        silence(sys.stdout)
        return _complain(explain(error), 1)
    except Exception as error:
        if "EBVIZ_TRACEBACK" in os.environ:
            raise
        where = "" if isinstance(error, MemoryError) else " (EBVIZ_TRACEBACK=1 shows where)"
        return _complain(f"{explain(error)}{where}", 1)
    return code if isinstance(code, int) else 0


def _terminate(number: int, *_: object) -> None:
    raise Terminated(number)


def _complain(line: str, code: int) -> int:
    say(f"error: {one_line(line)}", sys.stderr)
    return code
