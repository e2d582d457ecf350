"""What a task has really loaded: each module must count, by its code or by its distribution's version."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from ebviz.build.modules import LIBRARY, SITES
from ebviz.errors import BuildError
from ebviz.store.files import digest_of


def names() -> set[str]:
    """Return the names of the modules that are loaded now."""
    return set(sys.modules)


def versions_of(before: Collection[str], counted: Collection[Path], library: Path) -> dict[str, str]:
    """Return the versions of the distributions whose modules were loaded since ``before``.

    Parameters
    ----------
    before : the names that were loaded then.
    counted : the source files that count unit by unit.
    library : the folder of this library, which counts so as well.

    Raises
    ------
    BuildError
        A module was loaded that counts in neither way.
    """
    own = {path.resolve() for path in counted}
    scratch = Path(tempfile.gettempdir()).resolve()  # the task's own: what it wrote there itself it may load
    found: dict[str, str] = {}
    for name in sorted(names() - set(before)):
        path = _file(name)
        if path is None or path in own or library in path.parents or scratch in path.parents:
            continue
        if any(folder in path.parents for folder in SITES):
            for distribution in distributions().get(name.partition(".")[0], ()):
                found[distribution] = _version(distribution)
        elif not any(folder in path.parents for folder in LIBRARY):
            line = f"module '{name}' ({path}) was loaded in a way that cannot be followed"
            raise BuildError(f"{line}, so its changes would go unnoticed; import it by name")
    return found


def versions(tops: Collection[str]) -> dict[str, str]:
    """Return the versions of the distributions that top-level names belong to."""
    found = {name for top in tops for name in distributions().get(top, ())}
    return {name: _version(name) for name in sorted(found)}


def changed(before: Mapping[str, str]) -> list[str]:
    """Return in words which of these distributions have another version now."""
    words = []
    for name, version in before.items():
        now = _version(name)
        if now != version:
            words.append(f"{name} {version} → {now}")
    return words


@cache
def _version(distribution: str) -> str:
    """Return a version; for what was installed from a folder or a file, with a digest of what was installed.

    That can be installed again, with other content, under the same version.
    """
    try:
        found = metadata.distribution(distribution)
    except metadata.PackageNotFoundError:
        return "none"
    origin = found.read_text("direct_url.json") or ""
    local = f" ({digest_of(found.read_text('RECORD') or '')[:8]})" if '"file:' in origin else ""
    return found.version + local


@cache
def distributions() -> Mapping[str, list[str]]:
    """Return the distributions that each top-level name belongs to."""
    return metadata.packages_distributions()


def _file(name: str) -> Path | None:
    """Return the file of a loaded module, None for what has none: torch.classes only says that it has one."""
    given = getattr(sys.modules.get(name), "__file__", None)
    path = Path(given) if isinstance(given, str) and given else None
    return path.resolve() if path is not None and path.is_absolute() and path.is_file() else None
