"""The models that ship as examples are drawn by the course's films and figures: each small, through the command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ebviz.cli import main
from ebviz.export import provenance

ROOT = Path(__file__).parents[2]
MOONS = "ellipse.data=moons.csv"
SMALL = ("free_energy.mesh_step=0.5", "free_energy.heat_step=0.25", "free_energy.surface_points=25")
QUICK = ("toy_vae.steps=20", "toy_vae.looks=3", "gan.recipe.rounds=20", "gan.looks=3")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples, in no project."""
    place = tmp_path_factory.mktemp("yours")
    for path in (ROOT / "examples/your_model").iterdir():
        if path.is_file():
            shutil.copy(path, place)
    return place


@pytest.mark.parametrize(
    ("what", "settings"),
    [
        ("heart", ("inference.decoder=net.py:Heart", *SMALL)),
        (
            "curve",
            (
                "inference.decoder=net.py:Curve",
                "inference.weights=curve.safetensors",
                *("inference.z_low=-1", "inference.z_high=1", "inference.z_closed=false"),
                *(MOONS, *SMALL),
            ),
        ),
        ("score", ("inference.energy=net.py:Score", "inference.weights=score.safetensors", MOONS, *SMALL)),
    ],
)
def test_a_decoder_a_network_and_an_energy(
    what: str, settings: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    picture = folder / f"{what}.png"
    given = [part for setting in settings for part in ("--set", setting)]
    assert main(["still", "spinning_free_energy", "--at", "1", "-o", str(picture), *given]) == 0
    config = provenance.read(picture)["studies"]["inference"]["config"]
    named = "net:" + what.title()
    assert named in (config["decoder"], config["energy"])


def test_an_energy_is_refused_where_points_are_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(["still", "five_points", "--at", "1", "--set", "inference.energy=net.py:Score"]) == 2
    assert "an energy has no decoder" in capsys.readouterr().err


def test_a_vae_and_a_gan(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    nets = ("toy_vae.encoder=net.py:Bubble", "toy_vae.decoder=net.py:Curve", "toys.moons_data=moons.csv")
    nets += ("gan.cost=net.py:Spring", "gan.generator=net.py:Maker", *QUICK)
    given = [part for setting in nets for part in ("--set", setting)]
    assert main(["figures", "vae_samples", "gan_fields", "--theme", "dark", "--format", "png", *given]) == 0
    made = provenance.read(folder / "renders/figures/dark/gan_fields.png")["studies"]["gan"]["config"]
    assert (made["cost"], made["generator"]) == ("net:Spring", "net:Maker")
