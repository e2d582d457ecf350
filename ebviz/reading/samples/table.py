"""Tables of numbers as text: separated by commas, semicolons, tabs or spaces, with or without names of columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ebviz.errors import UsageError, clipped, nearest, one_line
from ebviz.reading.samples.idx import unpacked
from ebviz.remarks import remark

DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Table:
    """Numbers (N, C) as float64, with the names of their columns, if the file has any."""

    values: np.ndarray
    names: tuple[str, ...] = ()


def table(path: Path, columns: Sequence[str] | None = None) -> Table:
    """Return a table of numbers, or those columns of it.

    A first column without a name that counts the rows is left out, and said. Lines that start with ``#`` are skipped.

    Raises
    ------
    UsageError : it cannot be read; holds text where numbers are wanted (with the row); there is no such column.
    """
    lines = [line for line in _text(path).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise UsageError(f"'{path}': expected a table of numbers, got an empty one")
    comma = _separator(lines)
    first = _fields(lines[0], comma)
    has_names = any(field and not _is_number(field) for field in first)
    names, rows = (tuple(first), lines[1:]) if has_names else ((), lines)
    if not rows:
        raise UsageError(
            f"'{path}': expected rows of numbers, got only names of columns, {one_line(lines[0], 80)}"
        )
    if has_names and len(_fields(rows[0], comma)) == len(names) + 1:
        names = ("", *names)  # as R writes them
    wanted = _places(path, names, columns, _fields(rows[0], comma))
    if comma in (";", "\t") and any(DECIMAL_COMMA.fullmatch(field) for field in _fields(rows[0], comma)):
        rows = [row.replace(",", ".") for row in rows]
    try:
        values = np.loadtxt(
            rows, np.float64, delimiter=comma, usecols=wanted, ndmin=2, quotechar='"', comments=None
        )
    except (ValueError, OverflowError) as error:
        raise UsageError(f"'{path}': expected a table of numbers, {_why(str(error), rows)}") from error
    names = tuple(names[at] for at in wanted) if names and wanted is not None else names
    if columns is None and names[:1] == ("",) and values.shape[1] > 1 and _counts(values[:, 0]):
        remark(f"'{path.name}': the first column, which has no name and counts the rows, is left out")
        return Table(values[:, 1:], names[1:])
    return Table(values, names)


def _text(path: Path) -> str:
    content = unpacked(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # names of columns in an older encoding


def _separator(lines: list[str]) -> str | None:
    """Return what separates the fields; None for spaces."""
    return next((mark for mark in ("\t", ";", ",") if mark in lines[0] or mark in lines[-1]), None)


def _fields(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return [field.strip('"') for field in line.split()]
    return [field.strip() for field in next(csv.reader([line], delimiter=separator))]


def _is_number(field: str) -> bool:
    try:
        float(field.replace(",", "."))
    except ValueError:
        return False
    return True


def _places(
    path: Path, names: tuple[str, ...], columns: Sequence[str] | None, first: list[str]
) -> list[int] | None:
    """Return which columns are read, None for all; refuse those that hold text, by name."""
    if columns is not None:
        for column in columns:
            if column not in names:
                raise UsageError(
                    f"'{path}': there is no column '{clipped(column)}'{nearest(column, names)}; "
                    f"it has {one_line(', '.join(names) or 'no names of columns', 160)}"
                )
        return [names.index(column) for column in columns]
    texts = [at for at, field in enumerate(first) if field and not _is_number(field)]
    if len(texts) == len(first):
        raise UsageError(f"'{path}': expected a table of numbers, got text such as '{clipped(first[0])}'")
    if texts:
        of = f" '{clipped(names[texts[0]])}'" if texts[0] < len(names) else f" {texts[0] + 1}"
        raise UsageError(
            f"'{path}': column{of} holds text, '{clipped(first[texts[0]])}'; expected numbers, or the names of the "
            "columns to read"
        )
    return None


def _why(reason: str, rows: list[str]) -> str:
    """Return what NumPy says of a row, with the row itself."""
    said, _, _ = one_line(reason).partition(" at row ")
    said = "a value is missing" if "string ''" in said else said
    at = re.search(r"at row (\d+)(, column)?", reason)
    place = int(at[1]) - (not at[2]) if at else len(rows)  # counted from 0 with a column, else from 1
    row = f" in '{clipped(rows[place])}'" if place < len(rows) else ""
    return f"{said}{row}"


def _counts(column: np.ndarray) -> bool:
    """Does a column count the rows, from 0 or 1?"""
    return bool(np.array_equal(column - column[0], np.arange(len(column))) and column[0] in (0, 1))
