"""Attention of the user's own: what each token takes from which, in every layer and head, and the tokens."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np

from ebviz.errors import UsageError, clipped
from ebviz.reading.kinds import ATTENTION
from ebviz.reading.samples.containers import Arrays, arrays
from ebviz.reading.text import text_lines
from ebviz.remarks import remark

NAMES = ("attention", "attentions", "a", "data", "arr_0")  # of the array, the likeliest first
MOST = 10_000_000  # numbers
OFF = 0.01  # how far from 1 a row's sum may be: half precision adds up to that


def read_attention(path: Path) -> np.ndarray:
    """Return attention (L, H, T, S) as float32; each row, over S, sums to 1.

    Parameters
    ----------
    path : an npz, npy or safetensors file. An array (H, T, S) is one layer, one (T, S) one head; of (L, 1, H, T, S),
        as a batch of one sentence comes, the axis of 1 is left out. Arrays whose names differ only by a number are
        layers, (H, T, S) or (1, H, T, S) each, in the order of these numbers.

    Raises
    ------
    UsageError : the file cannot be read or has no such array; the shape is another; a number is negative or not
        finite; a row does not sum to 1.
    """
    found = arrays(path, ATTENTION)
    a = _layers(found)
    shape = a.shape
    if a.ndim == 5 and shape[1] == 1:
        a = a[:, 0]
    if a.ndim in (2, 3):
        a = a.reshape(1, -1, *shape[-2:])
    if a.dtype.kind not in "fiub" or a.ndim != 4 or not a.size:
        hint = "; of several sentences, save one: a[:, 0]" if a.ndim == 5 else ""
        raise UsageError(
            f"'{path}': expected attention (layers, heads, T, S) of one sentence, got {a.dtype} {shape}{hint}"
        )
    a = a.astype(np.float32)
    if not np.isfinite(a).all() or a.min() < 0:
        count = int((~np.isfinite(a) | (a < 0)).sum())
        hint = "; leave out what is padding" if np.isnan(a).any() else ""
        raise UsageError(
            f"'{path}': expected weights from 0 to 1, got {count} of {a.size} that are not{hint}"
        )
    _sums(path, a)
    return a


def _layers(found: Arrays) -> np.ndarray:
    """Return the attention that a file holds; arrays of one shape, numbered in their names, are its layers."""
    deep = {name: shape for name, shape in found.shapes.items() if len(shape) in (3, 4)}
    alike = {(re.sub(r"\d+", "#", name), shape) for name, shape in deep.items()}
    names = sorted(deep, key=_numbers) if len(alike) == 1 and len(deep) > 1 else [_choice(found)]
    count = sum(math.prod(found.shapes[name]) for name in names)
    if count > MOST:
        raise UsageError(f"'{found.path}': expected at most {MOST} numbers, got {count}")
    return np.stack([found.read(name) for name in names]) if len(names) > 1 else found.read(names[0])


def _numbers(name: str) -> tuple[int, ...]:
    """Return the numbers in a name.

    >>> _numbers("encoder.layer.11.attention_2")
    (11, 2)
    """
    return tuple(map(int, re.findall(r"\d+", name)))


def _choice(found: Arrays) -> str:
    """Return which array holds the attention; raise :class:`UsageError` if that is anybody's guess."""
    deep = [name for name, shape in found.shapes.items() if len(shape) in (3, 4, 5)]
    if len(found.shapes) == 1:
        return next(iter(found.shapes))
    name = deep[0] if len(deep) == 1 else next((name for name in NAMES if name in deep), None)
    if name is None:
        listed = ", ".join(NAMES[:-1])
        raise UsageError(
            f"'{found.path}': expected one array (layers, heads, T, S), or one named {listed}; got {found.listed()}"
        )
    return name


def _sums(path: Path, a: np.ndarray) -> None:
    """Raise :class:`UsageError` unless every row of a (L, H, T, S) sums to 1."""
    sums = a.sum(-1)
    off = np.abs(sums - 1)
    if off.max() <= OFF:
        return
    layer, head, row = (int(at) for at in np.unravel_index(off.argmax(), off.shape))
    turned = np.abs(a.sum(-2) - 1).max() <= OFF
    hint = "; its columns do: exchange the last two axes" if turned else ""
    if not turned and sums.max() > 1 + OFF:
        hint = "; was dropout on? Call model.eval() before"
    raise UsageError(
        f"'{path}': expected rows that sum to 1, got {sums[layer, head, row]:.3g} in layer {layer + 1}, "
        f"head {head + 1}, row {row + 1}{hint}"
    )


def read_tokens(path: Path) -> list[str]:
    """Return the tokens in a text file: one to a line or, in a file of one line, what spaces separate.

    Raises
    ------
    UsageError : it cannot be read as UTF-8, or is empty.
    """
    lines = text_lines(path)
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise UsageError(f"'{path}': expected tokens, one to a line, got an empty file")
    return lines[0].split() if len(lines) == 1 else lines


def tokens_within(path: Path, name: str) -> list[str]:
    """Return the tokens beside the attention in a file, an array of texts of that name; [] if there is none."""
    found = arrays(path, ATTENTION)
    if name not in found.shapes:
        return []
    texts = found.read(name)
    if texts.dtype.kind != "U" or texts.ndim != 1:
        raise UsageError(f"'{path}': expected '{name}' to be texts (T,), got {texts.dtype} {texts.shape}")
    return [str(text) for text in texts]


def counted(tokens: list[str], count: int, key: str, axis: str) -> list[str]:
    """Return tokens; raise :class:`UsageError` unless there are as many as the attention has rows or columns."""
    if len(tokens) != count:
        begin = clipped(" ".join(tokens))
        raise UsageError(f"{key}: expected {count} tokens, one for each {axis}, got {len(tokens)}: '{begin}'")
    return tokens


def numbered(count: int) -> list[str]:
    """Return numbers in place of tokens that nobody has given, and say so."""
    remark(f"attention: no tokens are given; they are numbered from 0 to {count - 1}")
    return [str(number) for number in range(count)]
