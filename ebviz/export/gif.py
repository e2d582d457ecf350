"""Looping GIFs from films: one palette per clip, ordered dithering, and the record as a comment.

GIF delays are whole hundredths of a second. Frames are sampled on that clock, so the clip keeps its speed and
a periodic motion loops without a jump. Any other clip stands still at its end before it begins again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from ebviz.errors import UsageError
from ebviz.export.colours import counted, mended
from ebviz.export.provenance import dumps
from ebviz.export.seam import seam
from ebviz.export.video import decoded, length, size
from ebviz.style.palette import LECTURE
from ebviz.style.themes import theme as theme_called

LIMIT = 8_000_000  # bytes: small enough for e-mail and slides
NARROWEST = 320  # pixels
PALETTE_FRAMES = 60  # upper bound on the frames that the palette is first made for
HOLD = {"rest": 100, "cut": 150}  # hundredths of a second for which the last picture stands at least
COARSE = 4  # every so many-th pixel is looked at to see how a clip ends
SLOWEST = 8  # hundredths of a second: longest frame delay tried to meet the size limit
_PALETTE = "max_colors=256:reserve_transparent=1:stats_mode=full"
_DITHER = "dither=bayer:bayer_scale=4:diff_mode=rectangle"
_FORMAT = "bgra"


def gif(
    source: Path,
    target: Path,
    record: Mapping[str, Any],
    start: float | None = None,
    end: float | None = None,
    width: int = 800,
    fps: float = 20.0,
    limit: int = LIMIT,
    theme: str = "dark",
) -> Path:
    """Make an endlessly looping GIF of a film from ``start`` to ``end`` in seconds (default: the whole film).

    ``width`` (pixels) and ``fps`` are upper bounds: the film is never upscaled, nor its frame rate raised.
    A clip larger than ``limit`` bytes is encoded again at a lower frame rate (at least 12.5 fps), then narrower.
    The colours of ``theme`` are kept wherever they occur. Unless the clip returns to its first frame, its last
    picture stands for a second or more.
    Raises `UsageError` if the clip extends beyond the film.
    """
    rate, count = length(source)
    whole = float(count / rate)
    start, end = 0.0 if start is None else start, whole if end is None else end
    if not 0 <= start < end <= whole + 1e-6:
        raise UsageError(f"expected a clip within 0 s to {whole:g} s, got {start:g} s to {end:g} s")
    delay = max(math.ceil(100 / fps), math.ceil(100 / rate))  # hundredths of a second
    width = min(width, size(source)[0])
    house = [theme_called(theme)(name) for name in LECTURE]
    while True:
        wanted = _frames_at(start, end, delay, rate, count)
        most = limit if width > NARROWEST else None
        clip = _examined(source, wanted, width, delay, house)
        data, done = _encode(source, target, wanted, clip, most)
        if most is None or len(data) <= limit:
            break
        share = limit * done / (len(data) * len(wanted))
        slower = min(max(delay, SLOWEST), math.ceil(delay / math.sqrt(share)))
        share *= slower / delay
        if share < 1:  # a clip's size grows a little more slowly than its pixel count
            width = max(NARROWEST, min(int(width * 0.98 * share ** (1 / 1.4)), width - 1))
        delay = slower
    target.write_bytes(with_comment(data, dumps(record)))
    return target


def _frames_at(start: float, end: float, delay: int, rate: Fraction, count: int) -> list[int]:
    """Return the indices of the film frames in a clip, one every ``delay`` hundredths of a second."""
    moments = [start + k * delay / 100 for k in range(max(1, round((end - start) * 100 / delay)))]
    return [min(round(moment * rate), count - 1) for moment in moments]


@dataclass(frozen=True, slots=True)
class _Clip:
    """How to encode a clip: ``palette`` as a 16 x 16 frame, ``width`` in pixels, delays in hundredths of a second."""

    palette: av.VideoFrame
    width: int
    delay: int
    last: int  # delay of the last frame


def _examined(source: Path, wanted: list[int], width: int, delay: int, house: list[str]) -> _Clip:
    """Look at all wanted frames: which palette do they need, and how does the clip end?"""
    graph: Any = None
    counts: Any = 0
    seen = []
    every = math.ceil(len(wanted) / PALETTE_FRAMES)
    for index, frame in enumerate(_scaled(source, wanted, width)):
        pixels = frame.to_ndarray()[..., 2::-1]
        counts = counts + counted(pixels)
        seen.append(pixels[::COARSE, ::COARSE].copy())
        if graph is None:
            graph = av.filter.Graph()
            graph.link_nodes(
                _buffer(graph, frame), graph.add("palettegen", _PALETTE), graph.add("buffersink")
            ).configure()
        if index % every == 0:
            graph.push(frame)
    graph.push(None)
    entries = graph.pull().to_ndarray().reshape(-1, 4)
    opaque = entries[:, 3] > 0
    entries[opaque, 2::-1] = mended(entries[opaque, 2::-1], counts, house)
    palette = av.VideoFrame.from_ndarray(np.ascontiguousarray(entries.reshape(16, 16, 4)), format=_FORMAT)
    end = seam(seen, delay / 100)
    last = max(delay, HOLD.get(end.kind, 0) - round(100 * end.still) + delay)
    return _Clip(palette, width, delay, last)


def _encode(
    source: Path, target: Path, wanted: list[int], clip: _Clip, most: int | None
) -> tuple[bytes, int]:
    """Write the wanted frames to ``target``.

    Return the file's bytes and the number of frames encoded; encoding stops early beyond ``most`` bytes.
    """
    written = done = 0
    delay = clip.delay
    options = {"loop": "0", "fflags": "+bitexact", "final_delay": f"{clip.last}"}
    with av.open(str(target), "w", format="gif", options=options) as out:
        stream: Any = None
        for index, frame in enumerate(_mapped(source, wanted, clip.width, clip.palette)):
            if stream is None:
                stream = out.add_stream("gif", rate=Fraction(100, delay))
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "pal8"
                stream.codec_context.time_base = Fraction(delay, 100)
            frame.pts, frame.time_base = index, Fraction(delay, 100)
            packets = stream.encode(frame)
            written, done = written + sum(packet.size for packet in packets), index + 1
            out.mux(packets)
            if most is not None and written > most:
                break
        out.mux(stream.encode(None))
    return target.read_bytes(), done


def with_comment(data: bytes, text: str) -> bytes:
    """Return the GIF with a comment extension after its header; its images are unchanged.

    >>> with_comment(b"GIF89a" + bytes(7) + b";", "hi")[13:]
    b'!\\xfe\\x02hi\\x00;'
    """
    flags = data[10]
    header = 13 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
    raw = text.encode()
    blocks = b"".join(bytes([len(raw[i : i + 255])]) + raw[i : i + 255] for i in range(0, len(raw), 255))
    return data[:header] + b"!\xfe" + blocks + b"\0" + data[header:]


def _scaled(source: Path, wanted: list[int], width: int) -> Iterator[av.VideoFrame]:
    """Yield the frames at the given ascending indices (repeats allowed), scaled to at most ``width`` pixels wide."""
    reformatter, at = VideoReformatter(), 0
    for index, frame in enumerate(decoded(source)):
        while at < len(wanted) and wanted[at] == index:
            wide = min(width, frame.width)
            small = reformatter.reformat(
                frame,
                width=wide,
                height=round(frame.height * wide / frame.width),
                format=_FORMAT,
                interpolation=Interpolation.LANCZOS,
                threads=1,
            )
            small.pts, small.time_base = at, Fraction(1, 100)
            at += 1
            yield small
        if at == len(wanted):
            return


def _buffer(graph: av.filter.Graph, frame: av.VideoFrame) -> Any:
    return graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 100)
    )


def _mapped(source: Path, wanted: list[int], width: int, palette: av.VideoFrame) -> Iterator[av.VideoFrame]:
    """Yield the wanted frames dithered to the palette."""
    graph: Any = None
    for frame in _scaled(source, wanted, width):
        if graph is None:
            graph = av.filter.Graph()
            pictures, colours = _buffer(graph, frame), _buffer(graph, palette)
            use, sink = graph.add("paletteuse", _DITHER), graph.add("buffersink")
            pictures.link_to(use, 0, 0)
            colours.link_to(use, 0, 1)
            use.link_to(sink)
            graph.configure()
            palette.pts, palette.time_base = 0, Fraction(1, 100)
            colours.push(palette)
            colours.push(None)
        pictures.push(frame)
        yield from _ready(sink)
    pictures.push(None)
    yield from _ready(sink)


def _ready(sink: Any) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
