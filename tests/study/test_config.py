"""Study configurations: what is accepted, what is said about the rest, and the canonical text of their values."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import ebviz
from ebviz.build.catalog import discover
from ebviz.errors import BuildError, UsageError
from ebviz.store.canonical import canonical
from ebviz.study import StudyConfig, loading, parameters
from ebviz.study.changes import parse_changes
from ebviz.study.words import accepts

STUDIES = discover({"ebviz": Path(ebviz.__file__).parent}).studies
STUDY = """
from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo
from ebviz.study import CheckpointPath, StudyConfig

class Inner(StudyConfig):
    steps: int = Field(10, ge=1)

class Config(StudyConfig):
    beta: float = Field(float("inf"), ge=0, allow_inf_nan=True)
    lr: float = Field(0.1, gt=0)
    size: tuple[int, int] = (25, 17)
    name: str = "x"
    inner: Inner = Inner()
    checkpoint: CheckpointPath | None = None
"""


@pytest.fixture
def study(tmp_path: Path):
    """Return a function that loads a study module from a file with overrides (`__` for a dot)."""
    path = tmp_path / "toy_config.py"
    path.write_text(STUDY)

    def load(**overrides: str) -> StudyConfig:
        named = {key.replace("__", "."): text for key, text in overrides.items()}
        return loading.load("toy", "tests.toy_config", named, tmp_path, path)

    load.path = path
    return load


@pytest.mark.parametrize(("text", "value"), [("3", 3.0), ("3.2", 3.2), ("inf", math.inf), ("1e-3", 1e-3)])
def test_numbers_as_typed(study, text: str, value: float) -> None:
    assert study(beta=text).beta == value


def test_structured_values(study) -> None:
    assert study(size="[3, 4]").size == (3, 4)
    assert study(name="5").name == "5"
    assert study(inner__steps="7").inner.steps == 7


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("beta", "-1", ("toy.beta: expected a number ≥ 0, or inf, got -1",)),
        ("beta", "nan", ("toy.beta: expected a number ≥ 0, or inf, got nan",)),
        ("beta", "true", ("toy.beta: expected a number ≥ 0, or inf, got true",)),
        ("beta", "1e999", ("toy.beta: expected", "got 1e999 (too large for a float)")),
        ("beta", "null", ("toy.beta: expected a number", "got null")),
        ("size", "[1, true]", ("toy.size: expected [a whole number, a whole number], got [1, true]",)),
        ("size", "[" * 900 + "]" * 900, ("toy.size",)),
        ("lr", "inf", ("toy.lr: expected a number > 0, got inf",)),
        ("lr", "fast", ("toy.lr: expected a number > 0, got fast",)),
        ("lr", "0", ("toy.lr: expected a number > 0, got 0",)),
        ("size", "[1]", ("toy.size",)),
        ("inner__steps", "0", ("toy.inner.steps: expected a whole number ≥ 1, got 0",)),
        ("bta", "1", ("toy has no key 'bta'", "did you mean 'beta'?")),
        ("lr__x", "1", ("toy.lr is a single value",)),
        ("checkpoint", "/no/such/file", ("toy.checkpoint", "/no/such/file", "safetensors")),
        ("checkpoint", "/dev/zero", ("toy.checkpoint", "not a regular file")),
        ("checkpoint", "", ("toy.checkpoint: expected", "torch.save", "got nothing")),
    ],
)
def test_what_is_refused_is_refused_in_one_line(study, key: str, text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        parameters(study(**{key: text}), "toy")
    line = str(caught.value)
    assert "\n" not in line
    for word in words:
        assert word in line


def test_a_value_without_default_must_be_given(study) -> None:
    study.path.write_text(STUDY + "    a: float\n")
    with pytest.raises(UsageError, match=r"^toy\.a has no default: expected a number$"):
        study()
    assert study(a="2").a == 2


def numbers(cls: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields of a configuration and of its parts, each with its key."""
    for key, field in cls.model_fields.items():
        if inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel):
            yield from numbers(field.annotation, f"{before}{key}.")
        else:
            yield before + key, field


@pytest.mark.parametrize("study_name", STUDIES)
def test_every_number_of_every_study_has_bounds(study_name: str) -> None:
    module = STUDIES[study_name].module
    cls = loading.config_class(module)
    for key, field in numbers(cls):
        for text in {float: ("-1e300", "1e300"), int: (str(-(10**30)), str(10**30))}.get(
            field.annotation, ()
        ):
            if text[0] == "-" or "inf" not in accepts(field):
                with pytest.raises(
                    UsageError,
                    match=rf"^{study_name}\.{key}: expected .*[≥>≤<] -?[0-9].*, got {text[0]}",
                ):
                    loading.load(study_name, module, {key: text})


def test_an_edited_file_is_read_again_at_once(study) -> None:
    assert study().lr == 0.1
    study.path.write_text(STUDY.replace("0.1", "0.2"))  # as long as before, within the same second
    assert study().lr == 0.2


def test_a_bad_default_and_a_broken_module_are_said_plainly(study) -> None:
    study.path.write_text(STUDY.replace("Field(0.1", "Field(-1.0"))
    with pytest.raises(UsageError, match=r"toy\.lr: expected a number > 0, got -1\.0"):
        study()
    study.path.write_text("import nothing_of_that_name\n")
    with pytest.raises(BuildError, match="No module named 'nothing_of_that_name'"):
        study()
    study.path.write_text("x = 1\n")
    with pytest.raises(UsageError, match=r"class Config\(StudyConfig\)"):
        study()


def test_canonical_text_is_json_whatever_the_order() -> None:
    values = {"b": math.inf, "a": [1.0, (2, -math.inf)], "c": None}
    text = canonical(values)
    assert text == canonical(dict(reversed(values.items())))
    assert json.loads(text) == {"a": [1.0, [2, "-inf"]], "b": "inf", "c": None}
    with pytest.raises(ValueError, match="NaN"):
        canonical({"x": math.nan})


@pytest.mark.parametrize("change", ["beta=1", "toy.beta", "toy.=1", ".beta=1", "toy"])
def test_the_form_of_a_change(change: str) -> None:
    with pytest.raises(UsageError, match=r"expected STUDY\.KEY=VALUE"):
        parse_changes([change], ["toy"])


def test_changes_are_split_by_study() -> None:
    given = ["toy.a=1", "toy.b.c=x=y", "other.a=2"]
    assert parse_changes(given, ["toy", "other"]) == {
        "toy": {"a": "1", "b.c": "x=y"},
        "other": {"a": "2"},
    }
    with pytest.raises(UsageError, match="did you mean 'toy'"):
        parse_changes(["tpy.a=1"], ["toy", "other"])
