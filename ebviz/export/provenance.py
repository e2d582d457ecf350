"""The record of what made a file, embedded in the file: one line of canonical JSON.

MP4 and WebM carry it as their comment, a GIF as a comment extension, a PNG as iTXt chunk "ebviz", a PDF in
its Keywords, an SVG in its Description. No time, host, user or path: the same inputs give the same bytes.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ebviz
from ebviz.errors import UsageError

SCHEMA = "ebviz/1"
KEY = "ebviz"  # name of the PNG chunk
_XMP = "{http://purl.org/dc/elements/1.1/}description"


def record(
    task: str,
    digest: str,
    *,
    studies: Mapping[str, Mapping[str, Any]] | None = None,
    quality: Mapping[str, Any] | str | None = None,
    versions: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the record of one output.

    Parameters
    ----------
    task : the output's task, such as "scene:spinning_free_energy".
    digest : the key of everything it depends on.
    studies : study name -> {"config", "seed", "artifact"}: what the studies were told and what they gave.
    quality : frame size and rate, or the theme of a figure.
    versions : versions of the libraries that matter to it.
    """
    return {
        "schema": SCHEMA,
        "task": task,
        "digest": digest,
        "studies": {name: dict(entry) for name, entry in (studies or {}).items()},
        "quality": quality,
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
    """Write the record into a PNG, in place or to ``target``, as iTXt chunk "ebviz"; no pixel changes."""
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
    """Return a PNG's chunks as (kind, body); raise `UsageError` when ``data`` is no PNG."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise UsageError("this is no PNG file")
    chunks, at = [], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def _is_ours(chunk: tuple[bytes, bytes]) -> bool:
    return chunk[0] in (b"iTXt", b"tEXt") and chunk[1].startswith(KEY.encode() + b"\0")


def read(path: Path) -> dict[str, Any]:
    """Return the record embedded in a film, GIF, PNG, PDF or SVG.

    Raises
    ------
    UsageError : the file is missing, of another kind, damaged, or carries no record (or one that is no JSON).
    """
    readers = {
        ".mp4": _from_film,
        ".webm": _from_film,
        ".gif": _from_film,
        ".png": _from_png,
        ".pdf": _from_pdf,
        ".svg": _from_svg,
    }
    if not path.is_file():
        given = f"'{path}' is no file" if path.exists() else f"there is no file '{path}'"
        raise UsageError(f"{given}; accepted: an mp4, webm, gif, png, pdf or svg made by ebviz")
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"'{path.name}': records are read from {', '.join(sorted(readers))}")
    try:
        found = json.loads(reader(path))
        json.dumps(
            found, ensure_ascii=False, allow_nan=False
        ).encode()  # half a letter, "\\ud800", cannot be written
    except (LookupError, ValueError, OSError, EOFError, RecursionError, ElementTree.ParseError) as error:
        raise UsageError(f"'{path}' carries no record of ebviz, or is damaged") from error
    except UsageError as error:
        raise UsageError(f"'{path}': {error}") from error
    if not isinstance(found, dict) or "schema" not in found:
        raise UsageError(f"'{path}' carries no record of ebviz")
    return found


def _from_film(path: Path) -> str:
    import av

    with av.open(str(path)) as film:
        tags = {key.lower(): value for key, value in film.metadata.items()}
    return tags["comment"]


def _from_png(path: Path) -> str:
    for kind, body in png_chunks(path.read_bytes()):
        if _is_ours((kind, body)):
            return body.split(b"\0", 5 if kind == b"iTXt" else 1)[-1].decode()
    raise KeyError(KEY)


def _from_pdf(path: Path) -> str:
    match = re.search(rb"/Keywords \((.*?)(?<!\\)\)", path.read_bytes(), re.DOTALL)
    if match is None:
        raise KeyError("Keywords")
    return re.sub(rb"\\([()\\])", rb"\1", match[1]).decode("ascii")


def _from_svg(path: Path) -> str:
    element = ElementTree.parse(path).getroot().find(f".//{_XMP}")
    if element is None or element.text is None:
        raise KeyError("description")
    return element.text
