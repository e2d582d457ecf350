"""Files that leave the house: their pixels, their bytes, and the record read back by other programs."""

from __future__ import annotations

from fractions import Fraction

import av
import matplotlib as mpl
import matplotlib.figure
import numpy as np
import pytest
from PIL import Image

from ebviz.errors import BuildError, UsageError
from ebviz.export import provenance
from ebviz.export.gif import gif
from ebviz.export.sheet import contact_sheet
from ebviz.export.video import count_frames, frames, length, remux, webm

WIDTH, HEIGHT, FPS, COUNT = 320, 180, 30, 45
RECORD = provenance.record(
    "scene:spinning_free_energy",
    "sha256:" + "ab" * 32,
    studies={"horn": {"config": {"beta": "∞ (cold)", "path": "a\\b"}, "seed": 0, "artifact": "sha256:cd"}},
    quality={"width": WIDTH, "height": HEIGHT, "fps": FPS},
    versions={"torch": "2.13.0"},
)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film made by PyAV alone: the left half blue, a red square moving over black on the right."""
    path = tmp_path_factory.mktemp("film") / "plain.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options={"crf": "10", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for index in range(COUNT):
            pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
            pixels[:, : WIDTH // 2] = (20, 40, 220)
            pixels[40:80, 170 + 2 * index : 210 + 2 * index] = (220, 30, 30)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def test_a_remuxed_film_has_the_same_pixels_and_the_record(film, tmp_path):
    stamped = remux(film, tmp_path / "a.mp4", RECORD)
    assert all(np.array_equal(a, b) for a, b in zip(frames(film), frames(stamped), strict=True))
    assert count_frames(stamped) == COUNT
    assert length(stamped) == (FPS, COUNT)
    assert provenance.read(stamped) == RECORD
    with av.open(str(stamped)) as opened:
        assert opened.metadata["comment"] == provenance.dumps(RECORD)
    data = stamped.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # plays before it is loaded


@pytest.mark.parametrize("make", [remux, webm, gif])
def test_two_runs_give_the_same_bytes(make, film, tmp_path):
    suffix = {remux: "mp4", webm: "webm", gif: "gif"}[make]
    first, second = (make(film, tmp_path / f"{name}.{suffix}", RECORD).read_bytes() for name in "ab")
    assert first == second
    assert provenance.read(tmp_path / f"a.{suffix}") == RECORD


def test_webm_shows_the_same_film(film, tmp_path):
    made = webm(film, tmp_path / "a.webm", RECORD)
    assert count_frames(made) == COUNT
    difference = np.abs(np.stack(list(frames(made))).astype(int) - np.stack(list(frames(film))))
    assert difference.mean() < 3


def test_a_gif_loops_keeps_time_and_colours(film, tmp_path):
    made = gif(film, tmp_path / "a.gif", RECORD, start=0.5, end=1.5, width=160)
    image = Image.open(made)
    assert image.size == (160, 90)
    assert image.info["loop"] == 0
    assert image.info["comment"].decode() == provenance.dumps(RECORD)
    durations = []
    for index in range(image.n_frames):
        image.seek(index)
        durations.append(image.info["duration"])
    assert sum(durations) == 1000
    assert image.n_frames == 20
    image.seek(0)
    shown = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(shown[45, 30] - (20, 40, 220)).max() < 8
    start = 170 + 2 * 15  # half a second in
    assert np.abs(shown[30, (start + 20) // 2] - (220, 30, 30)).max() < 8


def test_a_gif_from_a_slow_film_repeats_no_frame_and_keeps_its_length(film, tmp_path):
    image = Image.open(gif(film, tmp_path / "a.gif", {}, fps=50))
    assert image.n_frames == round(1.5 * 100 / 4)  # 30 frames a second do not fit hundredths: 25 do


def test_a_gif_stays_under_its_limit(film, tmp_path, monkeypatch):
    monkeypatch.setattr("ebviz.export.gif.NARROWEST", 40)
    free = gif(film, tmp_path / "a.gif", {}).stat().st_size
    made = gif(film, tmp_path / "b.gif", {}, limit=free * 2 // 3)
    assert made.stat().st_size <= free * 2 // 3
    assert 40 < Image.open(made).size[0] < WIDTH


@pytest.mark.parametrize("clip", [(-1.0, 1.0), (1.0, 1.0), (0.0, 9.0)])
def test_a_clip_outside_the_film_is_refused(clip, film, tmp_path):
    with pytest.raises(UsageError, match=r"the film has 0 s to 1\.5 s"):
        gif(film, tmp_path / "a.gif", {}, *clip)


def test_a_stamped_png_keeps_its_pixels(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    provenance.stamp_png(tmp_path / "a.png", {"schema": "old"})
    once = provenance.stamp_png(tmp_path / "a.png", RECORD).read_bytes()
    image = Image.open(tmp_path / "a.png")
    assert np.array_equal(np.asarray(image), pixels)
    assert image.text == {"ebviz": provenance.dumps(RECORD)}
    assert provenance.stamp_png(tmp_path / "a.png", RECORD).read_bytes() == once


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_matplotlib_figures_carry_the_record(suffix, tmp_path):
    path = tmp_path / f"a.{suffix}"
    text = provenance.dumps(RECORD)
    key = {"pdf": "Keywords", "svg": "Description", "png": "ebviz"}[suffix]
    with mpl.rc_context({"svg.hashsalt": "ebviz"}):
        matplotlib.figure.Figure().savefig(path, metadata={key: text})
    assert provenance.read(path) == RECORD
    if suffix == "pdf":
        import pypdf

        assert pypdf.PdfReader(path).metadata["/Keywords"] == text


def test_the_record_is_canonical():
    text = provenance.dumps(RECORD)
    assert text == provenance.dumps(dict(reversed(RECORD.items())))
    assert text.isascii()
    assert "\n" not in text
    with pytest.raises(ValueError, match="JSON compliant"):
        provenance.dumps({"beta": float("inf")})


def test_files_without_a_record_are_named(film, tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "bare.png")
    (tmp_path / "broken.mp4").write_bytes(film.read_bytes()[:100])
    (tmp_path / "a.txt").write_text("{}")
    for name in ("bare.png", "broken.mp4", "missing.pdf", "a.txt"):
        with pytest.raises(UsageError, match=name) as caught:
            provenance.read(tmp_path / name)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        '{"schema": "ebviz/1", "deep": ' + "[" * 100_000,
        '{"schema": "ebviz/1", "half": "\\ud800"}',
        '{"schema": "ebviz/1", "value": NaN}',
        "[]",
    ],
)
def test_a_hostile_record_is_refused(text, tmp_path):
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    path = tmp_path / "a.svg"
    path.write_text(f"<svg {space}><dc:description>{text}</dc:description></svg>")
    with pytest.raises(UsageError, match=r"a\.svg' carries no record of ebviz"):
        provenance.read(path)


def test_an_unknown_encoding_a_folder_and_large_letters(tmp_path):
    (tmp_path / "a.svg").write_text('<?xml version="1.0" encoding="nosuch"?><svg/>')
    (tmp_path / "folder.png").mkdir()
    for name, words in (("a.svg", "carries no record"), ("folder.png", "is no file")):
        with pytest.raises(UsageError, match=words):
            provenance.read(tmp_path / name)
    Image.new("RGB", (4, 4)).save(tmp_path / "UP.PNG")
    assert provenance.read(provenance.stamp_png(tmp_path / "UP.PNG", RECORD)) == RECORD


def test_a_damaged_film_is_not_counted(film, tmp_path):
    (tmp_path / "broken.mp4").write_bytes(film.read_bytes()[:200])
    with pytest.raises(BuildError, match=r"broken\.mp4"):
        count_frames(tmp_path / "broken.mp4")


def test_a_contact_sheet_shows_first_and_last_frame(film, tmp_path):
    sheet = np.asarray(Image.open(contact_sheet(film, tmp_path / "a.png", rows=2, cols=2, width=WIDTH)))
    shown = sheet.astype(int)
    assert shown.shape[0] > 2 * HEIGHT
    assert shown.shape[1] > 2 * WIDTH

    def left_edge_of_red(top: int, left: int) -> int:
        row = shown[top + 28 + 60, left + 6 : left + 6 + WIDTH]
        return int(np.flatnonzero((row[:, 0] > 150) & (row[:, 2] < 100))[0])

    assert left_edge_of_red(0, 0) == pytest.approx(170, abs=2)
    assert left_edge_of_red(HEIGHT + 28, WIDTH + 6) == pytest.approx(170 + 2 * (COUNT - 1), abs=2)
