"""A project written for 0.1.0 uses the import paths of that time; it builds, and notices changes behind them."""

from __future__ import annotations

from pathlib import Path

from ebviz.build.fingerprint import CodeBase
from ebviz.build.project import Project
from ebviz.cli import main


def test_a_project_of_0_1_0_builds(toy: Path) -> None:
    for path, old, new in (
        ("studies/numbers.py", "from ebviz.study import", "from ebviz.config import"),
        ("studies/powers.py", "from ebviz.study import", "from ebviz.config import"),
        ("figures/plots.py", "from ebviz.plot.base import", "from ebviz.figures.base import"),
    ):
        text = (toy / path).read_text()
        assert old in text
        (toy / path).write_text(text.replace(old, new))
    assert main(["--project", str(toy), "figures", "--theme", "print", "--quiet"]) == 0
    assert (toy / "renders/figures/print/parabola.pdf").exists()
    code = CodeBase(Project.at(toy).packages)
    assert "ebviz.study.config:StudyConfig" in code.closure("studies.powers:compute") | code.closure(
        "studies.powers:Config"
    )
    assert "ebviz.plot.base:figure" in code.closure("figures.plots:line")
