"""Provenance: a record of what made a file, embedded in that file as one line of canonical JSON.

MP4 and WebM store it as their comment, GIF as a comment extension, PNG as the iTXt chunk "ebviz", PDF as its
Keywords, SVG as its Description, HTML in its element meta "ebviz". It holds no time, host, user or path: the same
inputs give the same bytes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ebviz
from ebviz.errors import UsageError

SCHEMA = "ebviz/1"
KEY = "ebviz"  # name of the PNG chunk


def record(
    task: str,
    digest: str,
    *,
    studies: Mapping[str, Mapping[str, Any]] | None = None,
    quality: Mapping[str, Any] | str | None = None,
    theme: str | None = None,
    versions: Mapping[str, str] | None = None,
    fonts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the record of one output.

    Parameters
    ----------
    task : the task that made the output, such as "scene:spinning_free_energy".
    digest : hash of everything the output depends on.
    studies : study name -> {"config", "seed", "artifact"}: the inputs and the result of each study.
    quality : frame size and rate of a film; a figure has none.
    theme : that of a film or figure.
    versions : versions of the libraries that affect the output.
    fonts : family -> hash of its file, of the fonts beside the house's that it was drawn with, if any.
    """
    return {
        **({"fonts": dict(fonts)} if fonts else {}),
        "schema": SCHEMA,
        "task": task,
        "digest": digest,
        "studies": {name: dict(entry) for name, entry in (studies or {}).items()},
        "quality": quality,
        "theme": theme,
        "versions": dict(versions or {}),
        "ebviz": ebviz.__version__,
    }


def dumps(record: Mapping[str, Any]) -> str:
    """Return the record as canonical JSON: sorted keys, no spaces, ASCII, on one line.

    >>> dumps({"b": 1, "a": "β"})
    '{"a":"\\\\u03b2","b":1}'
    """
    return json.dumps(record, sort_keys=True, separators=(",", ":"), allow_nan=False)


def stamp_png(path: Path, record: Mapping[str, Any], target: Path | None = None) -> Path:
    """Write the record into a PNG, in place or to ``target``, as the iTXt chunk "ebviz"; pixels are untouched."""
    data = path.read_bytes()
    chunks = [chunk for chunk in png_chunks(data) if not _is_ours(chunk)]
    text = KEY.encode() + b"\0\0\0\0\0" + dumps(record).encode()
    chunks.insert(1, (b"iTXt", text))  # after the header
    out = data[:8] + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in chunks
    )
    (target or path).write_bytes(out)
    return target or path


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return a PNG's chunks as (kind, body); raise `UsageError` if ``data`` is not a PNG."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise UsageError("not a PNG file")
    chunks, at = [], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def _is_ours(chunk: tuple[bytes, bytes]) -> bool:
    return chunk[0] in (b"iTXt", b"tEXt") and chunk[1].startswith(KEY.encode() + b"\0")


def read(path: Path) -> dict[str, Any]:
    """Return the record embedded in a film, GIF, PNG, PDF, SVG or page.

    Raises
    ------
    UsageError : the file is missing, of an unsupported type, damaged, or has no valid record.
    """
    from ebviz.export import reading

    if not path.is_file():
        problem = f"'{path}' is not a file" if path.exists() else f"there is no file '{path}'"
        raise UsageError(f"{problem}; expected an mp4, webm, gif, png, pdf, svg or html made by ebviz")
    reader = reading.READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"expected a file ending in {', '.join(sorted(reading.READERS))}, got '{path.name}'")
    try:
        found = json.loads(reader(path, KEY))
        # Refuse what cannot be written back: NaN, or half of a surrogate pair such as "\\ud800".
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except PermissionError as error:
        raise UsageError(f"cannot read '{path}': {error.strerror}") from error
    except (LookupError, ValueError, OSError, EOFError, RecursionError, SyntaxError) as error:
        raise UsageError(f"'{path}' has no ebviz record, or is damaged") from error
    except UsageError as error:
        raise UsageError(f"'{path}': {error}") from error
    if not isinstance(found, dict) or "schema" not in found:
        raise UsageError(f"'{path}' has no ebviz record")
    return found
