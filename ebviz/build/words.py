"""Why something is stale, in words: what counted then, compared with what counts now."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ebviz.store.manifest import Blob

SHOWN = 3  # changed definitions named before "and N more"


def differences(before: Mapping[str, Any], now: Mapping[str, Any], study: str | None = None) -> list[str]:
    """Return in words how the parts of a key changed; inputs are left to the caller, which knows more.

    >>> old = {"params": {"config": {"beta": 1.0}}, "code": {"m:f": "1"}}
    >>> new = {"params": {"config": {"beta": 3.2}}, "code": {"m:f": "2"}}
    >>> differences(old, new, "free_energy")
    ['config.beta 1.0 → 3.2 (study free_energy)', 'changed m:f']
    """
    words = []
    for name, old, new in _changes(_flat(before.get("params", {})), _flat(now.get("params", {}))):
        origin = f" (study {study})" if study and name.startswith("config.") else ""
        words.append(f"{name} {_value(old)} → {_value(new)}{origin}")
    configured = any(word.startswith("config.") for word in words)
    words += _code(before.get("code", {}), now.get("code", {}), skip_config=configured)
    for name, old, new in _changes(before.get("env", {}), now.get("env", {})):
        words.append(f"{name} {_value(old)} → {_value(new)}")
    return words


def _code(before: Mapping[str, str], now: Mapping[str, str], skip_config: bool) -> list[str]:
    """Return changed definitions in words, but not a ``Config`` whose changed value has already been named."""
    changes = [
        (name, old, new)
        for name, old, new in _changes(before, now)
        if not (skip_config and name.endswith(":Config"))
    ]
    changes.sort(key=lambda change: (change[1] is _ABSENT, change[2] is _ABSENT))
    words = [f"{_verb(old, new)} {name}" for name, old, new in changes[:SHOWN]]
    if len(changes) > SHOWN:
        words[-1] += f" and {len(changes) - SHOWN} more"
    return words


_ABSENT = object()


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    names = sorted({*before, *now})
    pairs = [(name, before.get(name, _ABSENT), now.get(name, _ABSENT)) for name in names]
    return [(name, old, new) for name, old, new in pairs if old != new]


def _verb(old: Any, new: Any) -> str:
    return "added" if old is _ABSENT else "removed" if new is _ABSENT else "changed"


def _value(value: Any) -> str:
    if value is _ABSENT:
        return "(none)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "…"


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{prefix}{name}."))
        else:
            flat[prefix + name] = value
    return flat


def damage(path: Path, shown: str, blob: Blob) -> str:
    """Return in words what happened to a file that should hold ``blob``."""
    try:
        size = path.stat().st_size
    except OSError:
        return f"{shown} is missing"
    if path.is_dir():
        return f"{shown} is a folder"
    if not os.access(path, os.R_OK):
        return f"{shown} cannot be read"
    if size < blob.size:
        return f"{shown} was truncated ({size} of {blob.size} bytes)"
    return f"{shown} was edited"
