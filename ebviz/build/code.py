"""The code that counts for a task: that of its recipe, and that of what the recipe calls."""

from __future__ import annotations

from ebviz.build.fingerprint import CodeBase
from ebviz.build.project import Project
from ebviz.build.task import Task


class ProjectCode:
    """A project's source as it is now; what was parsed before is remembered beside the store."""

    def __init__(self, project: Project) -> None:
        self._recipes = project.recipes
        self._code = CodeBase(project.packages, cache=project.renders / ".store" / "code.json")
        self._closures: dict[str, dict[str, str]] = {}

    def of(self, task: Task) -> dict[str, str]:
        """Return {"module:unit": digest} of every definition that building ``task`` may use."""
        entries = [entry for entry in (f"{self._recipes}:{task.kind}", task.entry) if entry]
        for entry in entries:
            if entry not in self._closures:
                self._closures[entry] = self._code.closure(entry)
        return {unit: digest for entry in entries for unit, digest in self._closures[entry].items()}

    def save(self) -> None:
        """Remember what was parsed."""
        self._code.save()
