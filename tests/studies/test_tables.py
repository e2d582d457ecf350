"""The tables in the studies' docstrings against what is stored: names, shapes and types, every one."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from ebviz.study import Run
from tests.conftest import STUDIES
from tests.studies.tables import Entry, size, solved, table, values

# Letters whose size depends on what a name begins with: the samples of each toy, the moments of each training.
OWN: dict[str, set[str]] = {
    "autoencoder": {"S", "steps"},
    "denoising": {"N"},
    "digits_vae": {"d"},
    "gan": {"M"},
    "gan_failures": {"S", "T"},
    "horn_model": {"S", "T"},
    "inference": {"S"},
    "packing": {"N"},
    "toys": {"N"},
}
OTHERWISE = {("training", "harmonics")}  # its letter, H, means something else in the table


def docstring(study: str) -> str:
    return inspect.getdoc(importlib.import_module(STUDIES[study].module).compute) or ""


def entries(study: str) -> list[Entry]:
    """Return a study's table; that of `gan_failures` is said to be the one of `gan` for Gaussians."""
    if study != "gan_failures":
        return table(docstring(study))
    whole = [entry for entry in table(docstring("gan")) if entry.name.startswith("gaussians_")]
    return [
        entry._replace(name=entry.name.replace("gaussians", name))
        for name in sorted(values(docstring(study)))
        for entry in whole
    ]


def bound(study: str, name: str) -> frozenset[str]:
    """Return which of the alternatives a name contains: {"moons", "ae"} for moons_ae_F."""
    return frozenset(part for part in values(docstring(study)) if re.search(rf"(^|_){part}(_|$)", name))


def sizes(study: str, run: Run) -> Iterator[tuple[str, frozenset[str], int, str]]:
    """Yield letter, alternatives, size and array for each letter in the shape of each stored array."""
    for name, shape, _ in entries(study):
        for text, length in zip(shape or (), run[name].shape if shape else (), strict=True):
            if (found := solved(text, length)) is not None:
                letter, value = found
                yield letter, bound(study, name) if letter in OWN.get(study, ()) else frozenset(), value, name


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_the_table_names_what_is_stored_and_nothing_else(runs: Mapping[str, Run], study: str) -> None:
    named = entries(study)
    exact = [entry.name for entry in named if entry.shape is not None]
    groups = tuple(entry.name for entry in named if entry.shape is None)
    assert len(exact) == len(set(exact))
    assert set(exact) == {name for name in runs[study] if not groups or not name.startswith(groups)}
    for group in groups:
        assert any(name.startswith(group) for name in runs[study]), group


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_shapes_and_types_are_those_of_the_table(runs: Mapping[str, Run], study: str) -> None:
    run = runs[study]
    for name, shape, dtype in entries(study):
        if shape is not None:
            assert (run[name].ndim, run[name].dtype) == (len(shape), np.dtype(dtype)), name
            for text, length in zip(shape, run[name].shape, strict=True):
                assert size(text, {}) in (None, length), f"{name}: {text} is {length}"


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_a_letter_means_one_size_throughout_a_study(runs: Mapping[str, Run], study: str) -> None:
    found = list(sizes(study, runs[study]))
    for letter, where, value, name in found:
        for other, elsewhere, another, again in found:
            if letter == other and (where <= elsewhere or elsewhere <= where):
                assert value == another, f"{letter} is {value} in {name} and {another} in {again}"
    differing = {
        letter
        for letter in OWN.get(study, ())
        if len({found[2] for found in found if found[0] == letter}) < 2
    }
    assert not differing, "has one size: drop it from OWN"


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_a_letter_in_the_configuration_is_the_one_in_the_table(runs: Mapping[str, Run], study: str) -> None:
    fields = importlib.import_module(STUDIES[study].module).Config.model_fields
    known = {
        letter: value for letter, _, value, _ in sizes(study, runs[study]) if letter not in OWN.get(study, ())
    }
    for key, field in fields.items():
        letter = re.match(r"(?:number (?:of )?)?(?:\w+ ){0,2}([A-Z])\b", field.description or "")
        if field.annotation is int and letter and letter[1] in known and (study, key) not in OTHERWISE:
            assert known[letter[1]] == runs[study].config[key], key


@pytest.mark.parametrize("line", ["x (N,), and more", "x", "x (N,) float"])
def test_what_the_reader_cannot_understand_it_refuses(line: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        table(f"Do it::\n\n    {line}\n")


def test_the_reader_reads_every_form() -> None:
    head = "Do it, T = a, b, and more::\n\n"
    rows = ["{T}_{c,d}_x (S, T+1) int64, y ()   two of (N,)", "   words", "net.…    the weights"]
    text = head + "".join(f"    {row}\n" for row in rows) + "\nx (N,)"
    assert table(text) == [
        *(Entry(f"{t}_{c}_x", ("S", "T+1"), "int64") for t in "ab" for c in "cd"),
        Entry("y", (), "float32"),
        Entry("net.", None, ""),
    ]
    assert (size("T+1", {"T": 4}), size("S−1", {"S": 4}), size("S", {}), size("7", {})) == (5, 3, None, 7)
    assert solved("T+1", 5) == ("T", 4)
