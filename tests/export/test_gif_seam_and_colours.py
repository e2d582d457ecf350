"""GIFs: rare colours of the house survive the palette, and the clip rests or loops at its seam."""

from __future__ import annotations

from pathlib import Path

import imageio.v3 as iio
import matplotlib as mpl
import numpy as np
import pytest

from ebviz.export import gif as module
from ebviz.export.colours import counted, mended
from ebviz.export.gif import gif
from ebviz.export.seam import change, seam
from ebviz.export.video import frames
from ebviz.style import lab
from ebviz.style.palette import LECTURE
from ebviz.style.themes import theme

FPS, WIDE, HIGH = 20, 320, 180


def film(folder: Path, pictures: list[np.ndarray]) -> Path:
    path = folder / "a.mp4"
    iio.imwrite(path, np.stack(pictures), plugin="pyav", codec="libx264", fps=FPS)
    return path


def sweep(count: int) -> list[np.ndarray]:
    """Return pictures full of thousands of colours: viridis and coolwarm, drifting."""
    x = np.linspace(0, 1, WIDE)
    rows = []
    for index in range(count):
        top = mpl.colormaps["coolwarm"]((x + index / count) % 1, bytes=True)[:, :3]
        low = mpl.colormaps["viridis"]((x + index / count) % 1, bytes=True)[:, :3]
        share = np.linspace(0, 1, HIGH)[:, None, None]
        rows.append(np.rint(top * (1 - share) + low * share).astype(np.uint8))
    return rows


def rgb(hue: str) -> np.ndarray:
    return np.array([int(hue[i : i + 2], 16) for i in (1, 3, 5)], np.uint8)


@pytest.fixture
def rare(tmp_path: Path) -> tuple[Path, list[int]]:
    """A film of 200 busy frames, in two of which there is a small green square, seen by no sample of 60."""
    pictures = sweep(200)
    shown = [101, 102]
    for index in shown:
        pictures[index][80:88, 100:108] = rgb(LECTURE["green"])
    return film(tmp_path, pictures), shown


def worst(source: Path, made: Path, shown: list[int]) -> float:
    """Return the largest ΔE between film and GIF in the middle of the square."""
    pages = iio.imread(made, plugin="pillow", mode="RGB")
    given = [picture for index, picture in enumerate(frames(source)) if index in shown]
    inside = (slice(82, 86), slice(102, 106))
    both = [np.stack(some)[:, *inside].mean(axis=(1, 2)) / 255 for some in ([pages[i] for i in shown], given)]
    return float(lab.distance(*both).max())


def test_a_few_green_pixels_stay_green(rare, tmp_path, monkeypatch):
    source, shown = rare
    assert worst(source, gif(source, tmp_path / "a.gif", {}), shown) < 6
    monkeypatch.setattr(module, "mended", lambda palette, counts, house: palette)
    assert (
        worst(source, gif(source, tmp_path / "b.gif", {}), shown) > 12
    )  # what the palette alone makes of them


@pytest.mark.parametrize("look", ["dark", "light", "print", "colourblind"])
def test_every_colour_of_the_house_that_occurs_is_in_the_palette(look):
    rng = np.random.default_rng(0)
    hues = [rgb(theme(look)(name)) for name in LECTURE]
    noise = rng.integers(0, 256, (90_000, 3), dtype=np.uint8)
    counts = counted(np.concatenate([noise * 0 + 40, np.repeat(hues, 5, axis=0)]))
    crowded = np.clip(40 + np.arange(255)[:, None] % 17 + np.zeros((1, 3)), 0, 255).astype(np.uint8)
    made = mended(crowded, counts, [theme(look)(name) for name in LECTURE])
    entries = {tuple(entry) for entry in made.tolist()}
    assert {tuple(hue.tolist()) for hue in hues} <= entries
    assert (40, 40, 40) in entries


def test_what_does_not_occur_takes_no_entry_and_everything_else_is_served():
    rng = np.random.default_rng(1)
    palette = rng.integers(0, 256, (255, 3), dtype=np.uint8)
    some = palette[:50].repeat(9, axis=0)
    assert np.array_equal(mended(palette, counted(some), []), palette)
    lonely = np.array([[250, 2, 250]] * 9, np.uint8)
    dull = np.repeat(np.arange(255, dtype=np.uint8)[:, None], 3, axis=1)
    made = mended(dull, counted(np.concatenate([dull.repeat(9, axis=0), lonely])), [])
    assert lab.distance(made / 255, lonely[0] / 255).min() < 4
    assert np.abs(made.astype(int) - dull).any(axis=1).sum() == 1  # one entry was given up


def square(at: int) -> np.ndarray:
    picture = np.zeros((HIGH, WIDE, 3), np.uint8)
    picture[60:120, at : at + 60] = 255
    return picture


def durations(path: Path) -> list[float]:
    return [iio.immeta(path, index=index)["duration"] for index in range(iio.improps(path).n_images)]


def test_a_clip_that_comes_to_rest_stands_for_a_second(tmp_path):
    source = film(tmp_path, [square(4 * index) for index in range(30)] + [square(116)] * 5)
    made = durations(gif(source, tmp_path / "a.gif", {}))
    assert made[:-1] == [50] * 34
    assert 50 * 5 + made[-1] == 1000  # five of the six frames at rest, and the last for the remaining time


def test_a_clip_that_stands_long_enough_is_left_alone(tmp_path):
    source = film(tmp_path, [square(4 * index) for index in range(30)] + [square(116)] * 30)
    assert set(durations(gif(source, tmp_path / "a.gif", {}))) == {50}


def test_a_turn_loops_without_a_rest(tmp_path):
    way = [round(100 + 80 * np.cos(2 * np.pi * index / 40)) for index in range(40)]
    source = film(tmp_path, [square(at) for at in way])
    assert set(durations(gif(source, tmp_path / "a.gif", {}))) == {50}


def test_seams_are_told_apart():
    turn = [square(round(100 + 80 * np.cos(2 * np.pi * index / 40))) for index in range(40)]
    assert seam(turn, 0.05).kind == "loop"
    assert seam(turn[:25], 0.05).kind == "cut"
    assert seam([*turn[:25], turn[24]], 0.05) == seam([*turn[:5], turn[4]], 0.05)
    assert seam([*turn[:25], turn[24]], 0.05).kind == "rest"
    assert change(square(0), square(0)) == 0.0
    assert change(square(0), square(200)) == pytest.approx(2 * 60 * 60 / (HIGH * WIDE))
