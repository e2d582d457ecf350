"""A model of the user's through the command: `init`, `model check`, and the course's films from a wheel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from ebviz.cli import main
from ebviz.export import provenance

ROOT = Path(__file__).parents[2]
HEART = """
import torch
from torch import nn

class Sides(nn.Module):
    def forward(self, z):
        return 1.6 * z.sin() ** 3

class Heart(nn.Module):
    def __init__(self, scale=1.0):
        super().__init__()
        self.scale, self.sides = nn.Parameter(torch.tensor(scale)), Sides()

    def forward(self, z):
        up = 1.3 * z.cos() - 0.5 * (2 * z).cos() - 0.2 * (3 * z).cos() - 0.1 * (4 * z).cos()
        return self.scale * torch.cat([self.sides(z), up], dim=-1)
"""


def ebviz(folder: Path, *arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    command = [python, "-m", "ebviz", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder, check=False)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "my lecture"
    written = ebviz(folder.parent, "init", folder.name)
    assert (written.returncode, written.stderr) == (0, "")
    assert (folder / "models/net.py").is_file()
    return folder


def test_what_init_writes_can_be_made_at_once_and_follows_its_model(begun: Path) -> None:
    made = ebviz(begun, "still", "low_along_the_curve", "--at", "end")
    assert (made.returncode, made.stderr) == (0, "")
    drawn = ebviz(begun, "figures", "--theme", "dark", "--format", "png")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert (begun / "renders/figures/dark/rosette_map.png").is_file()
    model = begun / "models/net.py"
    text = model.read_text()
    model.write_text(text + "\n\nclass Unused:\n    pass\n")
    assert "stale" not in ebviz(begun, "status").stdout.replace("never built", "").partition("low_along")[0]
    model.write_text(text.replace("1 + self.depth", "1.1 + self.depth"))
    said = ebviz(begun, "status").stdout
    assert "study rosette: stale: changed models.net:Petals\n" in said
    model.write_text(text)
    again = ebviz(begun.parent, "init", begun.name)
    assert again.returncode == 2
    assert again.stderr.count("\n") == 1
    assert "is there already" in again.stderr


def test_a_model_is_checked_in_words_and_as_json(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    good = ebviz(begun, "model", "check", "models/net.py:Rosette")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("models.net:Rosette as decoder\n  ok   shapes: z (6, 1) → (6, 2)\n")
    (begun / "rough.py").write_text("import torch\ndef draw():\n    return lambda z: z * torch.rand(1, 2)\n")
    monkeypatch.chdir(begun)

    def check(*arguments: str) -> tuple[int, str, str]:
        for name in list(sys.modules):  # another test or check may have loaded other files so named
            if name.partition(".")[0] in ("models", "rough"):
                monkeypatch.delitem(sys.modules, name)
        return main(["model", "check", *arguments]), *capfd.readouterr()

    code, told, err = check("models.net:Rosette", "--arguments", '{"petals": 3}', "--json")
    assert (code, err) == (0, "")
    found = json.loads(told)
    assert (found["good"], found["as"]) == (True, "decoder")
    assert found["digest"][:16] not in good.stdout  # of other arguments
    code, told, err = check("rough.py:draw")
    assert (code, err) == (1, "")
    assert "BAD  two calls: differ" in told
    for arguments, said in (
        (("models/net.py:Rosete",), "did you mean 'Rosette'?"),
        (("models/net.py:Rosette", "--as", "cost"), "cannot take y (6, 2): RuntimeError"),
        (("models/net.py:Rosette", "--arguments", "[3]"), "--arguments: expected a JSON object"),
        (("models/net.py:Rosette", "--weights", "none.pt"), "none.pt"),
    ):
        code, told, err = check(*arguments)
        assert (code, told, err.count("\n")) == (2, "", 1)
        assert said in err


def test_a_model_from_elsewhere_counts_as_one_of_the_project_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far, near = tmp_path / "far", tmp_path / "near"
    far.mkdir()
    near.mkdir()
    (far / "heart_of_mine.py").write_text(HEART)
    asked = ("still", "model_diagram", "--at", "1", "--set", "inference.decoder=heart_of_mine:Heart")
    outside = ebviz(near, *asked[:-1], "inference.decoder=../far/heart_of_mine.py:Heart")
    assert (outside.returncode, outside.stderr.count("\n")) == (2, 1)
    assert "put that on PYTHONPATH and name 'heart_of_mine:NAME'" in outside.stderr
    monkeypatch.setenv("PYTHONPATH", str(far))
    made = ebviz(near, *asked)
    assert (made.returncode, made.stderr) == (0, "")
    (far / "heart_of_mine.py").write_text(HEART.replace("1.6 *", "1.7 *"))
    assert "study inference: stale: changed heart_of_mine:Sides\n" in ebviz(near, *asked).stdout
    checked = ebviz(near, "model", "check", "heart_of_mine:Heart")
    assert checked.stdout.startswith("heart_of_mine:Heart as decoder\n  ok   shapes: z (6, 1) → (6, 2)\n")


@pytest.fixture(scope="module")
def installed() -> Iterator[str]:
    """Python of an environment that has the library from a wheel, and what it depends on."""
    here = Path(sysconfig.get_path("purelib"))
    with tempfile.TemporaryDirectory(dir=sys.prefix) as name:  # on one disk, so that files can be linked
        folder = Path(name)
        made = [sys.executable, "-m", "venv", "--without-pip", name]
        subprocess.run(made, check=True, timeout=120)
        python = str(folder / "bin/python")
        there = Path(
            subprocess.run(
                [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
        )
        shutil.copytree(here, there, copy_function=os.link, dirs_exist_ok=True)
        for left in [*there.glob("__editable__*"), *there.glob("ebviz*")]:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        pip = [sys.executable, "-m", "pip", "--quiet"]
        source = folder / "source"
        shutil.copytree(ROOT / "ebviz", source / "ebviz", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "scenes", source / "scenes", ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
            shutil.copy(ROOT / file, source)
        plain = ["--no-deps", "--no-build-isolation"]
        subprocess.run([*pip, "wheel", *plain, "-w", name, str(source)], check=True, timeout=300)
        wheel = next(folder.glob("ebviz-*.whl"))
        subprocess.run(
            [*pip, "--python", python, "install", "--no-deps", str(wheel)], check=True, timeout=300
        )
        yield python


def test_the_course_s_films_are_made_of_the_user_s_model_in_an_empty_folder(
    installed: str, tmp_path: Path
) -> None:
    (tmp_path / "net.py").write_text(HEART)
    small = [f"free_energy.{key}" for key in ("mesh_step=0.5", "heat_step=0.25", "surface_points=31")]
    settings = [part for change in ("inference.decoder=net.py:Heart", *small) for part in ("--set", change)]
    made = ebviz(tmp_path, "still", "spinning_free_energy", "--at", "1", *settings, python=installed)
    assert (made.returncode, made.stderr) == (0, "")
    picture = tmp_path / "renders/spinning_free_energy/spinning_free_energy_at_1s.png"
    assert provenance.read(picture)["studies"]["inference"]["config"]["decoder"] == "net:Heart"
    (tmp_path / "net.py").write_text(HEART.replace("1.6 * z", "1.5 * z"))
    again = ebviz(tmp_path, "still", "spinning_free_energy", "--at", "1", *settings, python=installed)
    assert "study inference: stale: changed net:Sides\n" in again.stdout


def test_attention_of_the_user_s_transformer_is_shown_in_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved as the documentation does it; no other study is computed for it."""
    text = (ROOT / "docs/files.md").read_text(encoding="utf-8")
    (block,) = [part for part in text.split("```python\n")[1:] if "layer.self_attn(" in part]
    torch.manual_seed(0)
    layer = torch.nn.TransformerEncoderLayer(16, 4, batch_first=True)
    model = torch.nn.TransformerEncoder(layer, 3, enable_nested_tensor=False).eval()
    names = {
        "np": np,
        "model": model,
        "x": torch.randn(1, 5, 16),
        "tokens": ["A", " cat", " is", " tired", "."],
    }
    monkeypatch.chdir(tmp_path)
    exec(block.partition("```")[0], names)
    made = ebviz(tmp_path, "still", "attention_of_yours", "--at", "end", "--set", "attention.data=mine.npz")
    assert (made.returncode, made.stderr) == (0, "")
    assert "language" not in made.stdout
    picture = tmp_path / "renders/attention_of_yours/attention_of_yours_at_end.png"
    assert [*provenance.read(picture)["studies"]] == ["attention"]
