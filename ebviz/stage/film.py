"""Encode raw frames into one H.264 film as they arrive: one stream, one thread.

Manim encodes each `play` into a separate file, with one thread per core (so pixels depend on the machine), and
leaves the colour matrix for the player to guess (so hues shift). Here the film is a single stream, x264 runs
on one thread, and frames are converted to, and tagged as, ITU-R BT.709.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import av
import imageio.v3 as iio
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from manim.scene.scene_file_writer import SceneFileWriter

from ebviz.errors import BuildError

X264 = {"crf": "18", "preset": "superfast", "threads": "1"}
_BT709 = 1  # BT.709's code point for primaries, transfer and matrix alike (ITU-T H.273)
_LIMITED = 1  # luma from 16 to 235


class FilmEncoder:
    """Encode RGBA frames (H, W, 4) uint8 into an MP4 at ``path``; call `close` when done.

    Width and height must be even (4:2:0 chroma). The same frames give the same bytes on any number of cores.
    """

    def __init__(self, path: Path, width: int, height: int, fps: int) -> None:
        self.fps = fps
        self.frames = 0
        self._container = av.open(
            str(path), "w", format="mp4", options={"fflags": "+bitexact", "movflags": "+faststart"}
        )
        stream: Any = self._container.add_stream("libx264", rate=fps, options=X264)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = 2 * fps  # a key frame every two seconds, so that scrubbing is quick
        stream.codec_context.colorspace = stream.codec_context.color_primaries = _BT709
        stream.codec_context.color_trc = _BT709
        stream.codec_context.color_range = _LIMITED
        self._stream = stream
        self._reformatter = VideoReformatter()

    def write(self, pixels: np.ndarray, repeat: int = 1) -> None:
        """Append one frame ``repeat`` times."""
        frame = self._reformatter.reformat(
            av.VideoFrame.from_ndarray(pixels, format="rgba"),
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        for _ in range(repeat):
            frame.pts, frame.time_base = self.frames, Fraction(1, self.fps)
            self.frames += 1
            self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Flush the encoder and write the index."""
        self._container.mux(self._stream.encode(None))
        self._container.close()


class StreamWriter(SceneFileWriter):
    """Manim file writer whose frames, of all animations, form one stream."""

    def begin_animation(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing: all animations go into one stream."""

    def end_animation(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing: the stream stays open until `finish`."""

    def is_already_cached(self, hash_invocation: str) -> bool:
        """Return False: caching is decided per scene, never per animation."""
        return False


class FilmWriter(StreamWriter):
    """Manim file writer that encodes frames on a background thread and saves the thumbnail.

    Parameters
    ----------
    settings : Manim's; only the frame size and rate are used.
    folder : folder in which film.mp4 and thumbnail.png are written.
    thumbnail : film time in seconds of the raw frame saved, losslessly, as the thumbnail.
    on_frame : called after each frame with the number of frames so far.
    """

    WAITING = 8  # queue length in frames: 66 MB at 1080p

    def __init__(
        self, settings: Any, *, folder: Path, thumbnail: float, on_frame: Callable[[int], None]
    ) -> None:
        super().__init__(settings)
        spec = settings.video_encoder
        self.folder, self.on_frame = folder, on_frame
        self.fps = int(spec.frame_rate)
        self.still_at = round(thumbnail * self.fps)
        self.frames = 0
        self._encoder = FilmEncoder(folder / "film.mp4", spec.width, spec.height, self.fps)
        self._queue: Queue[tuple[np.ndarray, int] | None] = Queue(self.WAITING)
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._encode, name="film encoder", daemon=True)
        self._thread.start()

    def _encode(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._failure is None:
                try:
                    self._encoder.write(*item)
                except BaseException as error:  # re-raised on the rendering thread
                    self._failure = error

    def write_frame(self, pixels: np.ndarray, *, repeat: int = 1) -> None:
        """Queue one RGBA frame (H, W, 4) uint8, shown ``repeat`` times."""
        if self._failure is not None:
            raise BuildError(f"cannot encode the film: {self._failure}") from self._failure
        if self.frames <= self.still_at < self.frames + repeat:
            iio.imwrite(self.folder / "thumbnail.png", pixels[..., :3], plugin="pillow")
        self._queue.put((pixels, repeat))
        self.frames += repeat
        self.on_frame(self.frames)

    def _stop(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def finish(self) -> None:
        """Wait for the encoder to finish and close the film."""
        self._stop()
        if self._failure is not None:
            raise BuildError(f"cannot encode the film: {self._failure}") from self._failure
        self._encoder.close()
        self.final_file_path = self.folder / "film.mp4"

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        """Close the film early because the scene failed."""
        self._stop()
        self._encoder.close()
