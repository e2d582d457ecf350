"""Slides of the transformer's lecture: what is drawn is what was computed, and what is written holds of any run.

Three times: as it comes; with English words, another number and a training that has hardly begun; with a text of the
user's, whose symbols are characters, also those that Typst takes for its own, and more of them than are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Rectangle

from ebviz.study import Run
from ebviz.style.colourmap import hexes
from ebviz.style.numbers import rounded
from scenes.transformer import _tokens, attention_slides, blanks_slides, costs_slides
from scenes.transformer._words import (
    END,
    START,
    delayed,
    plain,
    read_out,
    sentence,
    source,
    spoken,
    words_of,
)
from tests.conftest import CATALOG, run_study
from tests.scenes.figures import drawn
from tests.scenes.test_second import written

Runs = Mapping[str, Run]
NAMES = sorted(
    name for name, entry in CATALOG.figures.items() if entry.lecture == "transformer" and entry.studies
)
TRAINED = ("sequence_autoencoder", "sequence_denoising", "language_model", "translation")
SMALL: dict[str, Any] = {"seed": 3, "d": 16, "heads": 4, "hidden": 16, "steps": 12, "batch": 32, "looks": 4}
SIGNS = "$#*_\\`@<>[]~=-+/\"'{}"


def trained(folder: Path, language: Run, *, gap: int = 4, **more: Any) -> Runs:
    runs = {"language": language}
    for study in TRAINED:
        own = {"gap": gap} if study == "sequence_denoising" else {}
        runs[study] = run_study(study, folder, runs, **{**SMALL, **own, **more})
    runs["attention"] = run_study("attention", folder, runs)
    return runs


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Numbers to 399 in English, hardly learned."""
    folder = tmp_path_factory.mktemp("english")
    return trained(folder, run_study("language", folder, {}, tongue="english", count=400), shown=271)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A text of the user's: more symbols than are shown, and signs of all kinds."""
    folder = tmp_path_factory.mktemp("text")
    numbers = np.random.default_rng(0)
    rows = ["".join(numbers.choice(list(SIGNS), 15)) for _ in range(40)]
    (folder / "signs.txt").write_text("\n".join(f"{row[::-1]}\t{row}" for row in rows), encoding="utf-8")
    with pytest.warns(UserWarning, match="40 of 40 sentences cut after 14 symbols"):
        language = run_study("language", folder, {}, text=folder / "signs.txt", longest=14)
    return trained(folder, language, shown=7)


# ------------------------------------------------------------ what a figure has to say


def costs(runs: Runs) -> list[str]:
    shown = [runs[study]["shown_cost"][-1] for study in TRAINED if study != "sequence_denoising"]
    counted = runs["language"]["counted"][runs["language_model"].config["shown"]]
    words = spoken(runs["language"], runs["language_model"]["shown"])[: _tokens.MOST]
    each = [f"${value:.2f}$" for cost in [*shown, counted] for value in cost[: len(words)]]
    return [*map(plain, words), *each, *(f"${cost.sum():.3f}$" for cost in [*shown, counted])]


def floors(runs: Runs) -> list[str]:
    floor, count = float(runs["language"]["floor"]), len(runs["language"]["y"])
    ends = [rounded(float(runs[study]["cost"][-1]), 3) for study in TRAINED if study != "sequence_denoising"]
    return [*(f"${end}$, at least" for end in ends), f"at least $log {count} = {floor:.3f}$"]


def looks(runs: Runs) -> list[str]:
    run = runs["translation"]
    words = spoken(runs["language"], run["free"])[: _tokens.MOST]
    right = f"${100 * run['right'][-1]:.1f}$ %"
    return [f"mean of ${len(run['free_a'])}$ heads", right, *map(plain, words)]


def masked(runs: Runs) -> list[str]:
    words = spoken(runs["language"], runs["language_model"]["shown"])
    more = [f"the first ${_tokens.MOST}$ of ${len(words)}$ places"] if len(words) > _tokens.MOST else []
    heads = runs["language_model"].config["heads"]
    more += [f"$2$ of ${heads}$ heads"] if heads > 2 else []
    return [*map(plain, delayed(words)[: _tokens.MOST]), *map(plain, words[: _tokens.MOST]), *more]


