"""Samples of the user's own, from every kind of file; what cannot be meant is refused with what there is."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ebviz.errors import UsageError
from ebviz.reading.samples import read_samples
from ebviz.reading.samples.idx import TYPES, idx
from ebviz.remarks import hearing

Y = np.random.default_rng(0).normal(size=(7, 2))


def as_idx(array: np.ndarray, kind: int = 0x08) -> bytes:
    """Return an array in the IDX format, following the format's own description."""
    head = struct.pack(f">BBBB{array.ndim}I", 0, 0, kind, array.ndim, *array.shape)
    return head + array.astype(TYPES[kind]).tobytes()


def csv(separator: str, names: str = "", decimal: str = ".", number: str = "{!r}") -> bytes:
    rows = [separator.join(number.format(value).replace(".", decimal) for value in row) for row in Y.tolist()]
    return "\n".join([*([names] if names else []), *rows, ""]).encode()


FILES: dict[str, Callable[[Path], Any]] = {
    "y.npy": lambda path: np.save(path, Y),
    "one.npz": lambda path: np.savez(path, whatever=Y),
    "y.npz": lambda path: np.savez(path, y=Y, other=np.zeros((7, 3)), n=3),
    "two axes.npz": lambda path: np.savez(path, moons=Y, labels=np.arange(7)),
    "compressed.npz": lambda path: np.savez_compressed(path, y=Y),
    "y.safetensors": lambda path: save_file({"y": torch.tensor(Y)}, path),
    "commas.csv": lambda path: path.write_bytes(csv(",")),
    "names.csv": lambda path: path.write_bytes(csv(",", "y1,y2")),
    "quoted.csv": lambda path: path.write_bytes(csv(",", '"y1","y2"', number='"{!r}"')),
    "tabs.tsv": lambda path: path.write_bytes(csv("\t", "y1\ty2")),
    "spaces.txt": lambda path: path.write_bytes(csv("  ")),
    "semicolons.csv": lambda path: path.write_bytes(csv(";", "y1;y2", ",")),
    "bom.csv": lambda path: path.write_bytes(b"\xef\xbb\xbf" + csv(",", "y1,y2")),
    "lines.csv": lambda path: path.write_bytes(b"# moons\r\n\r\n" + csv(",").replace(b"\n", b"\r\n")),
    "accents.csv": lambda path: path.write_bytes("höhe,y2\n".encode("latin-1") + csv(",")),
    "packed.csv.gz": lambda path: path.write_bytes(gzip.compress(csv(",", "y1,y2"))),
    "savetxt.txt": lambda path: np.savetxt(path, Y, header="y1 y2"),
    "y.idx": lambda path: path.write_bytes(as_idx(Y, 0x0E)),
    "y.idx.gz": lambda path: path.write_bytes(gzip.compress(as_idx(Y, 0x0E))),
}


@pytest.mark.parametrize("name", FILES)
def test_samples_come_back_from_every_kind_of_file(tmp_path: Path, name: str) -> None:
    FILES[name](tmp_path / name)
    with hearing() as heard:
        found = read_samples(tmp_path / name, dimensions=2, least=7)
    np.testing.assert_allclose(found, Y, rtol=1e-15)
    assert found.dtype == np.float64
    assert heard == []


@pytest.mark.parametrize(
    ("dtype", "becomes"),
    [("f4", "f4"), ("f2", "f4"), ("f8", "f8"), ("i4", "f8"), ("u1", "f8"), (">f4", "f4"), ("?", "f8")],
)
def test_numbers_keep_their_precision(tmp_path: Path, dtype: str, becomes: str) -> None:
    given = np.arange(6).reshape(3, 2).astype(dtype)
    np.save(tmp_path / "y.npy", given)
    found = read_samples(tmp_path / "y.npy")
    assert found.dtype == np.dtype(becomes)
    np.testing.assert_array_equal(found, given.astype("f8"))


def test_brain_floats_and_one_number_a_sample(tmp_path: Path) -> None:
    save_file({"y": torch.tensor([0.5, 1.5]).bfloat16()}, tmp_path / "y.safetensors")
    np.testing.assert_array_equal(read_samples(tmp_path / "y.safetensors"), [[0.5], [1.5]])


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("packed", [False, True])
def test_idx_of_every_type(tmp_path: Path, kind: int, packed: bool) -> None:
    given = (np.arange(24).reshape(2, 3, 4) - (0 if kind == 0x08 else 5)) * (1.5 if kind > 0x0C else 1)
    whole = as_idx(given, kind)
    (tmp_path / "a").write_bytes(gzip.compress(whole) if packed else whole)
    found = idx(tmp_path / "a")
    np.testing.assert_array_equal(found, given)
    assert found.dtype == np.dtype(TYPES[kind]).newbyteorder("=")


def test_columns_that_are_no_sample_s(tmp_path: Path) -> None:
    rows = [f"{n},{a!r},{b!r},{n % 2}" for n, (a, b) in enumerate(Y.tolist())]
    path = tmp_path / "moons.csv"
    path.write_text("\n".join([",y1,y2,label", *rows]))  # as pandas' to_csv writes it
    with hearing() as heard:
        np.testing.assert_array_equal(read_samples(path, dimensions=2), Y)
    assert heard == [
        "'moons.csv': the first column, which has no name and counts the rows, is left out",
        "'moons.csv': the column 'label' is left out of the samples",
    ]
    np.testing.assert_array_equal(read_samples(path, columns=("y2", "y1")), Y[:, ::-1])
    with pytest.raises(UsageError, match=r"no column 'y3'; did you mean 'y2'\?; it has , y1, y2, label"):
        read_samples(path, columns=("y3",))


