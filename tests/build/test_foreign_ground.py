"""Projects as they are found in the field: modules of their own, odd machines, and no state that stays."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path

import pytest

from ebviz.cli import main
from ebviz.errors import BuildError
from ebviz.study import study
from tests.build.ground import drive, run, values

FIGURE = """from ebviz.plot import figure


@figure(studies=("reading",), size=(2, 2))
def mine(fig, theme, reading):
    fig.add_subplot().plot(reading["y"])
"""
READING = '''"""A reading."""
import helpers
from ebviz.study import StudyConfig
from models.deep.decoder import decode

INPUTS = ()


class Config(StudyConfig):
    n: int = 3


def compute(config):
    import numpy as np

    from late import shift

    return {"y": decode(helpers.scale(np.arange(1.0, 1 + config.n))) + shift()}
'''
MODULES = {
    "helpers.py": "GAIN = 2.0\n\n\ndef scale(x):\n    return GAIN * x\n\n\ndef unused():\n    return 1\n",
    "models/deep/decoder.py": "def decode(z):\n    return 3 * z\n",
    "late.py": "def shift():\n    return 0\n",
}


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    """A project whose study imports modules beside its folders."""
    for name, text in {**MODULES, "studies/reading.py": READING}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "scenes").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("module", "old", "new", "words", "result"),
    [
        ("helpers.py", "GAIN = 2.0", "GAIN = 1.0", "changed helpers:GAIN", [3.0, 6.0, 9.0]),
        (
            "models/deep/decoder.py",
            "3 * z",
            "5 * z",
            "changed models.deep.decoder:decode",
            [10.0, 20.0, 30.0],
        ),
        ("late.py", "return 0", "return 1", "changed late:shift", [7.0, 13.0, 19.0]),
    ],
)
def test_modules_anywhere_in_the_project_count_unit_by_unit(
    ground: Path, module: str, old: str, new: str, words: str, result: list[float]
) -> None:
    assert values(ground) == [6.0, 12.0, 18.0]
    assert run("status", "reading", cwd=ground) == (0, "study reading: fresh\n1 fresh\n")
    text = (ground / module).read_text()
    assert old in text
    stat = (ground / module).stat()
    (ground / module).write_text(
        text.replace(old, new)
    )  # as long as before, and as old: bytecode would pass for new
    os.utime(ground / module, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert run("status", "reading", cwd=ground)[1].startswith(f"study reading: stale: {words}\n")
    assert values(ground) == result
    assert run("status", "reading", cwd=ground)[1].startswith("study reading: fresh\n")


def test_what_is_not_used_of_such_a_module_does_not_count(ground: Path) -> None:
    values(ground)
    text = (ground / "helpers.py").read_text()
    (ground / "helpers.py").write_text(text.replace("return 1", "return 2") + "# more\n")
    assert run("status", "reading", cwd=ground)[1].startswith("study reading: fresh\n")


@pytest.mark.parametrize("name", ["random", "queue", "numpy", "manim", "json"])
def test_a_file_with_the_name_of_a_library_s_module_is_not_taken_for_it(ground: Path, name: str) -> None:
    (ground / f"{name}.py").write_text("raise RuntimeError('the wrong module')\n")
    assert values(ground) == [6.0, 12.0, 18.0]


def test_the_current_folder_is_no_place_to_import_from(
    ground: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name in ("ebviz", "studies", "models"):
        (elsewhere / name).mkdir()
        (elsewhere / name / "__init__.py").write_text("raise RuntimeError('the wrong package')\n")
    for name in ("helpers", "late", "random"):
        (elsewhere / f"{name}.py").write_text("raise RuntimeError('the wrong module')\n")
    (ground / "figures").mkdir()
    (ground / "figures/mine.py").write_text(FIGURE)
    code, said = run("figures", "mine", "--theme", "print", "--quiet", cwd=elsewhere, project=ground)
    assert (code, said) == (0, "")
    assert (ground / "renders/figures/print/mine.pdf").exists()


STATEFUL = '''"""Leaves state behind, and tells what it finds."""
import random

from ebviz.study import StudyConfig

INPUTS = ()


class Config(StudyConfig):
    n: int = 2


def compute(config):
    import os

    import numpy as np
    import torch

    found = [
        torch.get_default_dtype() == torch.float64,
        np.geterr()["divide"] == "raise",
        "EBVIZ_MARK" in os.environ,
        "marked" in vars(random),
    ]
    torch.set_default_dtype(torch.float64)
    np.seterr(divide="raise")
    os.environ["EBVIZ_MARK"] = "1"
    random.marked = True
    return {"y": np.array(found), "luck": np.append(np.random.rand(config.n), random.random())}
'''


def test_what_a_task_leaves_behind_meets_no_other(ground: Path) -> None:
    names = ("first", "second", "third")
    for name in names:
        (ground / f"studies/{name}.py").write_text(STATEFUL)
    found = drive(ground)["y"]
    assert not any(any(found[f"study:{name}"]) for name in names)
    luck = [study(name, ground)["luck"].tolist() for name in names]
    assert luck[0] == luck[1] == luck[2]  # each is seeded alike


def test_relative_paths_start_at_the_project(ground: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for folder, text in ((ground, "1 2 3"), (elsewhere, "7 8 9")):
        (folder / "data").mkdir()
        (folder / "data/t.txt").write_text(text)
    (ground / "studies/reading.py").write_text(
        READING.replace("from late import shift", "shift = lambda: np.loadtxt('data/t.txt')")
        + '\n\nDATA = ("../data/t.txt",)\n'
    )
    (ground / "figures").mkdir()
    (ground / "figures/mine.py").write_text(FIGURE)
    assert run("figures", "--theme", "print", "--quiet", cwd=elsewhere, project=ground) == (0, "")
    assert values(ground) == [7.0, 14.0, 21.0]


def test_a_long_temporary_folder_and_a_disk_without_locks(ground: Path, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    code, said = run("status", "--set", "reading.n=4", "reading", cwd=ground, TMPDIR=str(long))
    assert code == 0, said
    (ground / "figures").mkdir()
    (ground / "figures/mine.py").write_text(FIGURE)
    assert run("figures", "--theme", "print", "--quiet", cwd=ground, TMPDIR=str(long)) == (0, "")
    (tmp_path / "nolock").mkdir()
    (tmp_path / "nolock/sitecustomize.py").write_text(
        "import fcntl, os\nN = int(os.environ['LOCK_ERRNO'])\n"
        "def flock(*a): raise OSError(N, os.strerror(N))\nfcntl.flock = flock\n"
    )
    for number in ("37", "38"):
        code, said = run(
            *("figures", "--theme", "print", "--quiet", "--force"),
            cwd=ground,
            PYTHONPATH=str(tmp_path / "nolock"),
            LOCK_ERRNO=number,
        )
        assert (code, said) == (0, "")


def test_somebody_s_manim_cfg_does_not_matter(ground: Path) -> None:
    (ground / "manim.cfg").write_text(
        "[CLI]\nmax_files_cached = infinity\nprogress_bar = True\nwrite_to_movie = True\n"
    )
    (ground / "scenes/dot.py").write_text(
        "from manim import Dot, Scene\n\n\nclass OneDot(Scene):\n    def construct(self):\n"
        "        self.add(Dot())\n        self.wait(0.1)\n"
    )
    assert run("render", "one_dot", "-q", "l", "--format", "png", "--quiet", cwd=ground) == (0, "")


def test_a_tilde_after_the_equals_sign_is_the_home(ground: Path) -> None:
    home = ground / "home"
    home.mkdir()
    (home / "w.pt").write_bytes(b"\x02" + bytes(7) + b"{}")  # safetensors, of nothing
    (ground / "studies/net.py").write_text(
        READING.replace("StudyConfig\n", "CheckpointPath, StudyConfig\n", 1).replace(
            "n: int = 3", "n: int = 3\n    weights: CheckpointPath | None = None"
        )
    )
    code, said = run("status", "net", "--set", "net.weights=~/w.pt", cwd=ground, HOME=str(home))
    assert (code, said) == (0, "study net: stale: never built\n1 to build\n")


def test_modules_elsewhere_count_unless_a_distribution_answers_for_them(ground: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere/lib"
    elsewhere.mkdir(parents=True)
    (elsewhere / "bias.py").write_text("def bias():\n    return 0\n")
    (ground / "late.py").write_text("from bias import bias\n\n\ndef shift():\n    return bias()\n")
    (ground / "figures").mkdir()
    (ground / "figures/mine.py").write_text(FIGURE)
    where = {"PYTHONPATH": str(elsewhere)}
    assert run("figures", "--theme", "print", "--quiet", cwd=ground, **where) == (0, "")
    (elsewhere / "bias.py").write_text("def bias():\n    return 1\n")
    said = run("status", "reading", cwd=ground, **where)[1]
    assert said.startswith("study reading: stale: changed bias:bias\n")
    assert run("figures", "--theme", "print", "--quiet", cwd=ground, **where) == (0, "")
    assert run("status", "reading", cwd=ground, **where)[1].startswith("study reading: fresh\n")


def test_what_cannot_be_followed_is_refused(ground: Path) -> None:
    (ground / ".hidden").mkdir()
    (ground / ".hidden/secret.py").write_text("def shift():\n    return 0\n")
    (ground / "late.py").write_text(
        "import site\n\nsite.addsitedir(__file__.replace('late.py', '.hidden'))\nfrom secret import shift\n"
    )
    with pytest.raises(
        BuildError, match=r"module 'secret' \(.*secret.py\) was loaded in a way that cannot be followed"
    ):
        study("reading", ground)


def test_a_distribution_that_is_loaded_counts_by_its_version(
    ground: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (ground / "late.py").write_text("import networkx\n\n\ndef shift():\n    return len(networkx.Graph())\n")
    assert values(ground) == [6.0, 12.0, 18.0]
    assert main(["--project", str(ground), "status", "reading"]) == 0
    assert capsys.readouterr().out.startswith("study reading: fresh\n")
    monkeypatch.setattr(
        "ebviz.build.loaded._version", lambda name: "99" if name == "networkx" else version(name)
    )
    assert main(["--project", str(ground), "status", "reading"]) == 0
    assert f"study reading: stale: networkx {version('networkx')} → 99\n" in capsys.readouterr().out


def test_libraries_that_load_in_odd_ways_are_followed(ground: Path) -> None:
    """A figure may load libraries that nothing else in its run has loaded, and what it writes itself."""
    (ground / "figures").mkdir()
    (ground / "figures/mine.py").write_text(
        FIGURE.replace(
            'fig.add_subplot().plot(reading["y"])',
            "import cv2, networkx, sklearn.cluster, sys, tempfile, torch\n"
            "    sys.path.append(tempfile.gettempdir())\n"
            "    open(tempfile.gettempdir() + '/made_here.py', 'w').write('X = 1')\n"
            "    import made_here\n\n"
            '    fig.add_subplot().plot(torch.tensor(reading["y"]))',
        )
    )
    values(ground)
    assert run("figures", "--theme", "print", "--quiet", cwd=ground) == (0, "")