def beside(runs: Runs) -> list[str]:
    gap = runs["sequence_denoising"].config["gap"]
    said = []
    for study in ("sequence_denoising", "language_model"):
        p = runs[study]["shown_p"][-1, gap]
        said.append(f"$= {rounded(-float(np.log(p[runs[study]['shown'][gap]])), 2)}$")
        said += [f"${100 * value:.1f}$ %" for value in np.sort(p)[::-1][: blanks_slides.TOP - 1]]
    return [
        *said,
        f"${rounded(float(runs['language']['counted'][runs['language_model'].config['shown'], gap]), 2)}$",
    ]


def alike(runs: Runs) -> list[str]:
    said = [f"sqrt({runs['language_model'].config['d']})"]
    for study in TRAINED[:3]:
        cosines = runs[study]["places"][: _tokens.MOST, : _tokens.MOST]
        said.append(f"neighbours ${np.diag(cosines, 1).mean():.2f}$")
    return said


def heads(runs: Runs) -> list[str]:
    layers, count, rows, _ = runs["attention"]["attention"].shape
    words = [word or START for word in words_of(runs["attention"]["words"])]
    more = [f"the first ${_tokens.MOST}$ of ${rows}$ tokens"] if rows > _tokens.MOST else []
    more += [f"$6$ of ${layers}$ layers"] if layers > 6 else []
    more += [f"$8$ of ${count}$ heads"] if count > 8 else []
    return [*map(plain, words[: _tokens.MOST]), *more]


def few(runs: Runs) -> list[str]:
    words = spoken(runs["language"], runs["translation"]["free"])
    digits = read_out(runs["language"], runs["translation"]["shown_x"])
    return [f"*{plain(symbol)}*" for symbol in (*words[:5], *digits[:5])]


SAID: dict[str, Callable[[Runs], list[str]]] = {
    "attention_of_yours": heads,
    "cost_per_symbol": costs,
    "dae_beside_lm": beside,
    "language_model_attention": masked,
    "places_similarity": alike,
    "sequence_floors": floors,
    "thumbnail_transformer": few,
    "translation_attention": looks,
}
FIRST = ("vier", "sieben", "zwanzig", "1000", "6.91", "log 1000", "$2$ heads", "99.5", "crosses", "sqrt(64)")


def test_every_slide_is_looked_at() -> None:
    assert set(SAID) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["english", "text"])
