"""Every scene of the lecture: drawn from real runs, its texts inside the frame without overlap, its film complete."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np

from ebviz.build.catalog import SceneEntry
from ebviz.export.seam import seam
from ebviz.export.video import count_frames, frames
from ebviz.stage.layout import edges, faults
from ebviz.stage.scene import render
from ebviz.stage.speech import seconds_to_read
from ebviz.study import Run
from tests.conftest import CATALOG
from tests.scenes.blind import play_blind
from tests.scenes.played import FPS, Played, rests_at

LOOKS = 6  # moments at which a scene's layout is examined, whatever moves then
BAND = 6  # pixels at a film's edge, 24 slide points being 8, in which nothing may be drawn
LONGER = 3.0  # seconds by which plays shorter than a frame, of which there are two a second, may lengthen a film here
REST = 0.3  # seconds at the end of a GIF for which the film stands still, unless the GIF is a loop


def scene_class(entry: SceneEntry) -> type:
    return getattr(importlib.import_module(entry.module), entry.cls)


def test_nothing_in_the_catalog_is_broken() -> None:
    assert CATALOG.problems == []
    assert {entry.name: entry.summary for entry in CATALOG.scenes.values()} == {
        entry.name: (scene_class(entry).__doc__ or "").splitlines()[0] for entry in CATALOG.scenes.values()
    }


def test_a_film_is_whole_and_something_moves(played: Played) -> None:
    film, entry = played.film, played.entry
    assert count_frames(film.mp4) == film.frames == round(FPS * film.seconds)
    assert entry.thumbnail <= played.seconds
    if entry.gif is not None and entry.gif[1] > played.seconds - LONGER:
        assert entry.gif[1] <= play_blind(entry, played.runs, 15)._clock
    shown = [picture.astype(int) for picture in frames(film.mp4)]
    assert max(np.abs(a - b).max() for a, b in pairwise(shown)) > 50
    start, end = entry.gif or (0.0, film.seconds)
    rests = played.rests
    if not any(first + REST <= end <= last + 1e-6 for first, last in rests):
        rests = rests_at(15, entry, played.runs)
    at_rest = any(first + REST <= end <= last + 1e-6 for first, last in rests)
    clip = shown[round(FPS * start) : round(FPS * end)]
    assert at_rest or seam(clip, 1 / FPS).kind == "loop", f"the GIF of {entry.name} is cut off at {end:g} s"


def test_its_texts_stand_apart(played: Played) -> None:
    """Whenever the picture stands still, and at some moments between; what moves may cover a text for an instant."""
    frames, shown = played.film.frames, dict(played.boxes)
    ends = [*[*shown][1:], frames]
    still = {first for first, end in zip(shown, ends, strict=True) if end - first > 1}
    looks = {max(first for first in shown if first <= look) for look in np.linspace(0, frames - 1, LOOKS)}
    after = dict(zip(shown, [*[*shown][1:], [*shown][-1]], strict=True))
    wrong = {
        first / FPS: [f for f in faults(shown[first]) if first in still or f in faults(shown[after[first]])]
        for first in sorted(still | looks)
    }
    assert {second: found for second, found in wrong.items() if found} == {}


def test_it_says_its_sentence(played: Played) -> None:
    """Once, long enough to be read twice, and it stands there all that time."""
    claims = [said for said in played.spoken if said.claim]
    assert len(claims) == 1
    for claim in claims:
        assert claim.end is not None
        assert claim.end - claim.start >= 2 * seconds_to_read(claim.text) - 1 / FPS
        shown = dict(played.boxes)
        meanwhile = [first for first in shown if claim.start < first / FPS < claim.end - 1 / FPS]
        for first in meanwhile:
            assert any(box.text in claim.text for box in shown[first] if len(box.text) > 9), first / FPS


def test_everything_drawn_keeps_the_margin(played: Played) -> None:
    """Letters, ticks, marks, maps and windows alike, in every frame; a title's letters may reach a pixel over."""
    wrong = {}
    for number, picture in enumerate(frames(played.film.mp4)):
        if ink := edges(picture, width=BAND):
            wrong[number / FPS] = ink
    assert wrong == {}


def test_the_turn_of_the_free_energy_closes(runs: Mapping[str, Run], tmp_path: Path) -> None:
    entry = CATALOG.scenes["spinning_free_energy"]
    film = render(
        scene_class(entry),
        tmp_path,
        width=320,
        height=180,
        fps=5,
        runs={name: runs[name] for name in entry.studies},
    )
    start, end = (round(5 * second) for second in entry.gif or (0, film.seconds))
    shown = [picture.astype(float) for picture in frames(film.mp4)][start:end]
    steps = [np.abs(a - b).mean() for a, b in pairwise(shown)]
    assert np.abs(shown[-1] - shown[0]).mean() <= 1.5 * max(steps)  # last to first is a step like any other
