"""What kind of file a file is, by its first bytes and the names in it, whatever it is called."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path

from ebviz.store import files

# What a study takes where it asks for weights, for samples, for pictures and their labels, for graphs, and so on.
WEIGHTS = "a safetensors file, or a dictionary of tensors written by torch.save"
SAMPLES = "an npz, npy, csv, safetensors or IDX file of numbers"
PICTURES = "an IDX file, plain or gzipped, or an npz, npy, csv or safetensors file of pictures"
LABELS = "an IDX file, plain or gzipped, or an npz, npy, csv or safetensors file of labels"
ATTENTION = "an npz, npy, csv or safetensors file of attention"
GRAPHS = "an edge list as csv or text, an adjacency as npz, npy, safetensors or csv, or GraphML"
TEXTS = "a text file in UTF-8, plain or gzipped"

SAFETENSORS = "a safetensors file"
TORCH = "torch weights"
OLD_TORCH = "torch weights in the format before 1.6"
NPZ = "an npz"
NPY = "an npy file"
IDX = "an IDX file"
TEXT = "text"

# What is known by name and not read, and what to do about it.
SCRIPT = "a TorchScript archive, which holds code; save model.state_dict() with torch.save or safetensors"
EXPORTED = "a .pt2 archive of torch.export, whose reading may run code; save model.state_dict() instead"
TAR = "an archive from torch before 0.1.10; load it there and save its state_dict() again"
PICKLE = "a bare pickle, whose reading may run code; save the state_dict() with torch.save or safetensors"
KERAS = "a Keras archive; save its arrays with safetensors"
SPREADSHEET = "a spreadsheet; save it as csv"
EMPTY = "an empty file"
DAMAGED = "a truncated or damaged archive"

MAGIC = b"\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19"  # the number that torch's older format starts with, pickled
STARTS = {
    b"\x89HDF\r\n": "an HDF5 file; save its arrays with safetensors or np.savez",
    b"MATLAB 5.0": "a MATLAB file; save its arrays with np.savez or as csv",
    b"GGUF": "a GGUF file",
    b"PAR1": "a Parquet file; save it as csv",
    b"ARROW1": "an Arrow file; save it as csv",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF",
    b"%PDF": "a PDF",
    b"\xff\xfe": "text in UTF-16; save it as UTF-8",
    b"BZh": "a bzip2 archive; unpack it first",
    b"\xfd7zXZ": "an xz archive; unpack it first",
}
LONGEST = 100_000_000  # bytes of a safetensors header, by the format
HEAD = 4096  # bytes by which text is told from others


def kind(path: Path) -> str:
    """Return what kind of file this is: one of the constants above, or other words for it.

    A gzipped file is of the kind of what it packs. Raises :class:`OSError` if it cannot be read.
    """
    with files.regular(path) as file:
        head = file.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(path)
    if head.startswith(b"\x1f\x8b"):
        return _packed(path)
    if head[257:262] == b"ustar":
        return TAR
    if head[:1] == b"\x80" and head[1:2] in (b"\2", b"\3", b"\4", b"\5"):
        return OLD_TORCH if MAGIC in head[:32] else PICKLE
    return _plain(head)


def _plain(head: bytes) -> str:
    if not head:
        return EMPTY
    for start, words in STARTS.items():
        if head.startswith(start):
            return words
    if head.startswith(b"\x93NUMPY"):
        return NPY
    if len(head) >= 4 and head[:2] == b"\0\0" and head[2] in (8, 9, 11, 12, 13, 14) and head[3]:
        return IDX
    if head[8:9] == b"{" and 2 <= int.from_bytes(head[:8], "little") <= LONGEST:
        return SAFETENSORS
    return TEXT if _is_text(head) else f"a file that starts with bytes {head[:4].hex(' ')}"


def _is_text(head: bytes) -> bool:
    """Does it start like text, in UTF-8 or one byte a letter?"""
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in head) and 127 not in head


def _packed(path: Path) -> str:
    try:
        with files.regular(path) as file, gzip.open(file) as stream:
            head = stream.read(HEAD)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return DAMAGED
    return _plain(head)


def _archive(path: Path) -> str:
    """Return what a zip archive holds."""
    try:
        with files.regular(path) as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, LookupError):
        return DAMAGED
    last = {name.rpartition("/")[2] for name in names}
    if {"archive_format", "serialized_exported_program.json"} & last:
        return EXPORTED
    if "data.pkl" in last:
        return SCRIPT if "constants.pkl" in last else TORCH
    if "model.weights.h5" in last:
        return KERAS
    if "workbook.xml" in last:
        return SPREADSHEET
    if any(name.endswith(".npy") for name in names):
        return NPZ
    return "a zip archive of other files"
