"""What a study may return: real numbers by name; everything else is refused in one line, never changed in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ebviz.errors import BuildError
from ebviz.study import Run
from ebviz.study.artifact import as_array, save

MASKED = np.ma.array([1.0, 2.0], mask=[0, 1])
LOOP: list[Any] = [1.0]
LOOP.append(LOOP)


class Odd:
    """Pretends to be an array."""

    def __array__(self, *_: object, **__: object) -> None:
        raise KeyError("no")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (MASKED, "got a masked array, whose mask would be lost; fill it, as in x.filled(0)"),
        ([MASKED, MASKED], "got a masked array"),
        (np.ma.masked, "got a masked array"),
        pytest.param(
            [1.0, np.ma.masked],
            "got a masked array",
            marks=pytest.mark.filterwarnings("ignore:.*masked element to nan"),
        ),
        (np.zeros(2, dtype=[("a", "f4")]), "real numbers, got ndarray of dtype [('a', '<f4')]"),
        (np.array([1, None], dtype=object), "real numbers, got ndarray of dtype object"),
        (np.ones(2) * 1j, "real numbers, got ndarray of dtype complex128"),
        (np.array(["a"]), "real numbers, got ndarray of dtype <U1"),
        (None, "real numbers, got NoneType of dtype object"),
        ({1.0}, "real numbers, got set of dtype object"),
        ([[1], [1, 2]], "to be an array: "),
        (torch.ones(2) * 1j, "real numbers, got Tensor of dtype complex64"),
        (torch.eye(2).to_sparse(), "to be an array: can't convert Sparse"),
        (torch.empty(2, device="meta"), "to be an array: Cannot copy out of meta tensor"),
        (Odd(), "to be an array: 'no'"),
        (LOOP, ""),
    ],
    ids=lambda value: "",
)
def test_what_is_no_array_of_real_numbers_is_refused(value: Any, words: str) -> None:
    with pytest.raises(BuildError) as caught:
        as_array("s", "x", value)
    line = str(caught.value)
    assert line.startswith("study s: expected 'x' to ")
    assert words in line
    assert "\n" not in line


@pytest.mark.parametrize("name", ["", "__metadata__", "\ud800", 3, None])
def test_names_that_a_file_cannot_hold_are_refused(name: Any, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"^study s: .*name") as caught:
        save({name: np.ones(2)}, tmp_path / "a", "s", {})
    assert str(caught.value).isascii()
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2, torch.float16])
def test_floats_that_numpy_lacks_become_float32(dtype: torch.dtype) -> None:
    weights = torch.tensor([1.0, -0.5, 0.0, 240.0]).to(dtype).requires_grad_(dtype.itemsize > 1)
    found = as_array("s", "w", weights)
    assert found.dtype == (np.float16 if dtype == torch.float16 else np.float32)
    assert found.tolist() == weights.tolist()


@pytest.mark.parametrize(
    "value", [np.arange(3, dtype=">f4"), np.arange(6)[::-2], np.asfortranarray(np.eye(3)), 3, [True], []]
)
def test_arrays_come_back_as_they_were(value: Any, tmp_path: Path) -> None:
    save({"x": value, "ü": value}, tmp_path / "a", "s", {"seed": 0})
    found = Run.open(tmp_path / "a")
    assert found["x"].tolist() == found["ü"].tolist() == np.asarray(value).tolist()
