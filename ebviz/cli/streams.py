"""The standard streams, which may be closed, full, or read by no one any more: a build goes on without them."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TextIO

from ebviz.errors import explain


def forgive(*streams: TextIO) -> None:
    """Let streams write the codes of characters that they cannot encode: a terminal may lack "→" or "β"."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="backslashreplace")


def say(text: str, file: TextIO) -> None:
    """Write a line; a stream that no longer takes any is silent from then on."""
    try:
        print(text, file=file, flush=True)
    except BrokenPipeError:
        silence(file)
    except (OSError, ValueError) as error:  # a full disk; or the stream has been closed
        silence(file)
        if file is not sys.stderr:
            say(f"error: standard output: {explain(error)}", sys.stderr)


def silence(file: TextIO) -> None:
    """Send what is yet to be written, and what Python still holds of it, nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, file.fileno())
        os.close(nothing)
