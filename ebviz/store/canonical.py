"""The canonical JSON text of a value: what is hashed must have exactly one spelling."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it: infinities become ``"inf"`` and ``"-inf"``, NaN a ValueError.

    >>> plain({"beta": float("inf"), "w": (1, 2.0)})
    {'beta': 'inf', 'w': [1, 2.0]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        if math.isnan(value):
            raise ValueError("NaN has no canonical form")
        return "inf" if value > 0 else "-inf"
    if isinstance(value, Path):
        return value.as_posix()
    return value


def canonical(value: Any) -> str:
    """Return the canonical JSON text of ``value``: sorted keys, no spaces, infinity as ``"inf"``.

    >>> canonical({"b": float("inf"), "a": [1, 2.5]})
    '{"a":[1,2.5],"b":"inf"}'
    """
    try:
        return _text(value)
    except (TypeError, ValueError):  # an infinity, or something else that JSON cannot hold
        return _text(plain(value))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def infinities(value: Any) -> Any:
    """Return ``value`` with ``"inf"`` and ``"-inf"`` as floats again, undoing :func:`plain`.

    >>> infinities({"beta": "inf"})
    {'beta': inf}
    """
    if isinstance(value, dict):
        return {key: infinities(part) for key, part in value.items()}
    if isinstance(value, list):
        return [infinities(part) for part in value]
    return {"inf": math.inf, "-inf": -math.inf}.get(value, value) if isinstance(value, str) else value
