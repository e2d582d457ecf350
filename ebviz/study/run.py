"""The result of a study: its arrays by name, read-only, with the configuration that produced them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebviz.errors import BuildError, nearest
from ebviz.store.canonical import infinities
from ebviz.study.table import Rows, as_html, as_text, rows

if TYPE_CHECKING:
    import numpy as np

    Arrays = Mapping[str, np.ndarray]
else:  # NumPy loads when an array is asked for: finding that there is nothing to do needs none
    Arrays = Mapping


class Run(Arrays):
    """The named arrays of one study run, read-only; each array is read from its file when first asked for.

    Parameters
    ----------
    name : the study's name.
    arrays : any mapping of names to arrays.
    config : the study's configuration that produced them (infinities as floats).

    >>> import numpy as np
    >>> run = Run("horn", {"x": np.zeros(3)}, {"seed": 0})
    >>> run["x"].shape, run.config["seed"]
    ((3,), 0)
    """

    def __init__(self, name: str, arrays: Mapping[str, Any], config: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.config: dict[str, Any] = dict(config or {})
        self._arrays = arrays
        self._read: dict[str, np.ndarray] = {}

    @classmethod
    def open(cls, path: Path) -> Run:
        """Return the run in the file ``path``; raise :class:`BuildError` if it is not an artifact."""
        from safetensors import SafetensorError, safe_open

        try:
            handle = safe_open(str(path), framework="np")
            record = json.loads((handle.metadata() or {})["ebviz"])
        except (SafetensorError, OSError, KeyError, ValueError) as error:
            raise BuildError(f"'{path}' is damaged or not an ebviz artifact: {error}") from error
        return cls(record["study"], _FileArrays(handle), infinities(record["config"]))

    def __getitem__(self, key: str) -> np.ndarray:
        if key not in self._read:
            if key not in self._arrays:
                hint = f"{nearest(key, self._arrays)} (it has {', '.join(sorted(self._arrays))})"
                raise KeyError(f"study '{self.name}' has no array '{key}'{hint}")
            import numpy as np

            array = np.asarray(self._arrays[key]).view()
            array.flags.writeable = False
            self._read[key] = array
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        return as_text(self.name, self.config, self._rows)

    def _repr_html_(self) -> str:
        return as_html(self.name, self.config, self._rows)

    @cached_property
    def _rows(self) -> Rows:
        """The table of the arrays, for which all of each is read: a notebook asks for it twice."""
        return rows(self)


class _FileArrays(Arrays):
    """The arrays of an open safetensors file."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._names = tuple(handle.keys())

    def __getitem__(self, key: str) -> np.ndarray:
        return self._handle.get_tensor(key)

    def __contains__(self, key: object) -> bool:
        return key in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
