"""Arrays in the IDX format, in which MNIST and its relatives come: plain or gzipped, of any of its six types."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from ebviz.errors import UsageError, one_line
from ebviz.store import files

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
LARGEST = 2**31  # bytes that a file, or an array in it, may unpack to


def unpacked(path: Path) -> bytes:
    """Return the bytes of a file, or those that a gzipped one packs.

    Raises
    ------
    UsageError : it cannot be read, is damaged, or unpacks to more than ``LARGEST`` bytes.
    """
    try:
        with files.regular(path) as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            with gzip.open(file) if packed else file as stream:
                content = stream.read(LARGEST + 1)
    except gzip.BadGzipFile as error:
        raise UsageError(f"'{path}' is truncated or damaged") from error
    except OSError as error:
        raise UsageError(f"cannot read '{path}': {one_line(error.strerror or error)}") from error
    except (EOFError, zlib.error) as error:
        raise UsageError(f"'{path}' is truncated or damaged") from error
    if len(content) > LARGEST:
        raise UsageError(f"'{path}': expected at most {LARGEST} bytes, got more")
    return content


def idx(path: Path) -> np.ndarray:
    """Return the array of an IDX file, in this machine's byte order.

    The format: two zero bytes, the type of the numbers, the number of dimensions, each dimension in 4 big-endian
    bytes, the numbers, big-endian.

    Raises
    ------
    UsageError : it cannot be read, is of another kind, or is too short or too long for the shape it declares.

    Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", the file format.
    """
    content = unpacked(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES or not content[3]:
        found = f"a file that starts with bytes {content[:4].hex(' ')}" if content else "an empty file"
        raise UsageError(f"'{path}': expected an IDX file, got {found}")
    dtype, start = np.dtype(TYPES[content[2]]), 4 + 4 * content[3]
    shape = [int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4)]
    expected = math.prod(shape) * dtype.itemsize
    if len(content) < start or len(content) - start != expected:
        raise UsageError(
            f"'{path}': expected {expected} bytes, its shape being {tuple(shape)}, got {len(content) - start}"
        )
    return np.frombuffer(content, dtype, offset=start).reshape(shape).astype(dtype.newbyteorder("="))
