"""Films: read their frames, stamp them without re-encoding, and convert MP4 to WebM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from ebviz.errors import BuildError
from ebviz.export.provenance import dumps

_VP9 = {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "5", "row-mt": "0", "threads": "1"}


def remux(source: Path, target: Path, record: Mapping[str, Any]) -> Path:
    """Copy an MP4's video stream to ``target``, index first, with the record as its comment; pixels are untouched."""
    options = {"fflags": "+bitexact", "movflags": "+faststart+use_metadata_tags"}
    with av.open(str(source)) as film, av.open(str(target), "w", format="mp4", options=options) as out:
        out.metadata["comment"] = dumps(record)
        stream = film.streams.video[0]
        copy = out.add_stream_from_template(stream)
        for packet in film.demux(stream):
            if packet.dts is not None:  # the last, empty packet only flushes
                packet.stream = copy
                out.mux(packet)
    return target


def webm(source: Path, target: Path, record: Mapping[str, Any]) -> Path:
    """Encode a film as VP9 in WebM with the record as its comment; byte-identical from run to run."""
    with (
        av.open(str(source)) as film,
        av.open(str(target), "w", format="webm", options={"fflags": "+bitexact"}) as out,
    ):
        out.metadata["comment"] = dumps(record)
        stream = film.streams.video[0]
        rate = stream.average_rate or Fraction(30)
        copy: Any = out.add_stream("libvpx-vp9", rate=rate, options=_VP9)
        copy.width, copy.height, copy.pix_fmt = stream.width, stream.height, "yuv420p"
        for name in ("colorspace", "color_primaries", "color_trc", "color_range"):
            setattr(copy.codec_context, name, getattr(stream.codec_context, name))
        for index, frame in enumerate(film.decode(stream)):
            frame.pts, frame.time_base = index, 1 / rate
            out.mux(copy.encode(frame))
        out.mux(copy.encode(None))
    return target


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Within the block, report a damaged or missing film as a one-line `BuildError`."""
    try:
        yield
    except (av.error.FFmpegError, OSError, IndexError) as error:  # IndexError: there is no video stream
        reason = getattr(error, "strerror", None) or "expected a video stream, found none"
        raise BuildError(f"cannot decode '{path.name}': {reason}") from error


def frames(path: Path) -> Iterator[np.ndarray]:
    """Yield a film's frames one by one, each (H, W, 3) uint8; raise `BuildError` if the file is damaged."""
    converter = VideoReformatter()
    for frame in decoded(path):
        yield converter.reformat(frame, format="rgb24", threads=1).to_ndarray()


def decoded(path: Path) -> Iterator[av.VideoFrame]:
    """Yield a film's frames in the film's own pixel format; raise `BuildError` if the file is damaged."""
    with _reading(path), av.open(str(path)) as film:
        film.streams.video[0].codec_context.thread_count = 1
        yield from film.decode(video=0)


def count_frames(path: Path) -> int:
    """Return the number of frames in a film by decoding every one; raise `BuildError` if the file is damaged."""
    return sum(1 for _ in decoded(path))


def size(path: Path) -> tuple[int, int]:
    """Return a film's width and height in pixels."""
    with _reading(path), av.open(str(path)) as film:
        stream = film.streams.video[0]
        return stream.width, stream.height


def length(path: Path) -> tuple[Fraction, int]:
    """Return a film's frame rate and frame count as stored in its index, without decoding."""
    with _reading(path), av.open(str(path)) as film:
        stream = film.streams.video[0]
        return stream.average_rate or Fraction(1), stream.frames
