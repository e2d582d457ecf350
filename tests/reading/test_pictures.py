"""Pictures of others: MNIST's relatives in the layouts in which they are handed around, and labels of every kind."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from ebviz.errors import UsageError
from ebviz.reading.samples import read_pictures
from ebviz.remarks import hearing
from ebviz.studies._digits import Digits
from tests.conftest import run_study
from tests.reading.test_samples import as_idx

N, SIDE = 130, 12


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Return pictures that differ from each other and are not symmetric, in bytes."""
    made = np.random.default_rng(1).integers(0, 200, (N, SIDE, SIDE), np.uint8)
    made[:, 0, 1:6] = 255
    return made


LABELS = (np.arange(N) % 10).astype(np.uint8)


def both(path: Path, images: np.ndarray, labels: np.ndarray, names: tuple[str, str]) -> list[Path]:
    np.savez(path / "d.npz", **{names[0]: images, names[1]: labels})
    return [path / "d.npz"]


def two(path: Path, ending: str, write: Callable[[Path, np.ndarray], Any], images: np.ndarray) -> list[Path]:
    found = [path / f"images{ending}", path / f"labels{ending}"]
    for place, array in zip(found, (images, LABELS), strict=True):
        write(place, array)
    return found


def medmnist(path: Path, x: np.ndarray) -> list[Path]:
    parts = {
        f"{part}_{kind}": array
        for part in ("train", "val", "test")
        for kind, array in (
            ("images", x if part == "train" else x[:3]),
            ("labels", LABELS[:, None] if part == "train" else LABELS[:3, None]),
        )
    }
    np.savez(path / "pneumoniamnist.npz", **parts)
    return [path / "pneumoniamnist.npz"]


def kaggle(path: Path, x: np.ndarray) -> list[Path]:
    names = ",".join(["label", *(f"pixel{n}" for n in range(SIDE * SIDE))])
    np.savetxt(
        path / "train.csv", np.column_stack([LABELS, x.reshape(N, -1)]), "%d", ",", header=names, comments=""
    )
    return [path / "train.csv"]


def openml(path: Path, x: np.ndarray) -> list[Path]:
    names = ",".join([*(f"pixel{n}" for n in range(SIDE * SIDE)), "class"])
    np.savetxt(
        path / "mnist_784.csv",
        np.column_stack([x.reshape(N, -1), LABELS]),
        "%d",
        ",",
        header=names,
        comments="",
    )
    return [path / "mnist_784.csv"]


def plain_table(path: Path, x: np.ndarray) -> list[Path]:
    np.savetxt(path / "mnist_train.csv", np.column_stack([LABELS, x.reshape(N, -1)]), "%d", ",")
    return [path / "mnist_train.csv"]


def tensors(path: Path, x: np.ndarray) -> list[Path]:
    save_file({"images": x, "labels": LABELS.astype(np.int64)}, path / "d.safetensors")
    return [path / "d.safetensors"]


def mixed(path: Path, x: np.ndarray) -> list[Path]:
    (path / "images.gz").write_bytes(gzip.compress(as_idx(x)))
    np.savez_compressed(path / "labels.npz", LABELS)
    return [path / "images.gz", path / "labels.npz"]


