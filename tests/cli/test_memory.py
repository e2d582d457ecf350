"""What `status` says: what the last build made, in its formats and themes, and each reason once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ebviz.build.judgement import Action, Judgement, State
from ebviz.build.task import Task
from ebviz.cli import main
from ebviz.cli.rows import brief


def test_figures_remember_their_formats_and_themes(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def status() -> list[str]:
        assert main(["--project", str(toy), "status", "line"]) == 0
        return capsys.readouterr().out.splitlines()

    assert len(status()) == 4
    draw = ["--project", str(toy), "figures", "line", "--quiet", "--theme", "dark"]
    assert main([*draw, "--format", "png"]) == 0
    assert status() == ["line (dark): fresh", "1 fresh"]
    assert main([*draw, "--format", "svg"]) == 0
    assert status() == ["line (dark): fresh", "1 fresh"]
    (toy / "renders/figures/dark/line.svg").unlink()
    assert status()[0] == "line (dark): stale: renders/figures/dark/line.svg is missing"


@pytest.mark.parametrize(
    ("film", "own", "shown"),
    [
        (("never built",), ("never built",), ("never built",)),
        (("changed a:B", "quality 1 → 2"), ("changed a:B", "quality 1 → 2"), ("upstream scene s",)),
        (("changed a:B",), ("changed a:B", "av 16 → 17"), ("upstream scene s", "av 16 → 17")),
        (("upstream study:n (changed n:f)",), ("upstream scene:s (upstream study:n (changed n:f))",), None),
        ((), ("changed a:B",), ("changed a:B",)),
    ],
)
def test_a_gif_does_not_repeat_its_film_s_reasons(
    film: tuple[str, ...], own: tuple[str, ...], shown: tuple[str, ...] | None
) -> None:
    state = State.STALE if film else State.FRESH
    first = Judgement(Task("scene:s", "scene", "s", "s"), state, Action.BUILD, film)
    second = Judgement(
        Task("gif:s", "gif", "s", "s.gif", inputs=(("scene:s", "mp4"),)), State.STALE, Action.UNKNOWN, own
    )
    rows = brief([first, second])
    assert rows[0] == first
    assert rows[1].reasons == (shown or ("upstream scene s",))
