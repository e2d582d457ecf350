"""Closures kept between runs, each good for as long as nothing has changed that any of them was worked out from."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ebviz.build.fingerprint.data import matching
from ebviz.build.fingerprint.modules import Modules
from ebviz.build.versions import of_code
from ebviz.store import sealed

Closure = dict[str, str]
HERE = Path(__file__).parent


class Remembered:
    """The closures worked out by earlier runs, in one file that holds its own hash. Unreadable means none.

    Parameters
    ----------
    path : the file, or None to remember nothing.
    modules : finds modules and their sources as they are now.
    digest : returns the hash of a file's content.
    """

    def __init__(self, path: Path | None, modules: Modules, digest: Callable[[Path], str]) -> None:
        self._path, self._modules, self._digest = path, modules, digest
        self._known: dict[str, Closure] | None = None
        self._sources: dict[str, str] = {}  # module → digest of its source
        self._data: dict[str, Any] = {}  # module → what it declares, and the digest of each file
        self._new = False

    def get(self, entry: str) -> Closure | None:
        """Return the closure of an entry point, None if it is not known or something has changed."""
        if self._known is None:
            self._known = {}
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
                self._known = self._load()
        return self._known.get(entry)

    def put(self, entry: str, closure: Closure) -> None:
        """Take in a closure that has just been worked out."""
        if self._known is not None:
            self._known[entry] = closure
            self._new = True

    def save(self) -> None:
        """Write what is known, if there is anything new."""
        if self._path is None or not self._new or self._known is None:
            return
        units: dict[tuple[str, str], int] = {}
        closures = {
            entry: [units.setdefault(unit, len(units)) for unit in closure.items()]
            for entry, closure in self._known.items()
        }
        state = {
            "readers": of_code(HERE),
            **self._modules.lookups(),
            "sources": self._sources | self._modules.digests(),
            "data": self._data,
        }
        document = {"state": state, "units": list(units), "closures": closures}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            sealed.write(self._path, document)
            self._new = False

    def declared(self, module: str, patterns: Sequence[str]) -> dict[str, str]:
        """Return one item for each file that a module declares, to be compared by the next run."""
        found = self._declared(module, patterns)
        self._data[module] = {"patterns": list(patterns), "found": found}
        return found

    def _load(self) -> dict[str, Closure]:
        if self._path is None:
            return {}
        document = sealed.read(self._path)
        if not isinstance(document, dict):
            return {}
        state = document["state"]
        if state["readers"] != of_code(HERE) or not self._holds(state):
            return {}
        self._sources, self._data = state["sources"], state["data"]
        units = [(name, digest) for name, digest in document["units"]]
        return {entry: dict(units[i] for i in ids) for entry, ids in document["closures"].items()}

    def _holds(self, state: Mapping[str, Any]) -> bool:
        """Is everything that the closures were worked out from as it was then?"""
        for module in state["paths"]:
            self._modules.path(module)
        for package in state["below"]:
            self._modules.below(package)
        if any(state[part] != now for part, now in self._modules.lookups().items()):
            return False
        for module, digest in state["sources"].items():
            path = self._modules.path(module)
            if path is None or self._digest(path) != digest:
                return False
        data = state["data"].items()
        return all(self._declared(module, known["patterns"]) == known["found"] for module, known in data)

    def _declared(self, module: str, patterns: Sequence[str]) -> dict[str, str]:
        folder = self._modules.folder(module)
        found: dict[str, str] = {}
        for pattern in patterns if folder else ():
            matched = matching(folder, pattern)  # type: ignore[arg-type]
            found |= {f"{module}:{shown}": self._digest(file) for shown, file in matched.items()}
            if not matched:
                found[f"{module}:{pattern}"] = "missing"
        return found
