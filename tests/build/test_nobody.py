"""Code that asks for input where nobody is: one line that names the place, at once."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path

import pytest

from ebviz.build.nobody import NobodyToAskError, nobody
from ebviz.errors import BuildError, explain
from tests.build.ground import run

ASKING = {
    "input('name? ')": "asks for input",
    "import sys; sys.stdin.read()": "asks for input",
    "import sys; sys.stdin.readline()": "asks for input",
    "import sys; list(sys.stdin)": "asks for input",
    "import sys; sys.stdin.buffer.read(1)": "asks for input",
    "import getpass; getpass.getpass(stream=sys.stdout)": "asks for input",
    "breakpoint()": "stops for a debugger",
    "import pdb; pdb.set_trace()": "starts a debugger",
}


@pytest.mark.parametrize("line", ASKING)
def test_whatever_asks_is_named_with_its_place(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "asking.py"
    script.write_text(f"import sys\n\n\ndef ask():\n    {line}\n    return 1\n\n\nask()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.open", _no_terminal)
    before = sys.stdin, sys.breakpointhook
    with pytest.raises(BuildError) as caught, nobody():
        exec(compile(script.read_text(), str(script), "exec"), {})
    place = (
        "asking.py, line 6" if "pdb" in line else "asking.py, line 5"
    )  # a debugger stops before the next line
    assert explain(caught.value) == f"{place}: {ASKING[line]}, but nobody is there to ask"
    assert (sys.stdin, sys.breakpointhook) == before


def _no_terminal(*_: object, **__: object) -> int:
    raise OSError("no terminal")


def test_code_that_provides_for_the_end_of_input_goes_on() -> None:
    with nobody():
        try:
            found = builtins.input()
        except EOFError:
            found = "by default"
    assert found == "by default"
    assert issubclass(NobodyToAskError, EOFError)


STUDY = '''"""Asks."""
from ebviz.study import StudyConfig

INPUTS = ()


class Config(StudyConfig):
    count: int = 2


def compute(config):
    return {"y": [float(input())]}
'''
SCENE = '''from manim import Scene, Square


class Asking(Scene):
    """Asks."""

    studies = ()

    def construct(self):
        self.add(Square())
        self.interactive_embed()
'''
FIGURE = '''from ebviz.plot import figure


@figure(studies=("asks",))
def asked(fig, theme, asks):
    """Asks a study that asks."""


@figure()
def asking(fig, theme):
    """Asks."""
    breakpoint()
'''


def test_studies_scenes_and_figures_that_ask_are_one_line_each(tmp_path: Path) -> None:
    for place, text in {"studies/asks": STUDY, "scenes/asking": SCENE, "figures/asking": FIGURE}.items():
        (tmp_path / place).parent.mkdir()
        (tmp_path / f"{place}.py").write_text(text)
    (tmp_path / "studies/early.py").write_text(STUDY.replace("INPUTS = ()", "INPUTS = ()\ninput()"))
    code, said = run("figures", "--theme", "light", "--format", "png", "--quiet", cwd=tmp_path)
    assert code == 1
    nobody_there = "but nobody is there to ask (log: renders/.store/logs/"
    assert (
        f"study asks: failed: studies/asks.py, line 12: asks for input, {nobody_there}study.asks.log)\n"
        in said
    )
    assert f"asking (light): failed: figures/asking.py, line 12: stops for a debugger, {nobody_there}" in said
    assert said.count("\n") == 3  # the figure that needs the study is skipped
    code, said = run("render", "-q", "l", "--format", "png", "--quiet", cwd=tmp_path)
    assert (code, said.count("\n")) == (1, 1)
    place = "asking: failed: scenes/asking.py, line 11"
    assert f"{place}: interactive_embed waits for someone at the screen, {nobody_there}" in said
    code, said = run("status", "early", cwd=tmp_path)
    assert "studies/early.py, line 5: asks for input, but nobody is there to ask" in said
