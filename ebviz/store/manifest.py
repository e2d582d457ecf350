"""The store's records: what a key stands for, and what was last published. Each begins with its own hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA = "ebviz-store/1"


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes in the store: their SHA-256 and their number."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a task's key stands for: its outputs by part, the parts of the key, and notes on how it was made."""

    task: str
    key: str
    outputs: dict[str, Blob]
    parts: dict[str, Any]
    upstream: dict[str, str] = field(default_factory=dict)  # input task → the key it had
    notes: dict[str, Any] = field(default_factory=dict)  # seconds, host, …: not part of any hash

    def document(self) -> dict[str, Any]:
        """Return the manifest as JSON values."""
        outputs = {part: {"sha256": blob.sha256, "size": blob.size} for part, blob in self.outputs.items()}
        return {
            "schema": SCHEMA,
            "task": self.task,
            "key": self.key,
            "outputs": outputs,
            "parts": self.parts,
            "upstream": self.upstream,
            "notes": self.notes,
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Manifest:
        """Return the manifest that :meth:`document` turned into ``document``."""
        outputs = {part: Blob(blob["sha256"], blob["size"]) for part, blob in document["outputs"].items()}
        return cls(
            document["task"],
            document["key"],
            outputs,
            document["parts"],
            document["upstream"],
            document["notes"],
        )


@dataclass(frozen=True, slots=True)
class Last:
    """What was last published for a task, and where: part → path below renders."""

    manifest: Manifest
    published: dict[str, str]
