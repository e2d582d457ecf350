"""`study`, `draw` and `render` in a script: the same plan, files and errors as the command's."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import ebviz
from ebviz.door import asking
from ebviz.door.asking import values
from ebviz.errors import BuildError, UsageError
from tests.build.ground import run
from tests.door.ground import SCENE

NAN = float("nan")


@pytest.fixture
def project(toy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy project, with the current folder somewhere inside."""
    (toy / "notebooks").mkdir()
    monkeypatch.chdir(toy / "notebooks")
    return toy


def test_a_study_takes_values_by_name(project: Path) -> None:
    run = ebviz.study("numbers", beta=2, count=3)
    assert (run["x"].tolist(), run.config) == ([0.0, 2.0, 4.0], {"beta": 2.0, "count": 3, "seed": 0})
    assert ebviz.study("numbers", beta=np.float64("inf")).config["beta"] == float("inf")
    assert ebviz.study("numbers")["x"].tolist() == [0.0, 1.0, 2.0, 3.0]
    with pytest.raises(ValueError, match="read-only"):
        run["x"][0] = 1


def test_a_figure_is_drawn_once_and_is_what_the_command_draws(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    figure = ebviz.draw("line", set={"numbers.beta": 2})
    assert capfd.readouterr().err.splitlines()[:2] == ["study numbers: building", "line (light): building"]
    place = project / "renders/figures/light/line"
    assert figure.places == {part: place.with_suffix(f".{part}") for part in ("pdf", "svg", "png")}
    assert Path(figure) == place.with_suffix(".pdf")
    assert figure.png == place.with_suffix(".png").read_bytes()
    assert figure._repr_png_() == (figure.png, {"width": 240, "height": 160})  # 3 x 2 inches, at 80 dots each
    assert repr(figure) == f"<Figure line (light): {place}.pdf, .svg, .png>"
    code, said = run("figures", "line", "--theme", "light", "--set", "numbers.beta=2", cwd=project)
    assert (code, said.strip()) == (0, "nothing to do: 1 fresh")
    again = ebviz.draw("line", set={"numbers.beta": 2})
    assert (again.png, capfd.readouterr().err) == (figure.png, "")
    other = ebviz.draw("line", formats="png")
    assert other.png == place.with_suffix(".png").read_bytes() != figure.png
    assert other.path == place.with_suffix(".png")


def test_a_film_and_its_still_are_what_the_command_makes(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "scenes/week1").mkdir()
    (project / "scenes/week1/rising.py").write_text(SCENE)
    film = ebviz.render("week1", quality="l", set={"numbers.count": 3}, folder=project / "studies")
    place = project / "renders/rising/rising.mp4"
    assert (film.name, film.path, Path(film)) == ("rising", place, place)
    assert (film.width, film.height, film.fps, film.seconds) == (854, 480, 15, 1.0)
    assert film.content.read_bytes() == place.read_bytes()
    size = place.stat().st_size / 1e6
    assert repr(film) == f"<Film rising: {place} (854x480 at 15 frames/s, 1.0 s, {size:.1f} MB)>"
    still = ebviz.still("rising", at=0.5, set={"numbers.count": 3})
    place = project / "renders/rising/rising_at_0.5s.png"
    assert (still.name, still.moment, Path(still), still.png) == (
        "rising",
        "0.5 s",
        place,
        place.read_bytes(),
    )
    assert repr(still) == f"<Still rising at 0.5 s: {place} (854x480)>"
    with Image.open(film.still) as picture:  # the frame at 0.5 s, as the film was given it
        assert np.array_equal(still.pixels, np.asarray(picture))
    assert still.pixels.shape == (480, 854, 3)
    with pytest.raises(
        UsageError, match=r"^rising at 2 s: Rising is 1 s long: expected a moment from 0 to 0\.93333 s"
    ):
        ebviz.still("rising", at=2, set={"numbers.count": 3})
    code, said = run(
        "render", "rising", "-q", "l", "--format", "mp4,png", "--set", "numbers.count=3", cwd=project
    )
    assert (code, said.strip()) == (0, "nothing to do: 1 fresh")
    told = json.loads(run("status", "rising", "--json", "--set", "numbers.count=3", cwd=project)[1])
    assert told["targets"]["scene:rising"] == {"state": "fresh", "reasons": []}


WRONG = {
    "there is no study 'nubmers'; did you mean 'numbers'? (": lambda: ebviz.study("nubmers", beta=1),
    "study numbers has no key 'bta'; did you mean 'beta'? (it has count, beta, seed)": lambda: ebviz.study(
        "numbers", bta=1
    ),
    "numbers.beta: expected a number ≥ 0, or inf, got hot": lambda: ebviz.study("numbers", beta="hot"),
    "numbers.beta: expected a number ≥ 0, or inf, got true": lambda: ebviz.study("numbers", beta=True),
    "numbers.beta: expected a number ≥ 0, or inf, got null": lambda: ebviz.study("numbers", beta=None),
    "numbers.beta: expected a number ≥ 0, or inf, got NaN": lambda: ebviz.study("numbers", beta=NAN),
    "numbers.beta: expected a number, text, path, list or dictionary of these, got object": lambda: (
        ebviz.study("numbers", beta=object())
    ),
    "expected the name of a study, got 3": lambda: ebviz.study(3),  # type: ignore[arg-type]
    "there is no figure 'numbers': 'numbers' is a study (ebviz.study('numbers'))": lambda: ebviz.draw(
        "numbers"
    ),
    "there is no scene 'line': 'line' is a figure (ebviz.draw('line'))": lambda: ebviz.render("line"),
    "theme 'lite': expected one of dark, light, print, colourblind; did you mean 'light'?": lambda: (
        ebviz.draw("line", "lite")
    ),
    "quality 'hh': expected one of l, m, h, p, k": lambda: ebviz.render("line", quality="hh"),
    "at soon: expected seconds from the film's beginning, or 'end'": lambda: ebviz.still("rising", at="soon"),
    "there is no scene 'risin'": lambda: ebviz.still("risin", at=1),
    "formats pgf: expected any of pdf, svg, png": lambda: ebviz.draw("line", formats="pgf"),
    "set={'powers.…'}: nothing that was asked for reads study 'powers' (it reads: numbers)": lambda: (
        ebviz.draw("line", set={"powers.power": 3})
    ),
    "set={'power.power': …}: there is no study 'power'; did you mean 'powers'?": lambda: ebviz.draw(
        "line", set={"power.power": 3}
    ),
    "set={'power': …}: expected a study and a key, as in set={'free_energy.beta': 3.2}": lambda: ebviz.draw(
        "line", set={"power": 3}
    ),
    "'/nowhere' is not an ebviz project, nor in one: expected a folder that holds scenes/": lambda: (
        ebviz.study("numbers", "/nowhere")
    ),
}


@pytest.mark.parametrize("line", WRONG)
def test_bad_input_is_told_in_one_line(project: Path, line: str) -> None:
    with pytest.raises(UsageError) as caught:
        WRONG[line]()
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)
    assert not (project / "renders").exists()


