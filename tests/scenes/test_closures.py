"""Whatever a scene runs, according to the tracer, is in its closure: an edit of it makes the film stale."""

from __future__ import annotations

from tests.build.tracing import assert_held
from tests.scenes.played import PACKAGES, Played


def test_what_a_scene_runs_is_in_its_closure(played: Played) -> None:
    entry = played.entry
    assert f"{entry.module}:{entry.cls}" in played.ran
    assert_held(played.ran, ["ebviz.build.recipes:scene", f"{entry.module}:{entry.cls}"], PACKAGES)
