"""From a project's files to the names of its modules, and back, whatever the files are called.

A module's name is made from its path: ``scenes/week 3/01-opening.py`` is ``scenes.week 3.01-opening``, which Python
imports without complaint although no import statement could spell it. Only a dot within a name is escaped, as
``%2E`` (and ``%`` as ``%25``). One function says where a module lies, both for reading its source and for running it.
"""

from __future__ import annotations

import site
import sys
import sysconfig
from importlib.machinery import PathFinder
from pathlib import Path

from ebviz.importing import Packages

SITES = tuple(
    dict.fromkeys(
        Path(folder).resolve()
        for folder in (
            *(sysconfig.get_path(name) for name in ("purelib", "platlib")),
            *site.getsitepackages(),
            site.getusersitepackages(),
        )
    )
)
"""Where installed distributions lie."""

LIBRARY = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib"))
"""Where Python's own library lies."""


def module_name(package: str, path: Path) -> str:
    """Return the name of the module in the file ``path``, which is relative to the folder of its package.

    >>> module_name("scenes", Path("week 3/v1.2.py"))
    'scenes.week 3.v1%2E2'
    """
    plain = path.with_suffix("") if path.suffix == ".py" else path
    parts = (part.replace("%", "%25").replace(".", "%2E") for part in plain.parts)
    return ".".join([package, *parts])


def loose(name: str) -> Path | None:
    """Return the file or folder of a top-level module that is neither Python's nor an installed distribution's."""
    if name in sys.stdlib_module_names or name in sys.builtin_module_names:
        return None
    try:
        spec = PathFinder.find_spec(name, [place for place in sys.path if place])
    except (ImportError, ValueError, AttributeError):
        return None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    path = Path(spec.origin).resolve()
    if any(folder in path.parents for folder in (*SITES, *LIBRARY)):
        return None
    return path.parent if path.name == "__init__.py" else path


def with_loose(packages: Packages, module: str) -> Packages:
    """Return the packages, and the one of a module that is in none of them if no distribution answers for it."""
    top = module.partition(".")[0]
    found = None if top in packages else loose(top)
    return packages if found is None else {**packages, top: found}


def beside(root: Path) -> dict[str, Path]:
    """Return the modules and packages that lie in a project's folder, by the names they are imported under.

    A name that Python's library or an installed package has is left to those: a file ``random.py`` is not the
    module that others mean.
    """
    found = {}
    elsewhere = [place for place in sys.path if place and Path(place).resolve() != root]
    for path in sorted(root.iterdir()):
        name = path.stem if path.suffix == ".py" else path.name
        if not name.isidentifier() or not (path.suffix == ".py" or path.is_dir()):
            continue
        if name == "renders" or (path / "pyvenv.cfg").exists() or name in sys.stdlib_module_names:
            continue
        installed = PathFinder.find_spec(name, elsewhere)
        if installed is None or installed.origin is None:  # or a folder that merely has this name
            found[name] = path
    return found
