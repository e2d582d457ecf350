"""A run as a table: the name, shape, type and range of each array, for a terminal and for a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

OUTSIDE_DIGEST = "how a run is shown changes nothing in it"

LARGEST = 50_000_000  # values; the range of a larger array is not worth the seconds of reading it
LONGEST = 60  # characters shown of a value in the configuration

Rows = Sequence[tuple[str, str, str, str]]


def rows(arrays: Mapping[str, Any]) -> Rows:
    """Return the name, shape, type and range of each array, by name."""
    return [
        (name, " × ".join(map(str, array.shape)) or "number", str(array.dtype), _range(array))
        for name, array in sorted(arrays.items())
    ]


def _range(array: Any) -> str:
    """Return the least and the greatest value, or the one value that there is."""
    if array.size == 0 or array.size > LARGEST:
        return "" if array.size else "empty"
    least, most = _number(array.min()), _number(array.max())
    return least if least == most else f"{least} … {most}"


def _number(value: Any) -> str:
    """Return a number as a table shows it.

    >>> import numpy as np
    >>> _number(np.float32(0.1)), _number(np.int64(1234567)), _number(np.bool_(True)), _number(np.float64("-inf"))
    ('0.1', '1234567', 'True', '-∞')
    """
    kind = value.dtype.kind
    return (f"{value:.4g}" if kind == "f" else str(value)).replace("inf", "∞")


def _settings(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in config.items():
        text = str(value).replace("inf", "∞") if isinstance(value, float) else str(value)
        yield key, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def as_text(name: str, config: Mapping[str, Any], found: Rows) -> str:
    """Return the table as text, below a line with the study's name and configuration.

    >>> import numpy as np
    >>> print(as_text("horn", {"seed": 0}, rows({"x": np.zeros((3, 2)), "y": np.arange(4.0)})))
    study horn: seed=0
      x  3 × 2  float64  0
      y  4      float64  0 … 3
    """
    settings = ", ".join(f"{key}={value}" for key, value in _settings(config))
    widths = [max((len(row[column]) for row in found), default=0) for column in range(3)]
    lines = [
        "  ".join([f"  {row[0]:<{widths[0]}}", f"{row[1]:<{widths[1]}}", f"{row[2]:<{widths[2]}}", row[3]])
        for row in found
    ]
    return "\n".join(
        [f"study {name}" + (f": {settings}" if settings else ""), *(line.rstrip() for line in lines)]
    )


def as_html(name: str, config: Mapping[str, Any], found: Rows) -> str:
    """Return the table as HTML, with the study's name and configuration as its caption."""
    settings = ", ".join(f"{escape(key)} = {escape(value)}" for key, value in _settings(config))
    caption = f"study <b>{escape(name)}</b>" + (f": {settings}" if settings else "")
    head = "".join(f"<th>{word}</th>" for word in ("array", "shape", "type", "range"))
    body = "".join(f"<tr>{''.join(f'<td>{escape(part)}</td>' for part in row)}</tr>" for row in found)
    style = 'style="caption-side: top; text-align: left"'
    return f"<table><caption {style}>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
