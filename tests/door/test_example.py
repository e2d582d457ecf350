"""The example notebook, in a real kernel, in a folder that belongs to no project: the course's own is used."""

from __future__ import annotations

import ast
import base64
import inspect
import re
from pathlib import Path

import nbformat
import pytest

import ebviz
from ebviz.export import provenance
from ebviz.export.video import count_frames, size
from ebviz.study.loading import config_class
from tests.conftest import CATALOG, ROOT
from tests.door.kernel import result, run_notebook, shown

NOTEBOOK = ROOT / "examples/free_energy.ipynb"


def test_it_ships_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_the_readme_s_calls_name_what_there_is() -> None:
    chapter = (ROOT / "README.md").read_text(encoding="utf-8").partition("## In a notebook\n")[2]
    code = "".join(re.findall(r"```python\n(.*?)```", chapter.partition("\n## ")[0], re.DOTALL))
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    calls = [call for call in calls if ast.unparse(call.func).startswith("ebviz.")]
    known = {
        "study": CATALOG.studies,
        "draw": CATALOG.figures,
        "still": CATALOG.scenes,
        "render": CATALOG.scenes,
        "live": CATALOG.pages,
    }
    assert {call.func.attr for call in calls} == {*known, "Dial"}  # type: ignore[attr-defined]
    for call in calls:
        function = call.func.attr  # type: ignore[attr-defined]
        name = ast.literal_eval(call.args[0])
        assert name in known.get(function, [name])
        called = getattr(ebviz.live, function) if function == "live" else getattr(ebviz, function)
        inspect.signature(called).bind(name, **{str(word.arg): 0 for word in call.keywords})
        if function == "study":
            given = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
            config_class(CATALOG.studies[name].module)(**given)


def test_the_example_runs_outside_of_any_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folder = tmp_path / "talks"
    folder.mkdir()
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    imported, run, higher, section, path, still, film = run_notebook(notebook, folder)
    assert imported == []
    assert result(run)["text/plain"].startswith("study free_energy: beta=3.2, ")
    assert re.search(
        r"<td>heat_F</td><td>161 × 241</td><td>float32</td><td>0\.\d+ … ", result(run)["text/html"]
    )
    assert re.search(r"study inference in .*study free_energy in", "".join(shown(run)))
    assert 0 < float(re.findall(r"[\d.]+", result(higher)["text/plain"])[-1]) < 2
    renders = tmp_path / "XDG_CACHE_HOME/ebviz/renders"
    png = (renders / "figures/light/cross_section.png").read_bytes()
    assert base64.b64decode(result(section)["image/png"]) == png
    assert result(path)["text/plain"] == repr(renders / "figures/light/cross_section.pdf")
    record = provenance.read(renders / "figures/light/cross_section.pdf")
    assert record["studies"]["free_energy"]["config"]["beta"] == 3.2
    assert base64.b64decode(result(still)["image/png"])[:4] == b"\x89PNG"
    mp4 = renders / "free_energy_map/free_energy_map.mp4"
    assert base64.b64encode(mp4.read_bytes()).decode() in result(film)["text/html"]
    assert size(mp4) == (854, 480)
    assert count_frames(mp4) > 100
    assert list(folder.iterdir()) == []  # nothing is left beside the notebook
