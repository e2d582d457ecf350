"""What counts in a configuration: files by their content at any depth, and every other value in one spelling."""

from __future__ import annotations

import datetime
import enum
import json
import os
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from pydantic import DirectoryPath, Field, FilePath, NewPath, SecretStr, field_serializer, field_validator
from safetensors.torch import save_file

from ebviz.errors import UsageError
from ebviz.store.canonical import canonical
from ebviz.study import CheckpointPath, PicturesPath, StudyConfig, parameters
from ebviz.study.changes import filled, kept, put
from ebviz.study.config import counted
from ebviz.study.loading import validate
from ebviz.study.paths import located, user_files


class Pair(NamedTuple):
    first: Path
    second: int


@dataclass
class Plain:
    where: Path
    n: int = 1


class Inner(StudyConfig):
    where: Path


class Deep(StudyConfig):
    inner: Inner


class Config(StudyConfig):
    a: Any = None
    plain: Path | None = None
    many: list[Path] = Field([])
    named: dict[str, Path] = Field({})
    two: tuple[Path, int] | None = None
    rest: tuple[Path, ...] = ()
    some: frozenset[Path] = frozenset()
    deep: Deep | None = None
    deeps: list[Deep] = Field([])
    file: FilePath | None = None
    folder: DirectoryPath | None = None
    pair: Pair | None = None
    data: Plain | None = None
    hidden: Path | None = Field(None, exclude=True)
    weights: list[CheckpointPath] = Field([])


SHAPES: dict[str, Any] = {
    "plain": lambda path: path,
    "many": lambda path: [path],
    "named": lambda path: {"x": path},
    "two": lambda path: (path, 3),
    "rest": lambda path: (path, path),
    "some": lambda path: frozenset({path}),
    "deep": lambda path: Deep(inner=Inner(where=path)),
    "deeps": lambda path: [Deep(inner=Inner(where=path))],
    "file": lambda path: path,
    "pair": lambda path: Pair(path, 2),
    "data": lambda path: Plain(path),
    "hidden": lambda path: path,
    "a": lambda path: [{"x": path}],
}


@pytest.mark.parametrize("field", SHAPES)
def test_a_file_counts_by_content_wherever_it_is_named(field: str, tmp_path: Path) -> None:
    for name, text in {"a": "data", "b": "data", "c": "other"}.items():
        (tmp_path / name).write_text(text)
    configs = [Config(**{field: SHAPES[field](tmp_path / name)}) for name in "abc"]
    a, b, c = map(parameters, configs)
    assert a == b != c
    assert str(tmp_path) not in canonical(a)
    assert user_files(configs[0]) == [tmp_path / "a"]


