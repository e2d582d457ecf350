"""Output files: their pixels, their bytes, and the record as other programs read it back."""

from __future__ import annotations

from types import SimpleNamespace

import av
import imageio.v3 as iio
import matplotlib as mpl
import matplotlib.figure
import numpy as np
import pytest

from ebviz.build import recipes
from ebviz.errors import BuildError, UsageError
from ebviz.export import provenance
from ebviz.export.gif import gif
from ebviz.export.sheet import contact_sheet
from ebviz.export.video import count_frames, frames, length, remux, size, webm

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
    """A film made by imageio alone: the left half blue, a red square moving over black on the right."""
    pixels = np.zeros((COUNT, HEIGHT, WIDTH, 3), np.uint8)
    pixels[:, :, : WIDTH // 2] = (20, 40, 220)
    for index in range(COUNT):
        pixels[index, 40:80, 170 + 2 * index : 210 + 2 * index] = (220, 30, 30)
    path = tmp_path_factory.mktemp("film") / "plain.mp4"
    iio.imwrite(path, pixels, plugin="pyav", codec="libx264", fps=FPS)
    return path


def test_frames_are_the_pixels_that_imageio_decodes(film):
    expected = iio.imread(film, plugin="pyav")
    assert len(expected) == COUNT
    assert all(np.array_equal(a, b) for a, b in zip(frames(film), expected, strict=True))


def test_a_remuxed_film_has_the_same_pixels_and_the_record(film, tmp_path):
    stamped = remux(film, tmp_path / "a.mp4", RECORD)
    assert all(np.array_equal(a, b) for a, b in zip(frames(film), frames(stamped), strict=True))
    assert count_frames(stamped) == COUNT
    assert length(stamped) == (FPS, COUNT)
    assert provenance.read(stamped) == RECORD
    assert iio.immeta(stamped, plugin="pyav")["comment"] == provenance.dumps(RECORD)
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
    pictures, header = iio.imread(made, mode="RGB"), iio.immeta(made)
    assert pictures.shape == (20, 90, 160, 3)
    assert header["loop"] == 0
    assert header["comment"].decode() == provenance.dumps(RECORD)
    durations = [iio.immeta(made, index=index)["duration"] for index in range(20)]
    assert durations == [50] * 19 + [1500]  # cut off in the middle of the motion: the last picture stands
    shown = pictures[0].astype(int)
    assert np.abs(shown[45, 30] - (20, 40, 220)).max() < 8
    start = 170 + 2 * 15  # half a second in
    assert np.abs(shown[30, (start + 20) // 2] - (220, 30, 30)).max() < 8


def test_a_gif_from_a_slow_film_repeats_no_frame_and_keeps_its_length(film, tmp_path):
    made = gif(film, tmp_path / "a.gif", {}, fps=50)
    assert iio.improps(made).n_images == round(
        1.5 * 100 / 4
    )  # 30 frames per second do not fit into hundredths: 25 do


def test_a_gif_stays_under_its_limit(film, tmp_path, monkeypatch):
    monkeypatch.setattr("ebviz.export.gif.NARROWEST", 40)
    free = gif(film, tmp_path / "a.gif", {}).stat().st_size
    made = gif(film, tmp_path / "b.gif", {}, limit=free * 2 // 3)
    assert made.stat().st_size <= free * 2 // 3
    assert 40 < iio.immeta(made)["shape"][0] < WIDTH


@pytest.mark.parametrize("clip", [(-1.0, 1.0), (1.0, 1.0), (0.0, 9.0)])
def test_a_clip_outside_the_film_is_refused(clip, film, tmp_path):
    with pytest.raises(UsageError, match=r"expected a clip within 0 s to 1\.5 s, got"):
        gif(film, tmp_path / "a.gif", {}, *clip)


@pytest.mark.parametrize(("clip", "said"), [((0.5, 9.0), "at 1.5 s instead of 9 s"), ((0.5, 1.2), None)])
def test_a_gif_ends_with_a_film_that_another_model_made_shorter(clip, said, film, tmp_path, monkeypatch):
    monkeypatch.setattr(recipes, "_derived", lambda order: {})
    task = SimpleNamespace(params={"range": clip, "theme": "dark"})
    made, about = recipes.gif(SimpleNamespace(task=task, film=lambda: film, folder=tmp_path))
    length = min(clip[1], 1.5) - clip[0]
    assert iio.improps(made["gif"]).n_images == round(20 * length)
    assert about == ({"remarks": [f"the GIF ends with the film, {said}"]} if said else {})


@pytest.mark.parametrize("clip", [(1.5, 9.0), (2.0, 9.0)])
def test_a_gif_of_what_is_behind_the_film_is_refused(clip, film, tmp_path, monkeypatch):
    monkeypatch.setattr(recipes, "_derived", lambda order: {})
    task = SimpleNamespace(params={"range": clip, "theme": "dark"})
    with pytest.raises(UsageError, match="expected a clip within"):
        recipes.gif(SimpleNamespace(task=task, film=lambda: film, folder=tmp_path))


def test_a_stamped_png_keeps_its_pixels(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    iio.imwrite(tmp_path / "a.png", pixels)
    provenance.stamp_png(tmp_path / "a.png", {"schema": "old"})
    once = provenance.stamp_png(tmp_path / "a.png", RECORD).read_bytes()
    assert np.array_equal(iio.imread(tmp_path / "a.png"), pixels)
    assert iio.immeta(tmp_path / "a.png")["ebviz"] == provenance.dumps(RECORD)
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


@pytest.mark.timeout(20)
def test_a_hostile_pdf_is_refused_in_linear_time(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"/Keywords (" * 100_000)
    with pytest.raises(UsageError, match=r"a\.pdf' has no ebviz record"):
        provenance.read(tmp_path / "a.pdf")


def test_the_record_is_canonical():
    text = provenance.dumps(RECORD)
    assert text == provenance.dumps(dict(reversed(RECORD.items())))
    assert text.isascii()
    assert "\n" not in text
    with pytest.raises(ValueError, match="JSON compliant"):
        provenance.dumps({"beta": float("inf")})


def test_files_without_a_record_are_named(film, tmp_path):
    iio.imwrite(tmp_path / "bare.png", np.zeros((4, 4, 3), np.uint8))
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
    with pytest.raises(UsageError, match=r"a\.svg' has no ebviz record"):
        provenance.read(path)


def test_an_unknown_encoding_a_folder_and_large_letters(tmp_path):
    (tmp_path / "a.svg").write_text('<?xml version="1.0" encoding="nosuch"?><svg/>')
    (tmp_path / "folder.png").mkdir()
    for name, words in (("a.svg", "has no ebviz record"), ("folder.png", "is not a file")):
        with pytest.raises(UsageError, match=words):
            provenance.read(tmp_path / name)
    iio.imwrite(tmp_path / "UP.PNG", np.zeros((4, 4, 3), np.uint8))
    assert provenance.read(provenance.stamp_png(tmp_path / "UP.PNG", RECORD)) == RECORD


def _everything(path):
    return list(frames(path))


@pytest.mark.parametrize("read", [_everything, count_frames, length, size])
@pytest.mark.parametrize("kept", [0, 200, None])
def test_a_damaged_film_is_not_read(read, kept, film, tmp_path):
    path = tmp_path / "broken.mp4"
    if kept is not None:  # None: there is no file at all
        path.write_bytes(film.read_bytes()[:kept])
    with pytest.raises(BuildError, match=r"cannot decode 'broken\.mp4': [^\n]+$"):
        read(path)


@pytest.mark.parametrize("read", [_everything, count_frames])
@pytest.mark.parametrize("share", [0.01, 0.5])
def test_a_film_cut_short_is_not_read(read, share, film, tmp_path):
    whole = remux(
        film, tmp_path / "whole.mp4", RECORD
    ).read_bytes()  # its index comes first and survives the cut
    kept = whole.index(b"mdat") + int(share * (len(whole) - whole.index(b"mdat")))
    (tmp_path / "broken.mp4").write_bytes(whole[:kept])
    with pytest.raises(BuildError, match=r"broken\.mp4"):
        read(tmp_path / "broken.mp4")


@pytest.mark.parametrize("read", [_everything, count_frames, length, size])
def test_a_film_without_a_video_stream_is_refused(read, tmp_path):
    silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
    silence.sample_rate = 8000
    with av.open(str(tmp_path / "sound.mp4"), "w") as out:
        stream = out.add_stream("aac", rate=8000)
        out.mux(stream.encode(silence))
        out.mux(stream.encode(None))
    with pytest.raises(BuildError, match=r"'sound\.mp4': expected a video stream, found none"):
        read(tmp_path / "sound.mp4")


def test_a_contact_sheet_shows_first_and_last_frame(film, tmp_path):
    shown = iio.imread(contact_sheet(film, tmp_path / "a.png", rows=2, cols=2, width=WIDTH)).astype(int)
    assert shown.shape[0] > 2 * HEIGHT
    assert shown.shape[1] > 2 * WIDTH

    def left_edge_of_red(top: int, left: int) -> int:
        row = shown[top + 28 + 60, left + 6 : left + 6 + WIDTH]
        return int(np.flatnonzero((row[:, 0] > 150) & (row[:, 2] < 100))[0])

    assert left_edge_of_red(0, 0) == pytest.approx(170, abs=2)
    assert left_edge_of_red(HEIGHT + 28, WIDTH + 6) == pytest.approx(170 + 2 * (COUNT - 1), abs=2)
