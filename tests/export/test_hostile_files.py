"""Files that ebviz did not make: the record's absence is told in one line, soon, and without reading gigabytes."""

from __future__ import annotations

import os
import resource
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from ebviz.errors import UsageError
from ebviz.export import provenance

PNG = b"\x89PNG\r\n\x1a\n"
DC = b'xmlns:dc="http://purl.org/dc/elements/1.1/"'
MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2mp41"
N = 1_000_000
HOSTILE: dict[str, bytes] = {
    "words.pdf": b"/Keywords (" * (N // 11),
    "escapes.pdf": b"/Keywords (" + b"\\)" * N,
    "slashes.pdf": b"/Keywords (" + b"\\" * N,
    "letters.pdf": b"/Keywords (\xff)",
    "nothing.pdf": b"/Keywords ()",
    "short.png": PNG + b"\0\0",
    "long.png": PNG + struct.pack(">I", 1 << 31) + b"iTXtebviz\0",
    "many.png": PNG + (struct.pack(">I", 0) + b"IDAT" + bytes(4)) * (N // 12),
    "letters.png": PNG + struct.pack(">I", 10) + b"iTXtebviz\0\xff\0\0\0" + bytes(4),
    "laughs.svg": b'<!DOCTYPE l [<!ENTITY a "' + b"a" * 9999 + b'">]><svg>' + b"&a;" * 99999 + b"</svg>",
    "outside.svg": b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg '
    + DC
    + b"><dc:description>&a;"
    b"</dc:description></svg>",
    "deep.svg": b"<a>" * (N // 3),
    "wide.svg": b"<svg>" + b"<a/>" * (N // 4) + b"</svg>",
    "word.svg": b"<svg a='" + b"x" * 10 * N,
    "letters.svg": bytes(100),
    "digits.svg": b"<svg " + DC + b'><dc:description>{"schema": ' + b"9" * N + b"}</dc:description></svg>",
    "short.gif": b"GIF89a",
    "junk.gif": b"GIF89a" + b"\xff" * 1000,
    "many.gif": b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe\1a\0" * (N // 5),
    "boxes.mp4": MP4 + b"\0\0\0\x08free" * (N // 8),
    "junk.mp4": MP4 + b"\xff" * 1000,
    "list.mp4": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "junk.webm": b"\x1a\x45\xdf\xa3" + b"\x80" * N,
}


@pytest.fixture
def little_memory() -> Iterator[None]:
    """Let this process have half a gigabyte more than it has."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 29), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.usefixtures("little_memory")
def test_a_file_of_someone_else_s_has_no_record(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    refused(path)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("suffix", ["png", "pdf", "svg", "gif", "mp4", "webm"])
@pytest.mark.parametrize(
    "start", [b"", PNG, PNG + b"\xff\xff\xff\xf0IDAT", PNG + b"\xff\xff\xff\xf0iTXtebviz\0"]
)
@pytest.mark.usefixtures("little_memory")
def test_a_file_of_six_gigabytes_of_nothing_is_not_read(suffix: str, start: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(start)
    os.truncate(path, 6 << 30)
    refused(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_told_so(tmp_path: Path) -> None:
    for suffix in ("png", "pdf", "svg", "gif", "mp4", "webm"):
        path = tmp_path / f"a.{suffix}"
        path.touch(0)
        with pytest.raises(UsageError, match=r"cannot read .*: Permission denied"):
            provenance.read(path)


def refused(path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        provenance.read(path)
    line = str(caught.value)
    assert line.startswith(f"'{path}'")
    assert "\n" not in line
