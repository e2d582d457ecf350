"""What a file is goes by its content: each kind that is known, whatever the file is called."""

from __future__ import annotations

import gzip
import importlib
import zipfile
from pathlib import Path

import numpy as np
import pytest

import ebviz.studies
from ebviz.errors import UsageError
from ebviz.reading import kinds
from ebviz.study import parameters
from ebviz.study.given import accepted_file
from ebviz.study.paths import takes_a_path

STARTS = {
    b"": kinds.EMPTY,
    b"1.0, 2.0\n": kinds.TEXT,
    "höhe\n".encode(): kinds.TEXT,
    b"\0\0\x08\x03" + bytes(12): kinds.IDX,
    b"\0\0\x07\x03" + bytes(12): "a file that starts with bytes 00 00 07 03",
    b"\x93NUMPY\x01\0": kinds.NPY,
    b"\x02" + bytes(7) + b"{}": kinds.SAFETENSORS,
    b"\x80\x04\x95": kinds.PICKLE,
    b"GGUF\x03": "a GGUF file",
    b"PAR1": "a Parquet file; save it as csv",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file; save its arrays with safetensors or np.savez",
    b"PK\x03\x04": kinds.DAMAGED,
    b"\x1f\x8b\x08": kinds.DAMAGED,
    gzip.compress(b"\0\0\x0d\x01" + bytes(8), mtime=0): kinds.IDX,
    gzip.compress(b"1,2\n", mtime=0): kinds.TEXT,
    b"x" * 257 + b"ustar\0": kinds.TAR,
}


@pytest.mark.parametrize("start", STARTS)
def test_a_kind_is_known_by_its_first_bytes(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "file.csv").write_bytes(start)
    assert kinds.kind(tmp_path / "file.csv") == STARTS[start]


ARCHIVES = {
    "w/data.pkl": kinds.TORCH,
    "data.pkl": kinds.TORCH,
    "w/constants.pkl w/data.pkl w/code/net.py": kinds.SCRIPT,
    "e/archive_format e/models/model.json e/data/weights/data.pkl": kinds.EXPORTED,
    "serialized_exported_program.json version": kinds.EXPORTED,
    "config.json model.weights.h5": kinds.KERAS,
    "xl/workbook.xml": kinds.SPREADSHEET,
    "images.npy labels.npy": kinds.NPZ,
    "readme.md": "a zip archive of other files",
}


@pytest.mark.parametrize("names", ARCHIVES)
def test_an_archive_is_known_by_what_it_holds(tmp_path: Path, names: str) -> None:
    with zipfile.ZipFile(tmp_path / "file", "w") as archive:
        for name in names.split():
            archive.writestr(name, "")
    assert kinds.kind(tmp_path / "file") == ARCHIVES[names]


def test_what_numpy_writes(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", np.zeros(2))
    np.save(tmp_path / "a.npy", np.zeros(2))
    assert [kinds.kind(tmp_path / name) for name in ("a.npz", "a.npy")] == [kinds.NPZ, kinds.NPY]
    with pytest.raises(OSError, match="not a regular file"):
        kinds.kind(tmp_path)


USERS = {
    "autoencoders.digits": {"images": kinds.PICTURES, "labels": kinds.LABELS},
    "graphs.graph": {"data": kinds.GRAPHS},
    "graphs.oversmoothing": {"data": kinds.GRAPHS},
    "inference.ellipse": {"data": kinds.SAMPLES},
    "transformer.attention": {
        "data": kinds.ATTENTION,
        "tokens": kinds.TEXTS,
        "source_tokens": kinds.TEXTS,
    },
    "transformer.language": {"text": kinds.TEXTS},
}


@pytest.mark.parametrize("study", USERS)
def test_a_file_of_another_kind_is_refused_with_the_kinds_that_are_taken_there(
    study: str, tmp_path: Path
) -> None:
    config = importlib.import_module(f"ebviz.studies.{study}").Config
    (tmp_path / "shot.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    for field, wanted in USERS[study].items():
        with pytest.raises(UsageError, match=f"{field}: expected {wanted}, got .*: it is a PNG picture"):
            parameters(config(**{field: tmp_path / "shot.csv"}))
        with pytest.raises(UsageError, match=rf"{field}: cannot read .* \(expected {wanted}\)"):
            parameters(config(**{field: tmp_path / "none.csv"}))


def test_every_file_that_a_study_takes_is_of_a_named_kind() -> None:
    for path in Path(ebviz.studies.__path__[0]).rglob("[!_]*.py"):
        module = importlib.import_module(".".join(("ebviz.studies", path.parent.name, path.stem)))
        for name, field in module.Config.model_fields.items():
            if takes_a_path(field.annotation):
                assert accepted_file(field), f"{path.stem}.{name} takes any file"
