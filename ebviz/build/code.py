"""The code that counts for a task: that of its recipe, and that of what the recipe calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ebviz.build.fingerprint import CodeBase
from ebviz.build.project import Project
from ebviz.build.reads import Declared
from ebviz.build.task import Task
from ebviz.store import files


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts for a task besides units of code: files, and top-level names imported from elsewhere."""

    declared: Declared
    imported: frozenset[str]


class ProjectCode:
    """A project's source as it is now; what was parsed before is remembered beside the store.

    ``digest`` gives the hash of a file that a module declares.
    """

    def __init__(self, project: Project, digest: Callable[[Path], str] = files.sha256) -> None:
        self._recipes = project.recipes
        cache = project.renders / ".store" / "code.json"
        self._code = CodeBase(project.packages, cache=cache, digest=digest)
        self._closures: dict[str, dict[str, str]] = {}

    def of(self, task: Task) -> dict[str, str]:
        """Return {"module:unit": digest} of every definition that building ``task`` may use."""
        entries = self._entries(task)
        for entry in entries:
            if entry not in self._closures:
                self._closures[entry] = self._code.closure(entry)
        return {unit: digest for entry in entries for unit, digest in self._closures[entry].items()}

    def files(self, task: Task) -> set[Path]:
        """Return the source files of all modules that building ``task`` may import."""
        return {path for entry in self._entries(task) for path in self._code.files(entry)}

    def declared(self, task: Task) -> Declared:
        """Return the files that count for a task: its modules, what these declare, what its configuration names."""
        found: list[set[Path]] = [set(), set(), set()]
        for entry in self._entries(task):
            found = [one | other for one, other in zip(found, self._code.declared(entry), strict=True)]
        named, folders, missing = found
        given = {Path(name).resolve() for name in task.files}
        folders |= {path for path in given if path.is_dir()}
        modules = {path.resolve() for path in self.files(task)}
        return Declared(*(frozenset(paths) for paths in (modules, named | given, folders, missing)))

    def counted(self, task: Task) -> Counted:
        """Return what a worker has to know of what counts for a task."""
        return Counted(self.declared(task), frozenset(self.imports(task)))

    def imports(self, task: Task) -> set[str]:
        """Return the top-level names that the project's own modules among them import from elsewhere."""
        own = [task.entry, *self._own(task)] if task.entry else []
        installed = {entry.partition(":")[0].partition(".")[0] for entry in {*task.code} - {*own}}
        return installed.union(*map(self._code.imports, own))

    def _entries(self, task: Task) -> list[str]:
        return [entry for entry in (f"{self._recipes}:{task.kind}", task.entry, *self._own(task)) if entry]

    def _own(self, task: Task) -> list[str]:
        """Return the code named in the configuration that counts unit by unit; the rest counts by its version."""
        return [entry for entry in task.code if self._code.covers(entry)]

    def save(self) -> None:
        """Remember what was parsed."""
        self._code.save()
