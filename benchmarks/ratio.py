"""One measured speed and its peer's, from the same run on the same machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """``ours`` and ``peer`` in ``unit`` (higher is faster); ``ratio`` = ours / peer must reach ``target``."""

    name: str
    ours: float
    peer: float
    unit: str
    ratio: float
    target: float