def test_text_in_a_column(tmp_path: Path) -> None:
    path = tmp_path / "iris.csv"
    path.write_text("length,width,species\n5.1,3.5,setosa\n4.9,3.0,setosa\n")
    with pytest.raises(
        UsageError, match="column 'species' holds text, 'setosa'; expected numbers, or the names of"
    ):
        read_samples(path)
    np.testing.assert_array_equal(read_samples(path, columns=("length", "width")), [[5.1, 3.5], [4.9, 3.0]])


BAD: dict[str, tuple[Any, str]] = {
    "three numbers": (lambda path: np.save(path, np.zeros((4, 3))), r"samples \(N, 2\), got shape \(4, 3\)$"),
    "three columns": (b"a,b,c\n1,2,3\n", r"got shape \(1, 3\), the columns a, b, c$"),
    "pictures": (lambda path: np.save(path, np.zeros((4, 2, 2))), r"samples \(N, 2\), got shape \(4, 2, 2\)$"),
    "not finite": (b"1,2\nnan,inf\n", "expected finite numbers, got 2 of 4 that are not$"),
    "complex": (lambda path: np.save(path, np.zeros((4, 2), complex)), "samples of real numbers, got complex"),
    "too few": (b"1,2\n3,4\n", "expected at least 3 samples, got 2$"),
    "several": (
        lambda path: np.savez(path, a=np.zeros((4, 2)), b=np.zeros((4, 2))),
        r"one named samples, .*; got 'a' \(4, 2\), 'b' \(4, 2\)$",
    ),
    "none": (lambda path: np.savez(path), "got a zip archive of other files$|got nothing$"),
    "objects": (lambda path: np.savez(path, y=np.array([[1, "a"]], object)), "not an npz of plain arrays: Object"),
    "an object": (lambda path: np.save(path, np.array([[1, "a"]], object)), "is not a plain array: Object arrays"),
    "a short row": (b"1,2\n3\n", "expected a table of numbers, .* in '3'$"),
    "a hole": (b"1,2\n3,\n", "expected a table of numbers, a value is missing in '3,'$"),
    "a word": (b"1,2\n3,many\n", "expected a table of numbers, could not convert string 'many' .* in '3,many'$"),
    "prose": (b"import numpy as np, os\nfrom here import there\n", "numbers, got text such as .from here import"),
    "names only": (b"a,b\n", "expected rows of numbers, got only names of columns, a,b$"),
    "empty": (b"", "got an empty file$"),
    "blank": (b"\n\n", "expected a table of numbers, got an empty one$"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(20), "got a PNG picture$"),
    "a spreadsheet": (lambda path: zipped(path, "xl/workbook.xml"), "got a spreadsheet; save it as csv$"),
    "weights": (
        lambda path: torch.save({"y": torch.zeros(4, 2)}, path),
        r"got torch weights; np\.save\(PATH, tensor\.numpy\(\)\) writes an npy$",
    ),
    "MATLAB": (b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + bytes(90), "got a MATLAB file; save its arrays"),
    "damaged npz": (lambda path: cut(path, lambda: np.savez(path, y=Y)), "got a truncated or damaged archive$"),
    "damaged npy": (lambda path: cut(path, lambda: np.save(path, Y)), "is not a plain array: "),
    "damaged safetensors": (lambda path: cut(path, lambda: save_file({"y": torch.tensor(Y)}, path)), "is truncated"),
    "damaged gzip": (gzip.compress(csv(","))[:-9], "is truncated or damaged$|got a truncated or damaged archive$"),
    "UTF-16": ("1,2\n".encode("utf-16"), "got text in UTF-16; save it as UTF-8$"),
}  # fmt: skip


def zipped(path: Path, name: str) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "")


def cut(path: Path, write: Callable[[], Any]) -> None:
    write()
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("name", BAD)
def test_bad_samples_are_told_in_one_line(tmp_path: Path, name: str) -> None:
    what, words = BAD[name]
    ending = ".npz" if name in ("several", "none", "objects", "damaged npz") else ".npy"
    path = tmp_path / f"file{ending}"
    path.write_bytes(what) if isinstance(what, bytes) else what(path)
    with pytest.raises(UsageError, match=words) as caught:
        read_samples(path, dimensions=2, least=3 if name == "too few" else 1)
    assert f"'{path}'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_name_of_an_array(tmp_path: Path) -> None:
    np.savez(tmp_path / "f.npz", first=Y, second=2 * Y)
    np.testing.assert_array_equal(read_samples(tmp_path / "f.npz", name="second"), 2 * Y)
    with pytest.raises(
        UsageError, match=r"no array 'secnd'; did you mean 'second'\?; it has 'first' \(7, 2\), 'second'"
    ):
        read_samples(tmp_path / "f.npz", name="secnd")
    with pytest.raises(UsageError, match="columns are those of a csv, got an npz"):
        read_samples(tmp_path / "f.npz", columns=("a",))


def test_a_missing_file_a_folder_and_a_device(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "none", "No such file"),
        (tmp_path, "not a regular"),
        (Path("/dev/zero"), "not a"),
    ):
        with pytest.raises(UsageError, match=f"cannot read '{path}': {words}"):
            read_samples(path)


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ebviz.reading.samples.idx.LARGEST", 100_000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"1,2\n" * 50_000))
    with pytest.raises(UsageError, match="expected at most 100000 bytes, got more"):
        read_samples(tmp_path / "bomb.gz")
