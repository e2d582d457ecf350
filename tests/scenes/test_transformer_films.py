"""The films of the transformer at a second configuration: what is on screen is what the runs hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from ebviz.stage.layout import faults, text_boxes
from ebviz.study import Run
from scenes.transformer._words import spoken
from scenes.transformer.attention import undecided
from tests.conftest import CATALOG, run_study
from tests.scenes.blind import Blind, play_blind

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


def watched(name: str, runs: Runs) -> tuple[list[str], set[str]]:
    """Play a film without drawing it; return its texts, and which left the frame."""
    texts: list[str] = []
    outside: set[str] = set()

    class Watcher(Blind):
        def add_frame(self, frame: np.ndarray, num_frames: int = 1) -> None:
            boxes = text_boxes(self.scene.mobjects)
            texts.extend(box.text for box in boxes if box.text not in texts)
            outside.update(
                fault for fault in faults(boxes, margin=0.05) if fault.endswith("leaves the frame")
            )

    play_blind(CATALOG.scenes[name], runs, 1, Watcher)
    return texts, outside


@pytest.mark.parametrize("which", ["english", "letters"])
def test_the_delay_of_other_sentences(which: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(which)
    texts, outside = watched("delay", runs)
    assert outside == set()
    said = {"english": ["one", "hundred", "and", "twenty"], "letters": list("entropy")}[which]
    assert set(said) <= set(texts)
    everything = "\n".join(texts)
    assert "vier" not in everything
    assert "copies: all of it costs nothing" not in everything  # it has hardly been trained
    counted, shown = runs["language"]["counted"], runs["language_model"].config["shown"]
    assert f"one of {np.exp(counted[shown].max()):.1f} equal choices" in everything
    cost = runs["language_model"]["shown_cost"][-1][counted[shown].argmax()]
    assert f"costs ${cost:.2f}$ nats" in everything


def test_the_floors_of_fewer_numbers(english: Runs) -> None:
    texts, outside = watched("three_floors", english)
    everything = "\n".join(texts)
    assert outside == set()
    assert "150 sentences" in everything
    assert f"log 150 = {np.log(150):.2f}" in everything
    assert "all three arrive" not in everything
    for study in ("sequence_autoencoder", "language_model", "translation"):
        assert f"{english[study]['cost'][-1]:.2f}" in everything


def test_attention_of_another_word(english: Runs) -> None:
    texts, outside = watched("attention", english)
    everything = "\n".join(texts)
    assert outside == set()
    run = english["translation"]
    head, word = undecided(run["free_a"], words := len(spoken(english["language"], run["free"])) - 1)
    said = spoken(english["language"], run["free"])
    assert f"to say “{said[word]}”" in everything
    assert word < max(words, 1)
    for score in run["scores"][head, word]:
        assert f"{score:.1f}" in everything
    assert f"{float(run['beta']):.3g}" in texts
