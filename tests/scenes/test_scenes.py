"""Every scene of the lecture: drawn from real runs, its texts inside the frame without overlap, its film complete."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ebviz.build.catalog import SceneEntry, discover
from ebviz.export.seam import seam
from ebviz.export.video import count_frames, frames
from ebviz.study import Run
from tests.scenes.stage import rests

ROOT = Path(__file__).parents[2]
CATALOG = discover({"ebviz": ROOT / "ebviz", "scenes": ROOT / "scenes"})
SCENES = sorted(CATALOG.scenes.values(), key=lambda entry: entry.name)
LOOKS = 6  # moments at which a scene's layout is examined
REST = 0.3  # seconds at the end of a GIF for which the film stands still, unless the GIF is a loop


def scene_class(entry: SceneEntry) -> type:
    return getattr(importlib.import_module(entry.module), entry.cls)


def test_nothing_in_the_catalog_is_broken() -> None:
    assert CATALOG.problems == []
    assert {entry.name: entry.summary for entry in SCENES} == {
        entry.name: (scene_class(entry).__doc__ or "").splitlines()[0] for entry in SCENES
    }


@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.name)
def test_film_is_whole_and_its_texts_stand_apart(
    entry: SceneEntry, runs: Mapping[str, Run], tmp_path: Path
) -> None:
    from ebviz.stage.layout import faults
    from ebviz.stage.scene import layouts, render

    cls, given = scene_class(entry), {name: runs[name] for name in entry.studies}
    film = render(cls, tmp_path, width=320, height=180, fps=2, runs=given)
    assert count_frames(film.mp4) == film.frames == round(2 * film.seconds)
    assert entry.thumbnail <= film.seconds
    assert entry.gif is None or entry.gif[1] <= film.seconds
    shown = [picture.astype(int) for picture in frames(film.mp4)]
    assert max(np.abs(a - b).max() for a, b in pairwise(shown)) > 50  # something moves
    start, end = entry.gif or (0.0, film.seconds)
    at_rest = any(first + REST <= end <= last + 1e-6 for first, last in rests(cls, given))
    clip = shown[round(2 * start) : round(2 * end)]
    assert at_rest or seam(clip, 0.5).kind == "loop", f"the GIF of {entry.name} is cut off at {end:g} s"
    for moment, boxes in layouts(cls, np.linspace(0, film.seconds - 0.5, LOOKS), runs=given).items():
        assert faults(boxes) == [], f"{entry.name} at {moment:.1f} s"


def test_the_spinning_free_energy_closes(runs: Mapping[str, Run], tmp_path: Path) -> None:
    from ebviz.stage.scene import render

    entry = CATALOG.scenes["spinning_free_energy"]
    film = render(
        scene_class(entry),
        tmp_path,
        width=320,
        height=180,
        fps=5,
        runs={name: runs[name] for name in entry.studies},
    )
    shown = [picture.astype(float) for picture in frames(film.mp4)]
    steps = [np.abs(a - b).mean() for a, b in pairwise(shown)]
    assert np.abs(shown[-1] - shown[0]).mean() <= 1.5 * max(steps)  # last to first is a step like any other
