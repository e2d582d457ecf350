"""A model of the user's looked at by itself, outside of any study."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebviz.build.fingerprint import CodeBase
from ebviz.build.named import imported_as
from ebviz.build.project import Project
from ebviz.build.worker import steady
from ebviz.errors import UsageError
from ebviz.importing import importing
from ebviz.models.contract import Role, Yours
from ebviz.models.findings import Finding, findings
from ebviz.models.layer_findings import layer_findings
from ebviz.models.your_layer import YourLayer
from ebviz.models.yours import made
from ebviz.remarks import hearing
from ebviz.store import files
from ebviz.store.canonical import canonical
from ebviz.study.entry import Entry

COUNTED_APART = "what is imported by name is the user's model"


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found out about a model.

    entry, role : what was looked at, and as what. findings : what was found, each good or not.
    remarks : what was said meanwhile, such as a prefix left out of names.
    digest : of its code, its arguments and its weights.
    """

    entry: str
    role: str
    findings: list[Finding]
    remarks: list[str]
    digest: str

    @property
    def good(self) -> bool:
        """Is everything as it should be?"""
        return all(line.good for line in self.findings)

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        found = {line.what: {"good": line.good, "found": line.found} for line in self.findings}
        about = {"entry": self.entry, "as": self.role, "good": self.good, "digest": self.digest}
        return {**about, "findings": found, "remarks": self.remarks}


def inspected(
    folder: str | None, text: str, roles: Sequence[Role], arguments: Mapping[str, Any], weights: Path | None
) -> Inspected:
    """Return what there is to know of a model in the first of these roles that it fits.

    Parameters
    ----------
    folder : of the project; None is the one around the current folder, or that with the course.
    text : "FILE.py:NAME" or "MODULE:NAME". arguments : what it is called with. weights : a file, or None.

    Raises
    ------
    UsageError : it cannot be found, made, or called as any of the roles demands.
    """
    project = Project.at(Path(folder)) if folder else Project.here()
    entry = imported_as(Entry.of(text).within(Path.cwd()), project.packages, "model")
    base = CodeBase(project.packages)
    code = base.closure(entry.unit) if base.covers(entry.module) else {}
    counted: dict[str, Any] = {"code": code, "entry": str(entry), "arguments": dict(arguments)}
    if weights is not None:
        counted["weights"] = files.sha256(weights) if weights.is_file() else None
    with (
        importing({name: path for name, path in project.packages.items() if name != "ebviz"}),
        hearing() as heard,
    ):
        steady()
        model, role = _fitting(entry, roles, arguments, weights)
        found = layer_findings(model) if isinstance(model, YourLayer) else findings(model)
    digest = hashlib.sha256(canonical(counted).encode()).hexdigest()
    return Inspected(str(entry), role, found, heard, digest)


def _fitting(
    entry: Entry, roles: Sequence[Role], arguments: Mapping[str, Any], weights: Path | None
) -> tuple[Yours | YourLayer, str]:
    """Return the model and the first role that it fits, made anew for each: a first call may settle its shapes."""
    refusals, title = [], f"model = {entry}"
    for role in roles:
        model = made(entry, title, arguments, weights)
        try:
            if role.name == "layer":
                return YourLayer(model, title, role.given["x"]), role.name
            return Yours(model, role, title), role.name
        except UsageError as error:
            refusals.append(f"as {role.name}: {error}" if len(roles) > 1 else str(error))
    raise UsageError("; ".join(refusals))
