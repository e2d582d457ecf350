"""What is fresh, what is stale, and why: judged from content, without importing the code to be run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from ebviz.build import environment
from ebviz.build.code import ProjectCode
from ebviz.build.graph import Graph
from ebviz.build.judgement import Action, Judgement, State
from ebviz.build.loaded import changed
from ebviz.build.project import Project
from ebviz.build.task import Task
from ebviz.build.versions import versions
from ebviz.build.words import damage, differences
from ebviz.errors import EbvizError
from ebviz.store import Blob, Last, Manifest, Store
from ebviz.store.canonical import canonical
from ebviz.store.files import digest_of
from ebviz.store.hashes import Hashes
from ebviz.store.manifest import SCHEMA


class Judge:
    """Judges tasks one by one, upstream first."""

    def __init__(
        self, project: Project, store: Store, forced: Collection[str] = (), hashes: Hashes | None = None
    ) -> None:
        self.project = project
        self.store = store
        self.forced = set(forced)
        self.hashes = hashes or Hashes(store.root / "hashes.json")
        self.code = ProjectCode(project, self.hashes.sha256)

    def parts(self, task: Task, upstream: Mapping[str, Manifest]) -> dict[str, Any]:
        """Return everything that counts for ``task``, inputs by content; inputs not known yet are left out."""
        return {
            "schema": SCHEMA,
            "task": task.name,
            "code": self.code.of(task),
            "params": dict(task.params),
            "env": versions(task.kind),
            "inputs": {
                f"{name}/{part}": upstream[name].outputs[part].sha256
                for name, part in task.inputs
                if name in upstream
            },
        }

    def judge(self, task: Task, upstream: Mapping[str, Judgement]) -> Judgement:
        """Return the judgement of ``task``, given those of what it is made from."""
        broken = [name for name in task.upstream() if upstream[name].state is State.BROKEN]
        if task.problem or broken:
            why = task.problem or "; ".join(f"needs {name} ({upstream[name].reasons[0]})" for name in broken)
            return Judgement(task, State.BROKEN, Action.NOTHING, (why,))
        known = {
            name: upstream[name].manifest for name in task.upstream() if upstream[name].manifest is not None
        }
        try:
            parts = self.parts(task, known)  # type: ignore[arg-type]
        except EbvizError as error:
            return Judgement(task, State.BROKEN, Action.NOTHING, (str(error),))
        last = self.store.last(task.name)
        if len(known) < len(set(task.upstream())):
            return self._waiting(task, parts, last, upstream)
        same = last is not None and last.manifest.parts == parts  # the usual case, and quick to see
        key = last.manifest.key if last is not None and same else digest_of(canonical(parts))
        if task.name in self.forced:
            return Judgement(task, State.STALE, Action.BUILD, ("forced",), parts, key)
        found = last is not None and last.manifest.key == key
        manifest = last.manifest if last is not None and found else self.store.manifest(key)
        if manifest is None:
            reasons = self._changes(task, parts, last, upstream) or ["never built"]
            return Judgement(task, State.STALE, Action.BUILD, tuple(reasons), parts, key)
        noted = manifest.notes
        others = [*changed(noted.get("loaded", {})), *environment.changed(noted.get("environment", {}))]
        if others := [*others, *self._fonts(noted.get("fonts", {}))]:
            return Judgement(task, State.STALE, Action.BUILD, tuple(others), parts, key)
        return self._known(task, parts, key, manifest, last, upstream)

    def _known(
        self,
        task: Task,
        parts: Mapping[str, Any],
        key: str,
        manifest: Manifest,
        last: Last | None,
        upstream: Mapping[str, Judgement],
    ) -> Judgement:
        """Judge a task whose result was made before: are its bytes intact, and published?"""
        renders = self.store.renders
        reasons = []
        if last is not None and last.manifest.key != key:
            reasons += self._changes(task, parts, last, upstream)
        stale = [
            (part, place)
            for part, place in task.publish.items()
            if not self._same(renders / place, manifest.outputs[part])
        ]
        if not reasons:
            reasons = [
                damage(renders / place, f"{renders.name}/{place}", manifest.outputs[part])
                for part, place in stale
            ]
        blobs = manifest.outputs.items()
        bad = [part for part, blob in blobs if not self._same(self.store.blob_path(blob.sha256), blob)]
        healthy = {part for part, place in task.publish.items() if (part, place) not in stale}
        for part in bad:
            shown = f"the stored file of {task.label} ({part})"
            path = self.store.blob_path(manifest.outputs[part].sha256)
            reasons.append(damage(path, shown, manifest.outputs[part]))
        if set(bad) - healthy:
            return Judgement(task, State.STALE, Action.BUILD, tuple(reasons), parts, key, certain=False)
        if stale or bad:
            return Judgement(task, State.STALE, Action.PUBLISH, tuple(reasons), parts, key, manifest)
        return Judgement(task, State.FRESH, Action.NOTHING, (), parts, key, manifest)

    def _fonts(self, before: Mapping[str, str]) -> list[str]:
        """Return in words which of these font files, beside the house's, are others now."""
        words = []
        for name, digest in before.items():
            with suppress(OSError):
                if self.hashes.sha256(Path(name)) == digest:
                    continue
            words.append(
                f"font file '{Path(name).name}' changed" if Path(name).exists() else f"no font file '{name}'"
            )
        return words

    def _same(self, path: Path, blob: Blob) -> bool:
        """Does a file hold these bytes? One that has not changed since it was hashed is not read again."""
        return self.hashes.same(path, blob.sha256, blob.size)

    def save(self) -> None:
        """Remember for the next run what was parsed and hashed."""
        self.code.save()
        self.hashes.save()

    def _waiting(
        self, task: Task, parts: Mapping[str, Any], last: Last | None, upstream: Mapping[str, Judgement]
    ) -> Judgement:
        """Judge a task made from something that must be built first: is it certainly or only possibly stale?"""
        if task.name in self.forced or last is None:
            words = "forced" if task.name in self.forced else "never built"
            return Judgement(task, State.STALE, Action.UNKNOWN, (words,), parts)
        reasons = differences(last.manifest.parts, parts)
        unknown = [
            upstream[name] for name in dict.fromkeys(task.upstream()) if upstream[name].manifest is None
        ]
        certain = [cause for judged in unknown for cause in self._certain(judged, last)]
        if reasons or certain:
            return Judgement(task, State.STALE, Action.UNKNOWN, (*certain, *reasons), parts)
        names = [f"upstream {judged.task.name} ({'; '.join(judged.reasons)})" for judged in unknown]
        return Judgement(task, State.MAY, Action.UNKNOWN, tuple(names), parts, certain=False)

    def _certain(self, judged: Judgement, last: Last) -> list[str]:
        """Return why the input ``judged`` is sure to differ from the one used last; [] if it may be equal.

        A study's configuration is stored in its artifact, and a film carries its own digest: when these change,
        so does the content.
        """
        before = self.store.manifest(last.manifest.upstream.get(judged.task.name, ""))
        if before is None or not judged.certain:
            return []
        words = differences(before.parts, judged.parts, judged.task.target)
        if judged.task.kind == "study":
            return [word for word in words if word.startswith("config.")]
        return words or list(judged.reasons)

    def _changes(
        self, task: Task, parts: Mapping[str, Any], last: Last | None, upstream: Mapping[str, Judgement]
    ) -> list[str]:
        """Return how ``parts`` differ from those of the last result; a changed input is traced to its cause."""
        if last is None:
            return []
        words = []
        for name in dict.fromkeys(task.upstream()):
            now, used = upstream[name], last.manifest.upstream.get(name, "")
            if _inputs(last.manifest.parts, name) != _inputs(parts, name):
                words += self._cause(now.manifest, used, seen=set()) or [f"new content of {name}"]
        words += differences(last.manifest.parts, parts, task.target if task.kind == "study" else None)
        return list(dict.fromkeys(words)) or ["made by another version of ebviz"]

    def _cause(self, now: Manifest | None, used: str, seen: set[str]) -> list[str]:
        """Return what made an upstream result differ from the one with key ``used``, tracing as far up as needed."""
        before = self.store.manifest(used)
        if now is None or before is None or used in seen:
            return []
        seen.add(used)
        words = differences(before.parts, now.parts, now.task.partition(":")[2])
        for name, key in now.upstream.items():
            if before.upstream.get(name) not in (None, key):
                words += self._cause(self.store.manifest(key), before.upstream[name], seen)
        return words


def _inputs(parts: Mapping[str, Any], name: str) -> dict[str, str]:
    return {part: digest for part, digest in parts["inputs"].items() if part.startswith(f"{name}/")}


def order(tasks: Mapping[str, Task]) -> list[str]:
    """Return the tasks' names, each after those it is made from."""
    return list(TopologicalSorter({name: task.upstream() for name, task in tasks.items()}).static_order())


def plan(graph: Graph, judge: Judge) -> dict[str, Judgement]:
    """Return the judgement of every task of ``graph``; nothing is built or written."""
    judged: dict[str, Judgement] = {}
    for name in order(graph.tasks):
        judged[name] = judge.judge(graph.tasks[name], judged)
    return judged