def test_a_lecture_of_several_is_not_one_target(project: Path) -> None:
    (project / "scenes/week1").mkdir()
    (project / "figures/plots.py").rename(project / "scenes/week1/plots.py")
    with pytest.raises(
        UsageError, match=r"^'week1' is a lecture: expected one figure \(there are: line, parabola\)$"
    ):
        ebviz.draw("week1")


def test_an_error_in_a_study_of_the_user_s_says_where(project: Path) -> None:
    path = project / "studies/numbers.py"
    path.write_text(path.read_text().replace("    return values * by", "    return values / (by - by).wrong"))
    with pytest.raises(BuildError) as caught:
        ebviz.draw("parabola")
    assert str(caught.value) == "study numbers: AttributeError: 'float' object has no attribute 'wrong'"
    call, last = caught.value.__notes__
    lines = path.read_text().splitlines()
    for note, name in ((call, "compute"), (last, "scaled")):
        number = int(note.split()[2].rstrip(","))
        assert note == f"studies/numbers.py, line {number}, in {name}: {lines[number - 1].strip()}"
    assert last.endswith(": return values / (by - by).wrong")


def test_values_become_what_json_has() -> None:
    given = {"a.x": np.arange(2), "a.y": Path("w.pt"), "a.z": {"n": (1, np.float64(0.5))}, "a.t": None}
    assert values(given) == {"a.x": [0, 1], "a.y": "w.pt", "a.z": {"n": [1, 0.5]}, "a.t": None}
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(UsageError, match=r"^a\.x: expected .* got something nested too deeply$"):
        values({"a.x": endless})


def test_a_build_that_does_not_end_when_asked_to_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.1)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(99)"
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        asking._end(process)
    assert process.returncode == -signal.SIGKILL