@pytest.mark.parametrize("field", SHAPES)
def test_relative_paths_start_from_the_project(
    field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("data")
    monkeypatch.chdir(tmp_path)
    config = Config(**{field: SHAPES[field](Path("a"))})
    moved = located(config, tmp_path)
    assert user_files(moved) == [tmp_path / "a"]
    assert user_files(config) == [Path("a")]
    assert type(getattr(moved, field)) is type(getattr(config, field))
    assert parameters(pickle.loads(pickle.dumps(moved))) == parameters(moved)


@pytest.mark.parametrize("field", ["plain", "folder"])
def test_a_folder_counts_by_the_names_and_contents_of_its_files(field: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/a").write_text("1")
    (folder / "b").write_text("2")
    config = Config(**{field: folder})
    seen = [parameters(config)]
    assert user_files(config) == [folder / "b", folder / "deep/a"]
    (folder / "b").write_text("3")
    seen.append(parameters(config))
    (folder / "b").rename(folder / "c")
    seen.append(parameters(config))
    (folder / "deep/new").touch()
    seen.append(parameters(config))
    (folder / "loop").symlink_to(folder)
    assert parameters(config) == seen[-1]
    assert len({canonical(one) for one in seen}) == 4
    os.mkfifo(folder / "pipe")
    with pytest.raises(UsageError, match=r"config\..*: cannot read '.*data': not a regular file"):
        parameters(config)


def test_names_that_stand_for_no_file_count_as_names(tmp_path: Path) -> None:
    class Names(StudyConfig):
        pure: PurePosixPath = PurePosixPath("a/b")
        new: NewPath = tmp_path / "none"

    assert parameters(Names())["pure"] == "a/b"
    with pytest.raises(UsageError, match="cannot read"):
        parameters(Config(plain=tmp_path / "none"))


def test_every_value_counts_in_one_spelling() -> None:
    class Kind(enum.Enum):
        A = "a"
        B = object()

    class Values(StudyConfig):
        hidden: int = Field(1, exclude=True)
        some: frozenset[int] = frozenset({10, 9, 2**61 + 1, -1})
        mixed: Any = frozenset({1, "b", None, 2.5, (1, 2)})
        kind: Kind = Kind.A
        other: Kind = Kind.B
        day: datetime.date = datetime.date(2026, 1, 2)
        amount: Decimal = Decimal("0.10")
        key: SecretStr = SecretStr("code")
        keys: dict[int, str] = Field({2: "b", 10: "a"})
        dtype: Any = torch.float32
        limit: float = Field(float("inf"), allow_inf_nan=True)

        @field_serializer("dtype")
        def _written(self, dtype: Any) -> str:
            return str(dtype)

    found = parameters(Values())
    assert found["hidden"] == 1
    assert found["some"] == [-1, 10, 2**61 + 1, 9]  # by their text
    assert found["mixed"] == ["b", 1, 2.5, [1, 2], None]
    assert (found["kind"], found["other"], found["day"]) == ("a", "B", "2026-01-02")
    assert (found["amount"], found["dtype"], found["limit"]) == ("0.10", "torch.float32", "inf")
    assert found["keys"] == {"2": "b", "10": "a"}
    assert found["key"].startswith("sha256:")
    assert json.loads(canonical(found)) == found


def test_a_value_that_a_validator_changes_is_changed_once() -> None:
    class Doubled(StudyConfig):
        n: int = 1
        m: int = 1

        @field_validator("n")
        @classmethod
        def _twice(cls, n: int) -> int:
            return 2 * n

    class Outer(StudyConfig):
        n: int = 4
        inner: Doubled = Doubled(n=5)
        free: Doubled = Doubled()

        @field_validator("n")
        @classmethod
        def _twice(cls, n: int) -> int:
            return 2 * n

    def made(**typed: str) -> Mapping[str, Any]:
        changes: dict[str, Any] = {}
        for key, text in typed.items():
            put(Outer, "s", key.replace("__", "."), text, changes)
        config = kept(validate(Outer, filled(changes), "s"), changes)
        used = pickle.loads(pickle.dumps(config.model_dump()))
        assert parameters(config) == used
        return used

    whole = {"n": 8, "inner": {"n": 10, "m": 1}, "free": {"n": 2, "m": 1}}
    assert made() == whole
    assert made(inner__m="3") == whole | {"inner": {"n": 10, "m": 3}}
    assert made(free__m="3") == whole | {"free": {"n": 2, "m": 3}}
    assert made(inner__n="3", n="1") == whole | {"n": 2, "inner": {"n": 6, "m": 1}}


def test_good_checkpoints_and_pictures_pass(tmp_path: Path) -> None:
    class Files(StudyConfig):
        weights: CheckpointPath | None = None
        pictures: PicturesPath | None = None

    torch.save({"w": torch.ones(2)}, tmp_path / "w.pt")
    save_file({}, tmp_path / "none.safetensors")
    save_file({"w": torch.ones(2), "v": torch.zeros(0)}, tmp_path / "w.safetensors", {"a": "b"})
    for name in ("w.pt", "none.safetensors", "w.safetensors"):
        parameters(Files(weights=tmp_path / name))
    np.savez(tmp_path / "p.npz", images=np.zeros((1, 2, 2), "u1"))
    (tmp_path / "p.idx").write_bytes(b"\0\0\x08\x01\0\0\0\0")
    for name in ("p.npz", "p.idx"):
        parameters(Files(pictures=tmp_path / name))
    (tmp_path / "bad").write_bytes(b"\xff\xd8\xff\xe0JFIF")
    with zipfile.ZipFile(tmp_path / "bad.zip", "w"):
        pass
    for name in ("bad", "bad.zip", "w.pt"):
        with pytest.raises(UsageError, match=r"config\.pictures: expected an IDX file"):
            parameters(Files(pictures=tmp_path / name))


def test_the_order_of_what_is_run_through_counts() -> None:
    class Ordered(StudyConfig):
        layers: dict[str, int] = Field({"a": 1, "b": 2})
        deep: dict[str, dict[str, int]] = Field({})
        some: frozenset[int] = frozenset()

    first, second = (Ordered(layers=layers) for layers in ({"a": 1, "b": 2}, {"b": 2, "a": 1}))
    assert parameters(first) == parameters(second)
    assert set(counted(first, "s")) == {"config"}
    assert counted(second, "s")["order"] == {"layers": ["b", "a"]}
    assert counted(Ordered(deep={"x": {"b": 2, "a": 1}}), "s")["order"] == {"deep.x": ["b", "a"]}
    one, other = (located(Ordered(some=frozenset(some)), Path()) for some in ([8, 0], [0, 8]))
    assert list(one.some) == list(other.some)
    assert list(frozenset([8, 0])) != list(frozenset([0, 8]))