LAYOUTS: dict[str, Callable[[Path, np.ndarray], list[Path]]] = {
    "MNIST": lambda path, x: two(path, "-ubyte", lambda place, a: place.write_bytes(as_idx(a)), x),
    "MNIST, packed": lambda path, x: two(path, ".gz", lambda at, a: at.write_bytes(gzip.compress(as_idx(a))), x),
    "KMNIST": lambda path, x: two(path, ".npz", lambda place, a: np.savez_compressed(place, a), x),
    "npy": lambda path, x: two(path, ".npy", np.save, x),
    "IDX and npz": mixed,
    "Keras": lambda path, x: both(path, x, LABELS, ("x_train", "y_train")),
    "capitals": lambda path, x: both(path, x, LABELS, ("X", "y")),
    "torchvision's words": lambda path, x: both(path, x, LABELS, ("data", "targets")),
    "positions": lambda path, x: both(path, x, LABELS, ("arr_0", "arr_1")),
    "flat": lambda path, x: both(path, x.reshape(N, -1), LABELS, ("images", "labels")),
    "a channel first": lambda path, x: both(path, x[:, None], LABELS, ("images", "labels")),
    "a channel last": lambda path, x: both(path, x[..., None], LABELS, ("images", "labels")),
    "shares": lambda path, x: both(path, x / 255, LABELS, ("images", "labels")),
    "halves": lambda path, x: both(path, (x / 255).astype("f8").astype("f4"), LABELS, ("images", "labels")),
    "floats to 255": lambda path, x: both(path, x.astype("f4"), LABELS, ("images", "labels")),
    "labels as floats": lambda path, x: both(path, x, LABELS.astype("f8"), ("images", "labels")),
    "labels in a column": lambda path, x: both(path, x, LABELS[:, None], ("images", "labels")),
    "one-hot": lambda path, x: both(path, x, np.eye(10)[LABELS], ("images", "labels")),
    "Kaggle": kaggle,
    "OpenML": openml,
    "a table": plain_table,
    "safetensors": tensors,
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_pictures(tmp_path: Path, images: np.ndarray, name: str) -> None:
    with hearing() as heard:
        found = read_pictures(*LAYOUTS[name](tmp_path, images))
    np.testing.assert_allclose(found.images, images / np.float32(255), atol=1e-7)
    np.testing.assert_array_equal(found.labels, LABELS)
    assert (found.images.dtype, found.labels.dtype) == (np.float32, np.int64)
    assert heard == []


def test_medmnist_s_training_part(tmp_path: Path, images: np.ndarray) -> None:
    with hearing() as heard:
        found = read_pictures(*medmnist(tmp_path, images))
    np.testing.assert_allclose(found.images, images / np.float32(255))
    np.testing.assert_array_equal(found.labels, LABELS)
    assert heard == [
        "'pneumoniamnist.npz': 'train_images' and 'train_labels' are read, not 'val_images', 'val_labels', "
        "'test_images', 'test_labels'"
    ]


@pytest.mark.parametrize(
    ("extra", "said"), [((), []), (("X_test",), ["'d.npz': 'X_train' and 'Y_train' are read, not 'X_test'"])]
)
def test_names_in_upper_case_are_the_same_names(
    tmp_path: Path, images: np.ndarray, extra: tuple[str, ...], said: list[str]
) -> None:
    np.savez(tmp_path / "d.npz", X_train=images, Y_train=LABELS, **dict.fromkeys(extra, images[:3]))
    with hearing() as heard:
        found = read_pictures(tmp_path / "d.npz")
    np.testing.assert_array_equal(found.labels, LABELS)
    assert heard == said


def test_qmnist_s_labels(tmp_path: Path, images: np.ndarray) -> None:
    many = np.random.default_rng(2).integers(0, 90, (N, 8))
    many[:, 0] = LABELS
    (tmp_path / "images").write_bytes(as_idx(images))
    (tmp_path / "labels").write_bytes(as_idx(many, 0x0C))
    with hearing() as heard:
        found = read_pictures(tmp_path / "images", tmp_path / "labels")
    np.testing.assert_array_equal(found.labels, LABELS)
    assert heard == ["'labels': the first of 8 numbers for each picture is taken as its label, as in QMNIST"]


@pytest.mark.parametrize("channel", [1, 3])
def test_colours_are_taken_as_grey(tmp_path: Path, channel: int) -> None:
    colours = np.zeros((3, 4, 4, 3), np.uint8)
    colours[0, ..., 0] = colours[1, ..., 1] = 255
    colours[2] = 255
    path = both(tmp_path, np.moveaxis(colours, 3, channel), np.arange(3), ("images", "labels"))
    with hearing() as heard:
        found = read_pictures(*path)
    np.testing.assert_allclose(found.images[:, 1, 2], [0.299, 0.587, 1.0], rtol=1e-6)
    assert heard == ["'d.npz': the pictures are in colour, and taken as grey"]


@pytest.mark.parametrize(
    ("white", "dtype", "said"), [(1, "?", 0), (1, "u1", 0), (16, "f8", 1), (255, "i4", 0), (65535, "u2", 1)]
)
def test_ink_is_from_0_to_1(tmp_path: Path, white: int, dtype: str, said: int) -> None:
    given = np.zeros((2, 3, 3), dtype)
    given[1] = white
    with hearing() as heard:
        found = read_pictures(*both(tmp_path, given, np.arange(2), ("images", "labels")))
    np.testing.assert_array_equal(found.images, np.stack([np.zeros((3, 3)), np.ones((3, 3))]))
    assert heard == [f"'d.npz': pixels go up to {white}; {white} is taken for full ink"] * said


def test_turned_pictures(tmp_path: Path, images: np.ndarray) -> None:
    path = both(tmp_path, images.swapaxes(1, 2), LABELS, ("images", "labels"))
    found = read_pictures(*path, turned=True)
    np.testing.assert_allclose(found.images, images / np.float32(255))
    assert found.images.flags.c_contiguous


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "not square": ({"images": np.zeros((3, 4, 5)), "labels": np.arange(3)}, r"square pictures .* \(3, 4, 5\)$"),
    "no square number": ({"images": np.zeros((3, 7)), "labels": np.arange(3)}, r"square pictures .* \(3, 7\)$"),
    "no pictures": ({"images": np.zeros((0, 4, 4)), "labels": np.arange(0)}, r"square pictures .* \(0, 4, 4\)$"),
    "negative ink": ({"images": np.full((3, 4, 4), -1), "labels": np.arange(3)}, "0 to 1 or 0 to 255, got -1 to -1$"),
    "too much ink": ({"images": np.full((3, 4, 4), 1e6), "labels": np.arange(3)}, r"got 1e\+06 to 1e\+06$"),
    "not finite": ({"images": np.full((3, 4, 4), np.nan), "labels": np.arange(3)}, "expected finite pixels"),
    "fewer labels": ({"images": np.zeros((3, 4, 4)), "labels": np.arange(2)}, r"3 whole numbers, a label .* \(2,\)$"),
    "labels in halves": ({"images": np.zeros((3, 4, 4)), "labels": np.arange(3) / 2}, "got float64 of shape"),
    "several labels": ({"images": np.zeros((3, 4, 4)), "labels": np.ones((3, 14), "u1")}, r"uint8 .* \(3, 14\)$"),
    "negative labels": ({"images": np.zeros((3, 4, 4)), "labels": -np.arange(3)}, "expected labels from 0, got -2$"),
    "words": ({"images": np.zeros((3, 4, 4)), "labels": np.array(["a", "b", "c"])}, "got <U1 of shape"),
    "other names": ({"a": np.zeros((3, 4, 4)), "b": np.arange(3)}, r"named x_train, .*, got 'a' \(3, 4, 4\), 'b' "),
    "no labels": ({"images": np.zeros((3, 4, 4)), "more": np.arange(3)}, "array named y_train, .*, got 'images'"),
    "pictures only": ({"images": np.zeros((3, 4, 4))}, "has pictures only, .*; name a file of labels"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_are_told_in_one_line(tmp_path: Path, name: str) -> None:
    arrays, words = BAD[name]
    np.savez(tmp_path / "d.npz", **arrays)
    with pytest.raises(UsageError, match=words) as caught:
        read_pictures(tmp_path / "d.npz")
    assert "\n" not in str(caught.value)


# --------------------------------------------------------------------------------------------- study `digits`


def letters(path: Path, images: np.ndarray) -> tuple[dict[str, Path], np.ndarray]:
    """Write pictures as EMNIST has its letters: transposed, with labels from 1 to 26."""
    labels = np.arange(N) % 26 + 1
    (path / "images.gz").write_bytes(gzip.compress(as_idx(images.swapaxes(1, 2))))
    (path / "labels.gz").write_bytes(gzip.compress(as_idx(labels)))
    return {"images": path / "images.gz", "labels": path / "labels.gz"}, labels


def test_study_digits_takes_letters_turned(tmp_path: Path, images: np.ndarray) -> None:
    files, labels = letters(tmp_path, images)
    with hearing() as heard:
        run = run_study("digits", tmp_path, {}, **files, turned=True, held_out=20)
    assert heard == [
        "there are 26 classes, 1 to 26; the first ten are taken, 1 to 10 (digits.classes names others)"
    ]
    assert run["classes"].tolist() == list(range(1, 11))
    assert len(run["images"]) + len(run["test_images"]) == (labels <= 10).sum()
    by_bytes = {picture.astype("u1").tobytes(): label for picture, label in zip(images, labels, strict=True)}
    for part in ("", "test_"):
        for picture, label in zip(run[f"{part}images"], run[f"{part}labels"], strict=True):
            assert by_bytes[(picture * 255).round().astype("u1").tobytes()] == run["classes"][label]
    for digit, at in enumerate(run["chosen"]):
        assert at == -1 or run["test_labels"][at] == digit


def test_study_digits_takes_the_classes_that_are_named(tmp_path: Path, images: np.ndarray) -> None:
    files, labels = letters(tmp_path, images)
    run = run_study("digits", tmp_path, {}, **files, classes=(26, 3, *range(11, 19)), held_out=20)
    assert run["classes"].tolist() == [3, *range(11, 19), 26]
    assert {*run["labels"].tolist()} == {*range(10)}
    assert len(run["images"]) + 20 == np.isin(labels, run["classes"]).sum()
    with pytest.raises(UsageError, match=r"digits\.classes: expected labels that there are, 1 to 26, got 0"):
        run_study("digits", tmp_path, {}, **files, classes=(1, 0), held_out=20)
    for classes in ((), range(1, 12)):
        with pytest.raises(UsageError, match=r"digits\.classes: expected one to ten labels, got (0|11)"):
            run_study("digits", tmp_path, {}, **files, classes=tuple(classes), held_out=20)


def test_study_digits_takes_fewer_classes_than_ten(tmp_path: Path, images: np.ndarray) -> None:
    for labels, classes in ((LABELS % 2, list(range(10))), (LABELS % 2 * 30, [0, 30, *[-1] * 8])):
        path = both(tmp_path, images, labels, ("images", "labels"))
        run = run_study("digits", tmp_path, {}, images=path[0], held_out=20)
        assert run["classes"].tolist() == classes
        assert {*run["labels"].tolist()} == {0, 1}
        assert run["chosen"][2:].tolist() == [-1] * 8


def test_a_digit_that_the_file_lacks_is_no_end_of_a_line(tmp_path: Path, images: np.ndarray) -> None:
    path = both(tmp_path, images, LABELS % 2, ("images", "labels"))
    found = Digits.of(run_study("digits", tmp_path, {}, images=path[0], held_out=20))
    assert found.pair((1, 0)).shape == (2, SIDE * SIDE)
    with pytest.raises(UsageError, match="expected digits of which pictures are held out, 0, 1, got 8"):
        found.pair((1, 8))


def test_scikit_learn_s_digits_as_ever() -> None:
    from ebviz.studies.autoencoders.digits import Config, compute

    found = compute(Config())
    assert found["classes"].tolist() == list(range(10))
    assert torch.equal(found["labels"].unique(), torch.arange(10))
    for option, value in (("turned", True), ("labels", Path("x"))):
        with pytest.raises(UsageError, match=f"expected digits.images along with digits.{option}"):
            compute(Config(**{option: value}))
