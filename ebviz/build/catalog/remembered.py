"""The catalog kept between runs, good for as long as no file has changed that it was read from."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ebviz.build.catalog.discover import discover
from ebviz.build.catalog.entries import Catalog
from ebviz.build.catalog.sources import Trace, python_files
from ebviz.build.versions import of_code
from ebviz.store import sealed

HERE = Path(__file__).parent


def remembered(packages: Mapping[str, Path], kept: Path, digest: Callable[[Path], str]) -> Catalog:
    """Return what :func:`discover` finds, without reading again what has not changed.

    Parameters
    ----------
    packages : import name → folder.
    kept : file in an existing folder that keeps the catalog between runs; a damaged one is ignored.
    digest : returns the hash of a file's content.
    """
    where = {name: str(folder) for name, folder in packages.items()}
    known = sealed.read(kept)
    as_before = isinstance(known, dict) and (known.get("packages"), known.get("readers")) == (
        where,
        of_code(HERE),
    )
    if as_before and _holds(known["trace"], digest):
        return TypeAdapter(Catalog).validate_python(known["catalog"])
    trace = Trace()
    catalog = discover(packages, trace)
    if kept.parent.is_dir():
        document: dict[str, Any] = {"packages": where, "readers": of_code(HERE), "trace": trace.document()}
        document["catalog"] = TypeAdapter(Catalog).dump_python(catalog, mode="json")
        with contextlib.suppress(OSError, ValueError):  # a name that has no text is not worth an error
            sealed.write(kept, document)
    return catalog


def _holds(trace: Mapping[str, Any], digest: Callable[[Path], str]) -> bool:
    """Are the files that were listed, looked for and read as they were then?"""
    listed = all(python_files(Path(folder)) == found for folder, found in trace["listed"].items())
    looked = all(Path(path).is_file() == there for path, there in trace["looked"].items())
    return (
        listed and looked and all(_digest(Path(path), digest) == was for path, was in trace["read"].items())
    )


def _digest(path: Path, digest: Callable[[Path], str]) -> str:
    try:
        return digest(path)
    except OSError:
        return ""