def test_what_is_written_is_what_the_run_holds(name: str, kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    texts = written(name, runs)
    for said in SAID[name](runs):
        assert any(said in line for line in texts), (said, texts)
    for said in FIRST:
        assert not any(said in line for line in texts), (said, texts)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_the_same_of_the_first_run(name: str, runs: Runs) -> None:
    texts = written(name, runs)
    for said in SAID[name](runs):
        assert any(said in line for line in texts), (said, texts)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A text with words wider than there is room for, and sentences of one word."""
    folder = tmp_path_factory.mktemp("long")
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    lines = [f"{i}\t{word}{i} {word if i % 2 else ''}" for i in range(6)]
    (folder / "long.txt").write_text("\n".join(lines), encoding="utf-8")
    language = run_study("language", folder, {}, text=folder / "long.txt")
    return trained(folder, language, shown=2, steps=2, heads=1, gap=0)


@pytest.mark.parametrize("name", NAMES)
def test_long_words_stay_on_the_page(name: str, long: Runs) -> None:
    assert written(name, long)


# ------------------------------------------------------------ what is drawn is what was computed


def filled(axes: Axes) -> list[Rectangle]:
    return [part for part in axes.patches if isinstance(part, Rectangle) and part.get_facecolor()[3] > 0]


def hatches(axes: Axes) -> list[Rectangle]:
    return [part for part in axes.patches if isinstance(part, Rectangle) and part.get_hatch()]


@pytest.mark.parametrize(("theme", "colours"), [("dark", "coolwarm"), ("print", "cold_to_hot_in_print")])
def test_the_colour_of_a_block_is_its_cost(runs: Runs, theme: str, colours: str) -> None:
    rows = drawn("cost_per_symbol", runs, theme).axes
    shown = [runs[study]["shown_cost"][-1] for study in TRAINED if study != "sequence_denoising"]
    top = max(float(cost.max()) for cost in shown)
    for axes, cost in zip(rows, shown, strict=True):
        assert [to_hex(block.get_facecolor()).upper() for block in filled(axes)] == hexes(
            cost, 0, top, colours
        )


def test_costs_fall_to_their_floors(runs: Runs) -> None:
    (axes,) = drawn("sequence_floors", runs).axes
    lines = [line.get_xydata() for line in axes.lines]
    floors = [0.0, float(runs["language"]["floor"]), float(runs["language"]["given"])]
    for study, floor in zip((TRAINED[0], *TRAINED[2:]), floors, strict=True):
        run = runs[study]
        assert any(np.array_equal(line, np.stack([run["steps"], run["cost"]], -1)) for line in lines)
        assert any(np.allclose(line[:, 1], floor) for line in lines if len(line) == 2)
        assert run["cost"][-1] == pytest.approx(floor, abs=0.02)
    assert floors[1] == pytest.approx(np.log(1000), abs=1e-4)


def test_names_of_curves_are_apart_and_below_the_top() -> None:
    assert costs_slides._apart([0.0, 6.9, 0.1], 3.0, 18.0) == [0.0, 6.9, 3.0]
    assert costs_slides._apart([45.0, 47.0, 41.0], 9.0, 46.0) == [37.0, 46.0, 28.0]


def test_the_tables_of_a_translation_are_its_attention(runs: Runs) -> None:
    lines, *tables = drawn("translation_attention", runs).axes
    a = runs["translation"]["free_a"]
    for axes, weights in zip(tables, a, strict=True):
        (image,) = axes.images
        assert np.array_equal(image.get_array(), weights)
        assert image.get_clim() == (0, 1)
    wide = sorted(line.get_linewidth() for line in lines.lines)
    assert wide == pytest.approx(sorted(attention_slides.THICK * a.mean(axis=0).ravel()))


def test_attention_crosses_where_a_later_word_looks_before_an_earlier_one() -> None:
    says = attention_slides._crossing
    words, x = ["drei", "und", "zwanzig"], ["2", "3"]
    there = np.array([[0.02, 0.98], [0.5, 0.5], [1.0, 0.0]])
    assert says(there, words, x) == "attention crosses: drei looks at 3, then zwanzig at 2"
    assert says(there[:, ::-1], words, x) == "attention keeps the order: no lines cross"
    assert says(there[:2], words, x) == "$1$ of $2$ words pay almost all attention to one symbol"


@pytest.mark.parametrize("kind", ["runs", "text"])
def test_what_is_hidden_is_hatched_and_has_no_number(kind: str, request: pytest.FixtureRequest) -> None:
    runs: Runs = request.getfixturevalue(kind)
    run, fig = runs["language_model"], drawn("language_model_attention", request.getfixturevalue(kind))
    count = min(_tokens.MOST, len(spoken(runs["language"], run["shown"])))
    later = ~np.tri(count, dtype=bool)
    tables = [axes for axes in fig.axes if axes.images]
    given = [
        run[f"{block}_a"][-1, head, :count, :count] for block in ("encoder", "predictor") for head in (0, 1)
    ]
    for axes, weights in zip(tables, given, strict=True):
        shown = np.ma.filled(axes.images[0].get_array(), np.nan)
        assert np.array_equal(np.isnan(shown), later)
        assert np.array_equal(shown[~later], weights[~later])
        assert {(round(part.get_y()), round(part.get_x())) for part in hatches(axes)} == {
            *map(tuple, np.argwhere(later).tolist())
        }
        numbers = [part.source for part in axes.findobj(_tokens.Label) if part.source.isdigit()]
        assert len(numbers) == (0 if kind == "text" else (~later).sum())  # none where cells are small
    keys = [[part.source for part in axes.findobj(_tokens.Label)] for axes in fig.axes]
    assert (["0", "25", "50", "75", "100"] in keys) == (kind == "text")


def test_all_layers_and_heads_of_yours_are_shown_or_said_to_be_cut(runs: Runs, tmp_path: Path) -> None:
    numbers = np.random.default_rng(0)
    a = numbers.random((7, 9, 20, 20), np.float32)
    a /= a.sum(-1, keepdims=True)
    np.save(tmp_path / "a.npy", a)
    words = tuple(f"token{i}" for i in range(20))
    yours = {"attention": run_study("attention", tmp_path, runs, data=tmp_path / "a.npy", words=words)}
    said = " ".join(written("attention_of_yours", yours))
    for text in (
        "the first $12$ of $20$ tokens",
        "$6$ of $7$ layers",
        "$8$ of $9$ heads",
        "layer $6$",
        "token11",
    ):
        assert text in said
    assert "hidden" not in said
    assert "encoder" not in said
    assert "token12" not in said
    tables = [axes for axes in drawn("attention_of_yours", yours).axes if axes.images]
    shown = np.array([axes.images[0].get_array() for axes in tables]).reshape(6, 8, 12, 12)
    assert np.array_equal(shown, a[:6, :8, :12, :12])


def test_attention_across_names_rows_and_columns(runs: Runs, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.full((1, 2, 3, 2), 0.5))
    (tmp_path / "x.txt").write_text("one two", encoding="utf-8")
    given = {"data": tmp_path / "a.npy", "words": ("ein", "und", "zwei"), "source_tokens": tmp_path / "x.txt"}
    said = written("attention_of_yours", {"attention": run_study("attention", tmp_path, runs, **given)})
    assert {"ein", "und", "zwei", "one", "two"} <= set(said)


def test_bars_are_the_probabilities_and_marks_what_is_counted(runs: Runs) -> None:
    language, gap = runs["language"], runs["sequence_denoising"].config["gap"]
    sides = [axes for axes in drawn("dae_beside_lm", runs).axes if len(axes.lines) > 5]
    for axes, study in zip(sides, ("sequence_denoising", "language_model"), strict=True):
        p = runs[study]["shown_p"][-1, gap, : len(language["words"])]
        bars = [bar.get_width() for bar in filled(axes)]
        assert bars[:-1] == pytest.approx(np.sort(p)[::-1][: blanks_slides.TOP])
        assert bars[-1] == pytest.approx(1 - sum(bars[:-1]), abs=1e-6)
    right = int(runs["language_model"]["shown"][gap])
    predicted = blanks_slides._predicted(language, runs["language_model"], runs["sequence_denoising"])
    filled_in = blanks_slides._filled(language, runs["sequence_denoising"])
    assert -np.log(predicted.counted[right]) == pytest.approx(language["counted"][427, gap], abs=1e-5)
    assert filled_in.counted[right] == pytest.approx(1 / 9)  # 421 … 429
    marks = [{round(float(line.get_xdata()[0]), 6) for line in axes.lines} for axes in sides]
    assert round(1 / 9, 6) in marks[0]
    assert round(0.09, 6) in marks[1]
    assert (filled_in.counted.sum(), predicted.counted.sum()) == pytest.approx((1, 1))


def test_the_area_of_a_disc_is_the_cosine(runs: Runs) -> None:
    fig = drawn("places_similarity", runs)
    for axes, study in zip(fig.axes, TRAINED[:3], strict=True):
        cosines = runs[study]["places"]
        found = np.zeros_like(cosines)
        for disc in axes.patches:
            assert isinstance(disc, Circle)
            column, row = (int(at) for at in disc.center)
            sign = 1 if disc.get_facecolor()[3] else -1
            found[row, column] = sign * disc.radius**2
        assert found / found[0, 0] == pytest.approx(cosines, abs=1e-5)


# ------------------------------------------------------------ the words


def test_sentences_read_as_they_were_written(runs: Runs, text: Runs) -> None:
    language = runs["language"]
    assert sentence(language, 427) == ["vier", "hundert", "sieben", "und", "zwanzig", END]
    assert source(language, 7) == ["0", "0", "7"]
    backwards = source(text["language"], 3)
    assert backwards[-1] == END
    assert backwards[:-1] == read_out(text["language"], text["language"]["x"][3])[:-1]
    assert len(sentence(text["language"], 3)) == 15
