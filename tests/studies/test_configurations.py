"""Every configuration of every study: each bound of each field, found in the declarations themselves.

The value just outside a bound is refused by name and for that bound; the outermost value inside it is accepted.
"""

from __future__ import annotations

import importlib
import inspect
import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from ebviz.errors import UsageError
from ebviz.study import StudyConfig
from ebviz.study.loading import validate
from tests.conftest import STUDIES

Place = tuple[str | int, ...]  # ("recipe", "batch"), ("film", 0)
MARKS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
REASONS = {
    "ge": "greater_than_equal",
    "gt": "greater_than",
    "le": "less_than_equal",
    "lt": "less_than",
    "min_length": "too_short",
    "max_length": "too_long",
}


class Bound(NamedTuple):
    """A bound: where, which, its limit, the kind of number, and the values on either side of it."""

    place: Place
    rule: str
    limit: Any
    wrong: Any
    right: Any


def config_of(study: str) -> type[StudyConfig]:
    return importlib.import_module(STUDIES[study].module).Config


def rules(parts: Any) -> Iterator[tuple[str, Any]]:
    """Yield the bounds among a field's metadata."""
    for part in parts:
        yield from rules(getattr(part, "metadata", ()))
        for rule in REASONS:
            if (limit := getattr(part, rule, None)) is not None:
                yield rule, limit


def beside(kind: Any, rule: str, limit: Any, default: Any) -> tuple[Any, Any]:
    """Return the nearest value that is refused and the nearest that is accepted."""
    if rule.endswith("length"):
        wrong = limit + (1 if rule == "max_length" else -1)
        part = default[:1] or ("word",)
        return part * wrong, part * limit
    outwards = -1 if rule.startswith("g") else 1
    number = int if kind is int else float
    if kind is int:
        next_out, next_in = limit + outwards, limit - outwards
    else:
        next_out, next_in = (math.nextafter(limit, way * math.inf) for way in (outwards, -outwards))
    wrong, right = (next_out, limit) if rule in ("ge", "le") else (limit, next_in)
    return number(wrong), number(right)


def leaves(cls: type[BaseModel], above: Place = ()) -> Iterator[tuple[Place, Any, Any, list[Any]]]:
    """Yield place, type, default and metadata of each field, of the parts of a pair, and of fields within fields."""
    for name, field in cls.model_fields.items():
        place, annotation = (*above, name), field.annotation
        if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
            yield from leaves(annotation, place)
            continue
        yield place, annotation, field.default, field.metadata
        parts = get_args(annotation) if get_origin(annotation) is tuple else ()
        for i, part in enumerate(parts):
            if get_origin(part) is Annotated:
                yield (*place, i), get_args(part)[0], field.default[i], list(part.__metadata__)


def bounds(cls: type[BaseModel]) -> Iterator[Bound]:
    for place, kind, default, metadata in leaves(cls):
        for rule, limit in rules(metadata):
            yield Bound(place, rule, limit, *beside(kind, rule, limit, default))


def given(cls: type[BaseModel], place: Place, value: Any) -> dict[str, Any]:
    """Return the arguments that put ``value`` at ``place`` and leave the rest as it is by default."""
    head, *rest = place
    if not rest:
        return {str(head): value}
    field = cls.model_fields[str(head)]
    if isinstance(rest[0], int):
        parts = list(field.default)
        parts[rest[0]] = value
        return {str(head): tuple(parts)}
    return {str(head): {**field.default.model_dump(), **given(type(field.default), tuple(rest), value)}}


def refused(cls: type[BaseModel], place: Place, value: Any) -> list[tuple[Place, str]]:
    """Return what is refused and why."""
    with pytest.raises(ValidationError) as caught:
        cls(**given(cls, place, value))
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def value_at(values: Any, place: Place) -> Any:
    for part in place:
        values = values[part]
    return values


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_the_value_beyond_each_bound_is_refused_for_that_and_the_last_within_is_taken(study: str) -> None:
    cls = config_of(study)
    found = list(bounds(cls))
    assert found
    for bound in found:
        assert refused(cls, bound.place, bound.wrong) == [(bound.place, REASONS[bound.rule])], bound
        values = cls(**given(cls, bound.place, bound.right)).model_dump()
        assert value_at(values, bound.place) == bound.right, bound


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_who_types_a_value_beyond_a_bound_is_told_the_field_and_the_bound(study: str) -> None:
    cls = config_of(study)
    for bound in bounds(cls):
        with pytest.raises(UsageError) as caught:
            validate(cls, given(cls, bound.place, bound.wrong), study)
        line = str(caught.value)
        assert line.startswith(f"{study}.{'.'.join(map(str, bound.place))}: expected "), line
        if bound.rule in MARKS and isinstance(bound.place[-1], str):
            assert f"{MARKS[bound.rule]} {bound.limit}" in line.partition(", got")[0], line


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_every_number_has_both_bounds_and_takes_nothing_but_numbers(study: str) -> None:
    cls = config_of(study)
    for place, kind, _, metadata in leaves(cls):
        if kind not in (int, float):
            continue
        endless = any(getattr(part, "allow_inf_nan", False) for part in metadata)
        assert {rule[0] for rule, _ in rules(metadata)} == ({"g"} if endless else {"g", "l"}), place
        for wrong in (
            math.nan,
            True,
            "1e999",
            *(() if endless else (math.inf,)),
            *((0.5,) if kind is int else ()),
        ):
            assert {where[0] for where, _ in refused(cls, place, wrong)} == {place[0]}, (place, wrong)
        if endless:
            assert value_at(cls(**given(cls, place, math.inf)).model_dump(), place) == math.inf


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_choices_are_those_listed_and_unknown_keys_are_refused(study: str) -> None:
    cls = config_of(study)
    for place, kind, *_ in leaves(cls):
        if get_origin(kind) is Literal:
            for choice in get_args(kind):
                assert value_at(cls(**given(cls, place, choice)).model_dump(), place) == choice
            assert refused(cls, place, "no such choice") == [(place, "literal_error")]
    assert refused(cls, ("no_such_key",), 1) == [(("no_such_key",), "extra_forbidden")]


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_every_field_is_described(study: str) -> None:
    waiting: list[type[BaseModel]] = [config_of(study)]
    while waiting:
        for name, field in waiting.pop().model_fields.items():
            assert len(field.description or "") > 5, name
            if inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel):
                waiting.append(field.annotation)
