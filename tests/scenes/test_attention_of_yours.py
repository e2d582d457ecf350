"""Film `attention_of_yours` of arrays of the user's: the ways to look that it names are those of the arrays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ebviz.stage.layout import faults, text_boxes
from ebviz.study import Run
from scenes.transformer import _looking_said as said
from scenes.transformer._looking import AFTER, BEFORE, CHOICE, ITSELF, ONE, SEVERAL, Looking
from scenes.transformer._words import MOST
from tests.conftest import CATALOG, run_study
from tests.scenes.blind import Blind, play_blind

Made = Callable[..., Run]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Return what makes a run of attention of the user's; it reads no other study."""

    def make(a: np.ndarray, **given: Any) -> Run:
        np.save(tmp_path / "a.npy", a.astype("f4"))
        return run_study("attention", tmp_path, {}, data=tmp_path / "a.npy", **given)

    return make


def words(count: int) -> tuple[str, ...]:
    return tuple(f"w{i}" for i in range(count))


def looking(count: int, *, masked: bool = False) -> dict[int, np.ndarray]:
    """Return a head (T, T) for each way to look, of which every token pays 0.7 to where it looks."""
    numbers, rows = np.random.default_rng(4), np.arange(count)
    targets = {
        BEFORE: rows - 1,
        ITSELF: rows,
        AFTER: rows + 1,
        ONE: 0 * rows + 2,
        CHOICE: numbers.permutation(count),
    }
    if masked:
        targets[ONE], targets[CHOICE] = 0 * rows, rows // 2
        del targets[AFTER]
    seen = np.tri(count) if masked else np.ones((count, count))
    found = {}
    for way, target in targets.items():
        a = 0.3 * seen / seen.sum(-1, keepdims=True)
        inside = (target >= 0) & (target < count)
        a[rows[inside], target[inside]] += 0.7
        found[way] = a / a.sum(-1, keepdims=True)
    return found | {SEVERAL: seen / seen.sum(-1, keepdims=True)}


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("count", [9, 40])
def test_each_way_to_look_is_told_from_the_others(made: Made, count: int, masked: bool) -> None:
    heads = looking(count, masked=masked)
    a = np.stack([*heads.values()])[None]
    it = Looking(made(a, words=words(count)))
    assert it.way[0].tolist() == [*heads]
    assert it.a.sum(-1) == pytest.approx(1, abs=1e-6)  # with a column for all tokens that are not shown
    assert it.columns[-1] == (
        f"{count - MOST + 1} more" if count > MOST and not masked else f"w{min(count, MOST) - 1}"
    )
    for head, (way, one) in enumerate(heads.items()):
        if way in (BEFORE, ITSELF):
            share = np.diag(one, -(way == BEFORE))[int(masked and way == ITSELF) :].mean()
            assert it.share[0, head] == pytest.approx(share, abs=1e-6)
            assert f", with ${100 * share:.0f}$ % of its attention" in said.looks(it, way)
    assert it.clearest(ONE) == (0, [*heads].index(ONE))
    assert said.looks(it, ONE).startswith(f"$1$ of ${len(heads)}$ heads looks at “w{0 if masked else 2}”")
    assert (
        said.claim(it)
        == f"${len(heads) - 1}$ of ${len(heads)}$ heads look mostly at one token, $1$ mixes several"
    )


def test_what_is_claimed_of_layers_holds_of_all_their_heads(made: Made) -> None:
    heads = looking(6)
    sharp, flat = heads[BEFORE], heads[SEVERAL]
    tokens = {"words": words(6)}
    layers = np.array([[flat, flat], [sharp, sharp], [sharp, heads[ONE]]])
    assert (
        said.claim(Looking(made(layers, **tokens)))
        == "layer $1$ mixes several tokens, layers $2$–$3$ look mostly at one"
    )
    assert said.claim(Looking(made(layers[:1], **tokens))) == "each of the $2$ heads mixes several tokens"
    assert (
        said.claim(Looking(made(layers[1:], **tokens))) == "each of the $4$ heads looks mostly at one token"
    )
    layers[0, 0] = sharp
    assert (
        said.claim(Looking(made(layers, **tokens)))
        == "$5$ of $6$ heads look mostly at one token, $1$ mixes several"
    )
    one = Looking(made(sharp, **tokens))
    assert (
        said.claim(one)
        == f"this head looks at the token before, with ${100 * one.share[0, 0]:.0f}$ % of its attention"
    )


def test_too_many_tokens_layers_and_heads_are_cut_and_it_says_so(made: Made) -> None:
    a = np.broadcast_to(looking(20)[BEFORE], (40, 35, 20, 20))
    it = Looking(made(a, words=words(20)))
    assert it.way.shape == (32, 32)
    assert (it.layers[0], it.layers[-1]) == (0, 39)
    assert said.cuts(it) == "tokens $1$–$12$ of $20$; $32$ of $40$ layers; heads $1$–$32$ of $35$"
    assert said.name(it, (31, 4)) == "layer $40$, head $5$"
    with pytest.warns(UserWarning, match="numbered from 0 to 29"):
        across = Looking(made(np.full((1, 1, 3, 30), 1 / 30), words=words(3)))
    assert (said.cuts(across), across.columns[-1]) == ("tokens $1$–$12$ of $30$ on the left", "19 more")


LONG = ("Donaudampfschifffahrtsgesellschaftskapitän", "Ġthe", "##ing", " ", "\n", "$x_1^2$ *#", "свобода")


@pytest.mark.filterwarnings("ignore:attention. no tokens are given")
@pytest.mark.parametrize("kind", ["self", "across", "long", "alone"])
def test_the_film_says_what_the_arrays_hold(made: Made, kind: str) -> None:
    heads = looking(15)
    a, given, says = {
        "self": (
            np.array([[heads[SEVERAL], heads[BEFORE], heads[ITSELF]]] * 2),
            words(15),
            {
                "tokens $1$–$12$ of $15$",
                "“w1” gives $72$ % of its attention to “w0”",
                "head",
                "layer",
                "4 more",
            }
            | {"$4$ of $6$ heads look mostly at one token, $2$ mix several"},
        ),
        "across": (
            np.eye(3)[None, [[2, 0], [1, 1]]],
            words(2),
            {"“w0” gives $100$ % of its attention to “2”", "each of the $2$ heads looks mostly at one token"},
        ),
        "long": (
            looking(7, masked=True)[CHOICE],
            LONG,
            {"Ġthe", "\\#\\#ing", "␣", "\\\\n", "\\$x\\_1\\^2\\$ \\*\\#", "layer $1$, head $1$"},
        ),
        "alone": (
            np.ones((1, 1)),
            words(1),
            {"this head looks at the token itself, with $100$ % of its attention"},
        ),
    }[kind]
    texts, wrong = set[str](), set[str]()

    class Watcher(Blind):
        def add_frame(self, frame: np.ndarray, num_frames: int = 1) -> None:
            boxes = text_boxes(self.scene.mobjects)
            texts.update(box.text for box in boxes)
            wrong.update(faults(boxes, margin=0.05) if num_frames > 1 else [])

    play_blind(CATALOG.scenes["attention_of_yours"], {"attention": made(a, words=given)}, 2, Watcher)
    assert wrong == set()
    assert says <= texts
    assert "encoder" not in " ".join(texts)
    assert all(len(text) < 40 for text in texts if text.startswith("Donau"))
