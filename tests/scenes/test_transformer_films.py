"""The films of the transformer at a second configuration: what is on screen is what the runs hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import ManimColor

from ebviz.study import Run
from ebviz.style.colourmap import hexes
from ebviz.style.palette import COLOURS
from scenes.transformer._words import END, MOST, START, spoken
from scenes.transformer.attention import undecided
from tests.conftest import CATALOG, run_study
from tests.scenes.blind import play_blind
from tests.scenes.test_second import watched

Runs = Mapping[str, Run]
FEW = {"seed": 4, "steps": 30, "looks": 4, "d": 16, "hidden": 16}


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Other numbers in another tongue, hardly trained."""
    folder = tmp_path_factory.mktemp("english")
    runs = {"language": run_study("language", folder, {}, tongue="english", count=150)}
    for study in ("sequence_autoencoder", "language_model", "translation"):
        runs[study] = run_study(study, folder, runs, **FEW, shown=121)
    return runs


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A text of the user's, whose symbols are characters."""
    folder = tmp_path_factory.mktemp("letters")
    (folder / "mine.txt").write_text("energy\nentropy\nnet\n", encoding="utf-8")
    runs = {"language": run_study("language", folder, {}, text=folder / "mine.txt")}
    for study in ("sequence_autoencoder", "language_model"):
        runs[study] = run_study(study, folder, runs, **FEW, shown=1)
    return runs


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A text of the user's with its sources; sentences are longer than what is shown, and have signs of Typst's."""
    folder = tmp_path_factory.mktemp("pairs")
    (folder / "pairs.txt").write_text(
        "abc$ d\txyz\nd\tz\n" + 15 * "a_b " + "\t" + 9 * "#w x ", encoding="utf-8"
    )
    runs = {"language": run_study("language", folder, {}, text=folder / "pairs.txt", longest=30)}
    for study in ("sequence_autoencoder", "language_model", "translation"):
        more = {"held_out": 0.3} if study == "translation" else {}
        runs[study] = run_study(study, folder, runs, **FEW, **more, shown=2)
    return runs


@pytest.mark.parametrize("which", ["english", "letters"])
def test_the_delay_of_other_sentences(which: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(which)
    seen = watched("delay", runs)
    texts, everything = seen.texts, "\n".join(seen.texts)
    assert seen.outside == set()
    said = {"english": ["one", "hundred", "and", "twenty"], "letters": list("entropy")}[which]
    assert set(said) <= set(texts)
    assert {START, END} <= set(texts)
    assert "symbols)" not in everything
    assert "vier" not in everything
    assert "costs nothing" not in everything  # it has hardly been trained
    counted, shown = runs["language"]["counted"], runs["language_model"].config["shown"]
    assert f"one of {np.exp(counted[shown].max()):.1f} equal choices" in everything
    cost = runs["language_model"]["shown_cost"][-1][counted[shown].argmax()]
    assert f"costs ${cost:.2f}$ nats" in everything


def test_the_floors_of_fewer_numbers(english: Runs) -> None:
    seen = watched("three_floors", english)
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    assert "150 sentences" in everything
    assert f"log 150 = {np.log(150):.2f}" in everything
    assert "all three arrive" not in everything
    for study in ("sequence_autoencoder", "language_model", "translation"):
        assert f"{english[study]['cost'][-1]:.2f}" in everything


def test_attention_of_another_word(english: Runs) -> None:
    seen = watched("attention", english)
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    run = english["translation"]
    head, word = undecided(run["free_a"], words := len(spoken(english["language"], run["free"])) - 1)
    said = spoken(english["language"], run["free"])
    assert f"before it says “{said[word]}”" in everything
    assert word < max(words, 1)
    for score in run["scores"][head, word]:
        assert f"{score:.1f}" in everything
    assert f"{float(run['beta']):.3g}" in seen.texts


@pytest.mark.parametrize("name", ["delay", "three_floors", "attention", "inside_the_blocks"])
def test_films_of_a_long_text_and_its_sources(name: str, pairs: Runs) -> None:
    seen = watched(name, pairs)
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    if name == "three_floors":
        assert "3 sentences" in everything
        assert f"{pairs['translation']['cost'][-1]:.2f}" in everything
        return
    assert f"first {MOST} symbols" in everything
    symbols = [text.replace("\\", "") for text in seen.texts]
    said = {"delay": {"#w", "x", START}, "attention": {"a_b"}, "inside_the_blocks": {"#w", "a_b", START}}
    assert said[name] <= set(symbols)


def test_vectors_are_lit_where_they_differ(english: Runs) -> None:
    scene: Any = play_blind(CATALOG.scenes["inside_the_blocks"], english, 1)
    run, lit = english["translation"], ManimColor(COLOURS["orange"])
    assert scene.seen[1] != scene.seen[0] == scene.seen[2]
    for passing, name in ((scene.passing, "inside_y"), (scene.sources, "inside_x")):
        differ = np.abs(run[name][:, 2] - run[name][:, 0]).max(-1) > 0
        assert [[one[0].get_stroke_color() == lit for one in row] for row in passing] == differ.tolist()
        numbers = run[name][-1, 2]
        reach = np.quantile(np.abs(run[name][-1]), 0.95)
        for one, vector in zip(passing[-1], numbers, strict=True):
            paints = [square.get_fill_color().to_hex() for square in one[1]]
            assert paints == hexes(vector[: len(paints)], -reach, reach, "pictures")


def test_the_weights_of_a_source_shorter_than_others_sum_to_one(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_text("a b\tx y\nb\ty\nb a\tx\n", encoding="utf-8")
    runs = {"language": run_study("language", tmp_path, {}, text=tmp_path / "pairs.txt")}
    runs["translation"] = run_study("translation", tmp_path, runs, **FEW, held_out=0.3, shown=1)
    scene: Any = play_blind(CATALOG.scenes["attention"], runs, 1)
    assert scene.symbols == ["b", END, END]
    assert sum(float(bar[1].number.source) for bar in scene.weights) == pytest.approx(1, abs=0.02)
