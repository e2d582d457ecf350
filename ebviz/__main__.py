"""``python -m ebviz`` is the ``ebviz`` command."""

import os
import signal
import sys


def main() -> int:
    """Run the command, which handles signals itself once loaded; return its exit code."""
    stand_in()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, leave)
    try:
        from ebviz.cli import main as command

        return command()
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted; what was finished is kept\n")
        return 130


def leave(number: int, *_: object) -> None:
    """End at once: nothing has been started yet."""
    os._exit(128 + number)


def stand_in() -> None:
    """Stand in for what the surroundings may lack: standard streams, and a search path for programs.

    Without the streams, the next file to be opened would take the place of standard output.
    """
    os.environ.setdefault("PATH", os.defpath)
    for handle, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(handle)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_RDWR), handle)
            os.set_inheritable(handle, True)
        if getattr(sys, name) is None:
            setattr(sys, name, open(handle, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


if __name__ == "__main__":
    sys.exit(main())
