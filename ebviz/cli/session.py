"""What every command starts from: the project, its catalog, and the names that users type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ebviz.build.catalog.entries import Entry, lectures, of_lecture
from ebviz.build.catalog.remembered import remembered
from ebviz.build.project import Project
from ebviz.errors import UsageError, clipped, nearest
from ebviz.store.hashes import Hashes

if TYPE_CHECKING:
    from ebviz.build.graph import Graph

LONGEST_LIST = 300  # characters of names in an error


def located(folder: str | None) -> Project:
    """Return the project in a folder; None means the one around the current folder, or that with the course."""
    return Project.at(Path(folder)) if folder else Project.here()


class Session:
    """A project and the catalog of what it can make.

    Parameters
    ----------
    folder : the project's folder; None means the project around the current folder. project : the project itself.
    commands : kind of target → how to ask for one, as a hint says it.
    """

    def __init__(
        self,
        folder: str | None,
        project: Project | None = None,
        commands: Mapping[str, str] | None = None,
    ) -> None:
        self.project: Project = project or located(folder)
        self._commands = commands or COMMANDS
        store = self.project.renders / ".store"
        self.hashes = Hashes(store / "hashes.json")
        self.catalog = remembered(self.project.packages, store / "catalog.json", self.hashes.sha256)

    def graph(self, changes: Iterable[str]) -> Graph:
        """Return an empty graph with the ``--set`` values applied."""
        from ebviz.build.graph import Graph
        from ebviz.study.changes import parse_changes

        parsed = parse_changes(changes, self.catalog.studies, self.unread)
        return Graph(self.project, self.catalog, parsed)

    def chosen(self, names: Iterable[str], known: Mapping[str, Entry], kind: str) -> list[str]:
        """Return what the names stand for, a lecture's for everything in it; without names, all of the project's.

        A lecture's name may end with a slash, "week3/", to distinguish it from a target of the same name; without
        one, both are meant. Raises :class:`UsageError` for an unknown name.
        """
        names = list(dict.fromkeys(names))
        own = {name: entry for name, entry in known.items() if entry.own}
        if not names:
            return sorted(own)
        found: list[str] = []
        for name in names:
            meant = [name] if name in known else []
            lecture = name.rstrip("/")
            meant += of_lecture(own, lecture) or of_lecture(known, lecture)
            if not meant:
                raise UsageError(f"there is no {kind} '{clipped(name)}'{self._hint(name, known, kind)}")
            found += meant
        return list(dict.fromkeys(found))

    def one(self, name: str, known: Mapping[str, Entry], kind: str) -> str:
        """Return the target that a name stands for; raise :class:`UsageError` for a lecture of several, or none."""
        found = [name] if name in known else self.chosen([name], known, kind)
        if len(found) > 1:
            raise UsageError(f"'{clipped(name)}' is a lecture: expected one {kind} ({there_are(found)})")
        return found[0]

    def _hint(self, name: str, known: Mapping[str, Entry], kind: str) -> str:
        """Return what may help: why it was passed over, what else it is, the nearest name, the known names."""
        for passed in self.catalog.passed:
            if name in (passed.name, passed.name.lstrip("_")):
                return f": {passed.words()}"
        catalog = self.catalog
        kinds: dict[str, Mapping[str, Entry]] = {
            "study": catalog.studies,
            "scene": catalog.scenes,
            "figure": catalog.figures,
            "page": catalog.pages,
        }
        other = next((word for word, entries in kinds.items() if name in entries), None)
        if other is not None:
            return f": '{name}' is a {other} ({self._commands[other].format(name)})"
        everything = [entry for entries in kinds.values() for entry in entries.values()]
        if name.rstrip("/") in lectures(everything):
            return f": the lecture '{name.rstrip('/')}' contains no {kind}"
        names = [*known, *lectures(known.values())]
        return f"{nearest(name, names)} ({there_are(known)}){self.unread(name)}"

    def unread(self, name: str) -> str:
        """Return a possible reason why ``name`` is unknown: a problem with its file, or that files have problems."""
        problems = self.catalog.problems
        if name in self.catalog.unusable:
            return f"; {self.catalog.unusable[name]}"
        for problem in problems:
            if Path(problem.partition(".py:")[0]).name == name:
                return f"; {problem}"
        return (
            f"; {count(len(problems), 'problem')} with files or declarations: see ebviz list"
            if problems
            else ""
        )


COMMANDS = {
    "study": "ebviz status {}",
    "scene": "ebviz render {}",
    "figure": "ebviz figures {}",
    "page": "ebviz page {}",
}


def count(number: int, word: str) -> str:
    """Return a number with a noun, in the plural unless it is one.

    >>> count(1, "problem"), count(2, "problem")
    ('1 problem', '2 problems')
    """
    return f"{number} {word}{'s' * (number != 1)}"


def there_are(known: Iterable[str]) -> str:
    """Return which names are known, or only how many if they do not fit on a line.

    >>> there_are(["scene", "figure"])
    'there are: figure, scene'
    """
    names = sorted(known)
    line = ", ".join(names)
    if len(line) > LONGEST_LIST:
        return f"{len(names)} known; see ebviz list"
    return f"there are: {line}" if names else "there are none"
