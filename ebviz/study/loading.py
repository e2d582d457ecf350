"""From a study's module to its configuration: the defaults, changed by what the user typed."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ebviz.errors import BuildError, EbvizError, Terminated, UsageError, explain
from ebviz.study.changes import Change, filled, kept, put
from ebviz.study.config import StudyConfig
from ebviz.study.paths import located
from ebviz.study.words import guilty, refusal


def load(
    study: str,
    module: str,
    overrides: Mapping[str, Change] | None = None,
    base: Path | None = None,
    path: Path | None = None,
    here: Path | None = None,
) -> StudyConfig:
    """Return the configuration of a study: its defaults, changed by ``overrides`` (key → what was given for it).

    Relative paths of files in the study's own defaults start from the folder ``base``; those in ``overrides`` start
    from the folder ``here``, where the user typed them (default: the current one for both). ``path`` is the module's
    file, read again if it has been edited since it was imported.

    Raises
    ------
    UsageError
        An unknown key (with the nearest name), a value of the wrong type or out of range, or a failing validator.
    BuildError
        The module cannot be imported.
    """
    cls = config_class(module, path)
    changes: dict[str, Any] = {}
    for key, given in (overrides or {}).items():
        put(cls, study, key, given, changes, here)
    config = kept(validate(cls, filled(changes), study), changes)
    try:
        return located(config, base or Path.cwd())
    except RecursionError as error:
        raise UsageError(f"study {study}: its configuration is nested too deeply, or holds itself") from error


def validate(cls: type[StudyConfig], values: Mapping[str, Any], study: str) -> StudyConfig:
    """Return ``cls(**values)``; a :class:`UsageError` names each bad value, its path and what was expected."""
    try:
        return cls(**values)
    except ValidationError as error:
        raise UsageError("; ".join(refusal(cls, study, part) for part in error.errors())) from error
    except (EbvizError, KeyboardInterrupt, Terminated):
        raise
    except BaseException as error:  # a validator or a default factory of the user's may raise anything
        where = guilty(cls, study, error)
        raise UsageError(f"{where}: its configuration cannot be made: {explain(error)}") from error


def config_class(module: str, path: Path | None = None) -> type[StudyConfig]:
    """Return a study module's ``Config``, as ``path`` has it now; raise :class:`EbvizError` if there is none."""
    try:
        found = getattr(_current(module, path) if path else importlib.import_module(module), "Config", None)
    except (EbvizError, KeyboardInterrupt, Terminated):
        raise
    except BaseException as error:  # a module may call sys.exit()
        raise BuildError(f"{module} cannot be imported: {explain(error)}{_line(error, path)}") from error
    if not (inspect.isclass(found) and issubclass(found, StudyConfig)):
        raise UsageError(
            f"{module}: expected a 'class Config(StudyConfig)' (from ebviz.study import StudyConfig)"
        )
    return found


def _line(error: BaseException, path: Path | None) -> str:
    """Return which line of a module's own file led to an error, if one did."""
    found, trace = "", error.__traceback__
    while trace is not None and path is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            found = f" ({path.name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return found


def _current(name: str, path: Path) -> types.ModuleType:
    """Import a module, again if its file has changed since: a notebook session outlives edits.

    The source is compiled here, since Python cannot distinguish two edits of equal length within one second.
    """
    source = path.read_bytes()
    digest = hashlib.sha256(source).hexdigest()
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__ebviz_source__", None) == digest:
        return known
    importlib.import_module(name.rpartition(".")[0])
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise ImportError(f"'{path}' is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except BaseException:
        del sys.modules[name]
        raise
    module.__dict__["__ebviz_source__"] = digest
    return module
