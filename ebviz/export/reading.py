"""Finding the record in a file, whoever made it: in time that grows with its length, never all of a huge one."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ebviz.errors import UsageError

LARGEST = 64 << 20  # bytes of a figure or a GIF; a film's may be more, and so may a PNG's
LONGEST = 16 << 20  # bytes of a record
MOST = 1_000_000  # chunks of a PNG
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FORMATS = {
    ".mp4": "mp4",
    ".webm": "matroska",
    ".gif": "gif",
}  # no other: a play list may name files elsewhere
_XMP = "{http://purl.org/dc/elements/1.1/}description"

Reader = Callable[[Path, str], str]  # (path, name of the PNG chunk) → the record's text


def _whole(path: Path) -> bytes:
    """Return the bytes of a file that is not larger than anything ebviz makes of that kind."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UsageError(f"expected at most {LARGEST >> 20} MiB, got {path.stat().st_size >> 20} MiB")
    return data


def _from_film(path: Path, key: str) -> str:
    import av

    with av.open(str(path), format=_FORMATS[path.suffix.lower()]) as film:
        tags = {key.lower(): value for key, value in film.metadata.items()}
    return tags["comment"]


def _from_gif(path: Path, key: str) -> str:
    _whole(path)
    return _from_film(path, key)


def _from_png(path: Path, key: str) -> str:
    with path.open("rb") as file:
        if file.read(8) != SIGNATURE:
            raise UsageError("not a PNG file")
        for _ in range(MOST):
            head = file.read(8)
            length, kind = int.from_bytes(head[:4], "big"), head[4:]
            if len(head) < 8 or not kind.isalpha() or kind == b"IEND":
                break
            if kind not in (b"iTXt", b"tEXt") or length > LONGEST:
                file.seek(length + 4, 1)
                continue
            body = file.read(length)
            file.seek(4, 1)
            if body.startswith(key.encode() + b"\0"):
                return body.split(b"\0", 5 if kind == b"iTXt" else 1)[-1].decode()
    raise KeyError(key)


def _from_pdf(path: Path, key: str) -> str:
    _, _, rest = _whole(path).partition(b"/Keywords (")
    end = re.search(rb"(?<!\\)\)", rest)
    if end is None:
        raise KeyError("Keywords")
    return re.sub(rb"\\([()\\])", rb"\1", rest[: end.start()]).decode("ascii")


class _Description:
    """Collects the text of the first description in a document, whatever else that holds."""

    def __init__(self) -> None:
        self.text: list[str] | None = None
        self.is_done = False

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        """An element begins."""
        if self.text is None and tag == _XMP:
            self.text = []

    def data(self, text: str) -> None:
        """There is text."""
        if self.text is not None and not self.is_done:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.is_done = self.is_done or tag == _XMP

    def close(self) -> str:
        """Return the text."""
        if self.text is None:
            raise KeyError("description")
        return "".join(self.text)


def _from_svg(path: Path, key: str) -> str:
    parser = ElementTree.XMLParser(target=_Description())
    parser.feed(_whole(path))  # at once: piece by piece, a long word would be read again with each piece
    return str(parser.close())


def _from_html(path: Path, key: str) -> str:
    found = re.search(rb'<meta name="%s" content="([^"]*)">' % key.encode(), _whole(path))
    if found is None:
        raise KeyError(key)
    return html.unescape(found[1].decode())


READERS: dict[str, Reader] = {
    ".mp4": _from_film,
    ".webm": _from_film,
    ".gif": _from_gif,
    ".png": _from_png,
    ".pdf": _from_pdf,
    ".svg": _from_svg,
    ".html": _from_html,
}
