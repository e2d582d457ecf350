"""Module summaries kept between runs, by the hash of the source text."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ebviz.build.fingerprint.summary import Summary, from_json, sha256, summarise, to_json
from ebviz.build.versions import of_code
from ebviz.store import sealed

MAX_KEPT = 2000  # summaries of sources that this run did not see, before the oldest are dropped


class SummaryCache:
    """One JSON file: a line with schema and checksum, a line with the summaries. Unreadable means empty.

    A file that is corrupt, or from another Python minor or another version of this package, is ignored and
    rewritten by ``save``. The checksum detects a flipped byte, which JSON alone would not.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._raw: dict[str, dict] | None = None
        self._used: dict[str, dict | None] = {}
        self._grown = False

    def _before(self) -> dict[str, dict]:
        """Return what earlier runs kept, read when it is first needed."""
        if self._raw is None:
            self._schema = of_code(Path(__file__).parent)
            self._raw = self._load()
        return self._raw

    def _load(self) -> dict[str, dict]:
        if self.path is None:
            return {}
        document = sealed.read(self.path)
        if isinstance(document, dict) and document.get("schema") == self._schema:
            return document["summaries"]
        self._grown = True
        return {}

    def get(self, source: bytes) -> Summary:
        """Return the summary of a source text, from the cache if it is there."""
        key = sha256(source)
        raw = self._before().get(key)
        if raw is not None:
            self._used[key] = raw
            return from_json(raw)
        summary = summarise(source)
        self._used[key] = to_json(summary)
        self._grown = True
        return summary

    def save(self) -> None:
        """Write the cache atomically, if there is anything new. An unwritable folder is not an error."""
        if self.path is None or not self._grown:
            return
        others = [(key, raw) for key, raw in self._before().items() if key not in self._used]
        summaries = dict(others[-MAX_KEPT:]) | self._used
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            sealed.write(self.path, {"schema": self._schema, "summaries": summaries})
            self._grown = False
