"""The doctor: each thing that rendering needs is taken away in turn, and is named with what brings it back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from ebviz.cli import doctor, main
from ebviz.cli.doctor import Check, examine

Break = Callable[[pytest.MonkeyPatch], object]


def without(module: str) -> Break:
    return lambda patch: patch.setitem(sys.modules, module, None)


def without_encoder(patch: pytest.MonkeyPatch) -> None:
    import av

    real = av.codec.Codec
    other = SimpleNamespace(Codec=lambda name, mode: real(name.replace("libx264", "libx264_missing"), mode))
    patch.setattr(av, "codec", other)


def nearly_full(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=3 * 2**29))


APT = "apt-get install libcairo2-dev pkg-config && make setup"
BROKEN: dict[str, tuple[Break, str, str]] = {  # check → what breaks it, what it then says, what it advises
    "torch": (without("torch"), "import of torch halted", "make setup"),
    "cairo": (without("cairo"), "import of cairo halted", APT),
    "pango": (without("manimpango"), "import of manimpango halted", APT.replace("libcairo2", "libpango1.0")),
    "manim": (without("manim"), "import of manim halted", "make setup"),
    "matplotlib": (without("matplotlib"), "import of matplotlib halted", "make setup"),
    "typst": (without("typst"), "import of typst halted", "make setup"),
    "H.264 encoder": (without_encoder, "libx264", "make setup"),
    "disk": (nearly_full, "1.5 GiB free; 2 GiB are needed", "free some space"),
}
ELSEWHERE = {"python", "OpenGL without a display", "fonts", "renders"}


def checks(renders: Path) -> dict[str, Check]:
    return {check.name: check for check in examine(renders)}


@pytest.fixture(scope="module", autouse=True)
def healthy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Check]:
    """What the doctor finds on this machine; this also loads all that it looks at."""
    return checks(tmp_path_factory.mktemp("healthy"))


def test_on_this_machine_nothing_is_missing_and_what_is_there_is_told(healthy: dict[str, Check]) -> None:
    assert [name for name, check in healthy.items() if not check.ok] == []
    assert set(healthy) == {*BROKEN, *ELSEWHERE}
    torch, matplotlib = (sys.modules[name].__version__ for name in ("torch", "matplotlib"))
    assert (healthy["torch"].detail, healthy["matplotlib"].detail) == (torch, matplotlib)
    assert healthy["python"].detail == ".".join(map(str, sys.version_info[:3]))
    assert re.search(r", OpenGL [34]\.\d$", healthy["OpenGL without a display"].detail)
    assert healthy["fonts"].detail == "Lato, from the project"


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_missing_is_named_with_what_installs_it(
    toy: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ruin, words, advice = BROKEN[name]
    ruin(monkeypatch)
    assert main(["--project", str(toy), "doctor"]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("MISSING")]
    mine = [line for line in lines if line.startswith(f"MISSING {name}: ")]
    assert len(mine) == 1, lines
    assert words in mine[0]
    assert mine[0].endswith(f"; install: {advice}")
    assert lines == mine or name == "pango"  # without it there are no fonts either


def test_a_folder_that_cannot_be_written_to_is_named_with_the_command_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    for renders in (tmp_path / "file", tmp_path / "no/renders"):
        found = doctor._look(
            "renders", doctor._make_writable(renders), lambda place=renders: doctor._writable(place)
        )
        assert (found.ok, found.detail) == (False, f"cannot write to {renders}")
        assert found.install == f"mkdir -p {renders} && chmod u+w {renders}"
    monkeypatch.setattr(os, "statvfs", lambda place: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert doctor._make_writable(tmp_path).startswith("mount -o remount,rw /")


def test_no_graphics_and_no_fonts_are_told_in_a_process_that_has_none(toy: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ebviz.style import fonts; from ebviz.cli import main\n"
        f"fonts.FOLDER = Path({str(toy)!r})\n"
        f"sys.exit(main(['--project', {str(toy)!r}, 'doctor']))"
    )
    environment = {**os.environ, "__EGL_VENDOR_LIBRARY_DIRS": str(toy), "FONTCONFIG_PATH": str(toy)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 1, ran.stderr
    missing = [line for line in ran.stdout.splitlines() if line.startswith("MISSING")]
    assert missing[0].startswith("MISSING OpenGL without a display: no OpenGL 3.3 context")
    assert missing[0].endswith("; install: apt-get install libegl1 libgl1 libgl1-mesa-dri")
    assert missing[1:] == [f"MISSING fonts: Pango cannot find Lato in {toy}; install: make setup"]
