"""`ebviz watch` in a process of its own: saved, wrong, mended, served, interrupted."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import imageio.v3 as iio
import pytest

import ebviz
from ebviz.build.descendants import descendants
from ebviz.export.video import count_frames
from tests.cli.test_render import SCENE

PATIENCE = 60.0  # seconds; on a quiet machine a redraw takes half of one


class Watched:
    """A running watch, and what it has said."""

    def __init__(self, project: Path, *arguments: str, **environment: str) -> None:
        command = [sys.executable, "-m", "ebviz", "--project", str(project), "watch", *arguments]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=project,
            env={**os.environ, **environment},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def says(self, words: str) -> str:
        """Wait for a line with these words (a pattern), and return it."""
        seen, until = [], time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                seen.append(self._lines.get(timeout=0.2))
            except queue.Empty:
                assert self.process.poll() is None, seen
                continue
            if re.search(words, seen[-1]):
                return seen[-1]
        raise AssertionError(f"it never said '{words}', but {seen}")

    def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something can be seen; what is said meanwhile can be waited for afterwards."""
        until = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < until, list(self._lines.queue)
            time.sleep(0.05)

    def end(self) -> int:
        """Interrupt it; return its exit code, once nothing that it started runs any more."""
        below = descendants(self.process.pid)
        assert below
        self.process.send_signal(signal.SIGINT)
        self.until(lambda: self.process.poll() is not None)
        code = self.process.wait()
        until = time.monotonic() + 5
        while any(map(runs, below)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(map(runs, below))
        return code


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@contextmanager
def watched(project: Path, *arguments: str, **environment: str) -> Iterator[Watched]:
    """Watch within the block, and end the process whatever happens."""
    watch = Watched(project, *arguments, **environment)
    try:
        yield watch
    finally:
        if watch.process.poll() is None:
            watch.process.send_signal(signal.SIGINT)
            watch.process.wait(timeout=PATIENCE)


def fetch(address: str, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Events:
    """The states that a page is told, one after another, over one line."""

    def __init__(self, address: str) -> None:
        self._answer = urllib.request.urlopen(f"{address}events", timeout=PATIENCE)

    def until(self, wanted: Callable[[dict], object]) -> dict:
        """Read on until a state is as wanted; return it."""
        for line in self._answer:
            if line.startswith(b"data: ") and wanted(state := json.loads(line[6:])):
                return state
        raise AssertionError("the page was told nothing more")


def in_colour(hue: str) -> str:
    return SCENE.replace("Create(Square(", f"Create(Square(color='#{hue}', ")


def test_every_save_is_drawn_and_every_fault_is_said_until_it_is_mended(toy: Path) -> None:
    scene, picture = toy / "scenes/growing.py", toy / "renders/watch/growing_at_0.4s.png"
    scene.write_text(in_colour("FF0000"))
    with watched(toy, "growing", "--at", "0.4", "--serve") as watch:
        watch.says("watching growing at 0.4 s, 854x480@15")
        address = watch.says(r"^page: http://127\.0\.0\.1:\d+/$").split()[1]
        watch.says("study numbers: building")
        watch.says(r"drawn in \d+\.\d+ s → renders/watch/growing_at_0.4s.png")
        assert iio.imread(picture)[..., 0].max() > 200
        assert iio.imread(picture)[..., 1].max() == 0
        page = Events(address)
        (first,) = page.until(lambda state: state["pictures"])["pictures"]
        assert b"/events" in fetch(address)[1]
        assert fetch(f"{address}{first}") == (200, picture.read_bytes())
        assert fetch(f"{address}{first}", Range="bytes=1-3") == (206, b"PNG")
        assert fetch(f"{address}1.png")[0] == fetch(f"{address}../growing.py")[0] == 404
        assert fetch(address, Host="elsewhere.example")[0] == 403

        scene.write_text(in_colour("00FF00"))
        watch.says("drawn in")
        assert iio.imread(picture)[..., 1].max() > 200
        (second,) = page.until(lambda state: state["pictures"] != [first])["pictures"]
        assert fetch(f"{address}{second}") == (200, picture.read_bytes())

        kept = picture.read_bytes()
        faults = {
            "scenes/growing.py:14: NameError: name 'colour' is not defined": "color=colour, side_length",
            "scenes/growing.py:14: SyntaxError: ": "color=, side_length",
        }
        for said, text in faults.items():
            scene.write_text(SCENE.replace("side_length", text))
            watch.says(f"^{re.escape(said)}")
            (problem,) = page.until(lambda state, said=said: "".join(state["problems"]).startswith(said))[
                "problems"
            ]
            assert "\n" not in problem
            assert picture.read_bytes() == kept
        scene.write_text(in_colour("0000FF"))
        watch.says("drawn in")
        assert iio.imread(picture)[..., 2].max() > 200
        assert page.until(lambda state: state["pictures"] not in ([first], [second]))["problems"] == []

        small = (iio.imread(picture)[..., 2] > 128).any(axis=0).sum()
        study = toy / "studies/numbers.py"
        study.write_text(study.read_text().replace("return values * by", "return values * by / 2"))
        watch.says("study numbers: stale: changed studies.numbers:scaled")
        watch.says("study numbers: built")
        watch.says("drawn in")
        assert (iio.imread(picture)[..., 2] > 128).any(axis=0).sum() < 0.7 * small
        assert watch.end() == 130
    with pytest.raises(urllib.error.URLError):
        fetch(address)


def test_without_a_moment_the_film_is_made_anew(toy: Path) -> None:
    scene, film = toy / "scenes/growing.py", toy / "renders/growing/growing.mp4"
    scene.write_text("def half(:\n")
    with watched(toy, "growing") as watch:
        watch.says(r"scenes/growing.py:1: cannot be read: ")  # a scene that is not there yet
        scene.write_text(SCENE)
        watch.says("growing: built in")
        assert count_frames(film) == 12
        scene.write_text(SCENE.replace("self.wait(0.4)", "self.wait(0.8)"))
        watch.says(r"growing: stale: .*changed scenes.growing:Growing")
        watch.says("growing: built in")
        assert count_frames(film) == 18
        assert watch.end() == 130
    status = [sys.executable, "-m", "ebviz", "--project", str(toy), "status", "growing"]
    assert "growing: fresh" in subprocess.run(status, capture_output=True, text=True).stdout


SLOW = """
    import time
    from pathlib import Path
    with Path("STARTS").open("a") as file:
        file.write("x")
    time.sleep(6)
    import numpy as np
"""


def test_a_study_goes_on_while_the_scene_is_edited_and_begins_anew_when_edited(
    toy: Path, tmp_path_factory
) -> None:
    starts = tmp_path_factory.mktemp("notes") / "starts"
    study, scene = toy / "studies/numbers.py", toy / "scenes/growing.py"
    slow = study.read_text().replace("\n    import numpy as np\n", SLOW.replace("STARTS", str(starts)))
    study.write_text(slow)
    scene.write_text(SCENE)
    picture = toy / "renders/watch/growing_at_end.png"
    with watched(toy, "growing", "--at", "end") as watch:
        watch.says("study numbers: building")
        watch.until(lambda: starts.exists() and starts.read_text() == "x")
        scene.write_text(in_colour("00FF00"))
        watch.says("study numbers: built")
        watch.says("drawn in")
        assert iio.imread(picture)[..., 1].max() > 200
        assert starts.read_text() == "x"

        study.write_text(slow.replace("values * by", "values + by"))
        watch.until(lambda: starts.read_text() == "xx")
        study.write_text(slow.replace("values * by", "values - by"))
        watch.until(lambda: starts.read_text() == "xxx")
        watch.says("study numbers: built")
        watch.says("drawn in")
        assert starts.read_text() == "xxx"

        study.write_text(slow.replace("values * by", "values / by"))
        watch.until(lambda: starts.read_text() == "xxxx")
        assert watch.end() == 130  # in the middle of the study


def test_a_library_that_has_been_edited_is_loaded_anew(
    toy: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("library")
    library = shutil.copytree(
        Path(ebviz.__file__).parent, place / "ebviz", ignore=shutil.ignore_patterns("__pycache__")
    )
    (toy / "scenes/growing.py").write_text(in_colour("FF0000"))
    picture, house = toy / "renders/watch/growing_at_0.4s.png", library / "stage/house.py"
    with watched(toy, "growing", "--at", "0.4", PYTHONPATH=str(place)) as watch:
        watch.says("drawn in")
        assert iio.imread(picture)[5, 5].tolist() == [0, 0, 0]
        text = house.read_text()
        house.write_text(f"{text}\ndef broken(:\n")
        watch.says(r"library/?.*/ebviz/stage/house.py:\d+: SyntaxError")
        drawn = "    before, verbosity = config.copy(), config.verbosity\n"
        assert drawn in text
        house.write_text(text.replace(drawn, f'    house.background_color = "#0000FF"\n{drawn}'))
        watch.says("ebviz itself has changed: starting anew")
        watch.says("drawn in")
        assert iio.imread(picture)[5, 5].tolist() == [0, 0, 255]
        assert watch.end() == 130


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("grow",), "there is no scene 'grow'; did you mean 'growing'?"),
        (("growing", "--at", "soon"), "--at soon: expected seconds from the film's beginning, or 'end'"),
        (("growing", "--serve", "99999"), "--serve 99999: expected a port from 1 to 65535"),
        (("growing", "--serve", "TAKEN"), "expected a free port: Address already in use"),
        (("growing", "--set", "numbers.cont=2"), "did you mean 'count'?"),
        ((), "Missing argument"),
    ],
)
def test_what_is_asked_for_wrongly_ends_it_at_once(toy: Path, arguments, line) -> None:
    import socket

    (toy / "scenes/growing.py").write_text(SCENE)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [
            sys.executable,
            "-m",
            "ebviz",
            "watch",
            *(port if word == "TAKEN" else word for word in arguments),
        ]
        asked = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=toy)
    assert asked.returncode == 2
    assert asked.stderr.count("\n") == 1
    assert line in asked.stderr
