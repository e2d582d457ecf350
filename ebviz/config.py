"""Study configurations: frozen, checked, and changed from outside by ``STUDY.KEY=VALUE``.

A study's ``Config`` derives from :class:`StudyConfig`. Its values decide which artifact is wanted, so they
have one canonical JSON text (:mod:`ebviz.canonical`): keys sorted, floats as floats, infinity as the string
``"inf"`` (JSON has no infinity), a file of the user's as the hash of its content and not its path.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import json
import math
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from ebviz import files
from ebviz.canonical import plain
from ebviz.errors import BuildError, EbvizError, Terminated, UsageError, clipped, explain, nearest

WEIGHTS = "a safetensors file, or one that torch.save wrote from a dictionary of tensors"


class _ByContent:
    """Marks a field whose file counts by content, and says what kind of file is accepted."""

    def __init__(self, accepted: str) -> None:
        self.accepted = accepted


PicturesPath = Annotated[Path, _ByContent("an IDX file of bytes, as it is or gzipped, or an npz")]
"""A file of pictures or of their labels that the user gives; it counts by its content."""

CheckpointPath = Annotated[Path, _ByContent(WEIGHTS)]
"""A file of weights the user gives, ``weights: CheckpointPath | None = None``; it counts by its content."""


class StudyConfig(BaseModel):
    """Base of every study's ``Config``: frozen; unknown keys, NaN and (by default) infinity are refused.

    A field allows infinity by ``Field(default, ge=0, allow_inf_nan=True)``; NaN stays refused everywhere.

    >>> class Config(StudyConfig):
    ...     beta: float = 1.0
    >>> Config(beta=2).beta
    2.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    @field_validator("*", mode="before")
    @classmethod
    def _numbers(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse for a number: NaN, true and false, and digits that only overflow to infinity."""
        kinds = set(_kinds(cls.model_fields[info.field_name or ""].annotation))
        for part in _leaves(value) if kinds & {int, float} else ():
            if isinstance(part, bool) and bool not in kinds:
                raise ValueError("true and false are no numbers")
            number = _number(part) if str not in kinds or isinstance(part, float) else 0.0
            if math.isnan(number):
                raise ValueError("NaN is not a number that is accepted")
            if isinstance(part, str) and math.isinf(number) and any(letter.isdigit() for letter in part):
                raise ValueError("it is too large for a number")
        return value


def _number(value: Any) -> float:
    """Return a float, or a text as the float it stands for; 0 for anything else."""
    try:
        return float(value) if isinstance(value, float | str) else 0.0
    except ValueError:
        return 0.0


def _kinds(annotation: Any) -> Iterator[Any]:
    """Yield the plain types that an annotation is made of."""
    parts = get_args(annotation)
    if not parts and isinstance(annotation, type):
        yield annotation
    for part in parts:
        yield from _kinds(part)


def _leaves(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part
        else:
            yield part


def parameters(config: StudyConfig, study: str = "config") -> dict[str, Any]:
    """Return what of ``config`` counts, JSON-ready: all values, the user's files as the hash of their content."""
    values = config.model_dump(mode="json")
    for name, path in user_files(config).items():
        accepted = _accepted_file(type(config).model_fields[name])
        values[name] = file_digest(path, f"{study}.{name}", accepted or "a file")
    return plain(values)


def user_files(config: StudyConfig) -> dict[str, Path]:
    """Return the fields of ``config`` that name a file of the user's, with that file."""
    return {
        name: Path(getattr(config, name))
        for name, field in type(config).model_fields.items()
        if _accepted_file(field) and getattr(config, name) is not None
    }


def file_digest(path: Path, name: str, accepted: str) -> str:
    """Return ``"sha256:…"`` of the file ``path``; raise :class:`UsageError` when it cannot be read."""
    try:
        with files.regular(path) as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        why = f"cannot read '{clipped(str(path))}': {error.strerror} (accepted: {accepted})"
        raise UsageError(f"{name}: {why}") from error


def _accepted_file(field: FieldInfo) -> str | None:
    """Return what kind of file a field takes, None if it names none."""

    def marks(annotation: Any) -> Iterator[str]:
        if get_origin(annotation) is Annotated:
            yield from _by_content(annotation.__metadata__)
            annotation = annotation.__origin__
        for part in get_args(annotation):
            yield from marks(part)

    return next(_by_content(field.metadata), None) or next(marks(field.annotation), None)


def _by_content(metadata: Iterable[Any]) -> Iterator[str]:
    return (part.accepted for part in metadata if isinstance(part, _ByContent))


# ------------------------------------------------------------------------------------------------- loading


def config_class(module: str, path: Path | None = None) -> type[StudyConfig]:
    """Return the ``Config`` of the study module with that import name, as its file ``path`` has it now."""
    try:
        found = getattr(_current(module, path) if path else importlib.import_module(module), "Config", None)
    except (EbvizError, KeyboardInterrupt, Terminated):
        raise
    except BaseException as error:  # a module may say sys.exit()
        raise BuildError(f"{module} cannot be imported: {explain(error)}") from error
    if not (inspect.isclass(found) and issubclass(found, StudyConfig)):
        raise UsageError(f"{module}: needs 'class Config(StudyConfig)' (from ebviz.config)")
    return found


def _current(name: str, path: Path) -> types.ModuleType:
    """Import a module, anew if its file has changed since: a notebook lives longer than an edit.

    The source is compiled here, since Python takes two edits of one length within one second for the same file.
    """
    source = path.read_bytes()
    digest = hashlib.sha256(source).hexdigest()
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__ebviz_source__", None) == digest:
        return known
    importlib.import_module(name.rpartition(".")[0])
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise ImportError(f"'{path}' is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except BaseException:
        del sys.modules[name]
        raise
    module.__dict__["__ebviz_source__"] = digest
    return module


def load(
    study: str,
    module: str,
    overrides: Mapping[str, str] | None = None,
    base: Path | None = None,
    path: Path | None = None,
) -> StudyConfig:
    """Return the configuration of a study: its defaults, changed by ``overrides`` (key → text as typed).

    ``base`` is the folder that relative paths of files of the study's own defaults start from; those in
    ``overrides`` start from the current folder, where the person typed them. ``path`` is the module's file, read
    again if it was edited since it was imported.

    Raises
    ------
    UsageError
        An unknown key (with the nearest name), or a value of the wrong type or out of range.
    """
    cls = config_class(module, path)
    changes: dict[str, Any] = {}
    for key, text in (overrides or {}).items():
        _place(cls, study, key, text, changes)
    config = validate(cls, changes, study)
    located = {
        name: (Path.cwd() if name in changes else base or Path.cwd()) / path
        for name, path in user_files(config).items()
    }
    return config.model_copy(update=located) if located else config


def validate(cls: type[StudyConfig], values: Mapping[str, Any], study: str) -> StudyConfig:
    """Return ``cls(**values)``; an error names each bad value's path, the value and what is accepted."""
    try:
        return cls(**values)
    except ValidationError as error:
        raise UsageError("; ".join(_explain(cls, study, part) for part in error.errors())) from error


def _place(cls: type[BaseModel], study: str, key: str, text: str, changes: dict[str, Any]) -> None:
    """Put one override into the nested dictionary ``changes``, checking that the key exists."""
    head, _, rest = key.partition(".")
    field = cls.model_fields.get(head)
    if field is None:
        known = ", ".join(cls.model_fields)
        hint = nearest(head, cls.model_fields)
        raise UsageError(f"study {study} has no config key '{clipped(head)}'{hint} (accepted: {known})")
    if rest:
        inner = field.annotation
        if not (inspect.isclass(inner) and issubclass(inner, BaseModel)):
            raise UsageError(f"{study}.{head} has no parts, so '{study}.{clipped(key)}' cannot be set")
        if not isinstance(changes.get(head), dict):
            default = field.get_default(call_default_factory=True)
            changes[head] = default.model_dump() if isinstance(default, BaseModel) else {}
        _place(inner, f"{study}.{head}", rest, text, changes[head])
    elif not text and (accepted := _accepted_file(field)):
        raise UsageError(f"{study}.{key} is empty (accepted: {accepted})")
    else:
        changes[head] = parse_value(text, field)


def parse_value(text: str, field: FieldInfo | None = None) -> Any:
    """Return ``text`` as JSON if it is JSON and the field is no string field, else as the string it is.

    A number that is too large for a float stays a string: it is not the infinity that JSON makes of it.
    """
    if field is not None and (field.annotation is str or _accepted_file(field)):
        return None if text in ("null", "none", "None") and field.annotation is not str else text
    try:
        return json.loads(
            text, parse_float=lambda digits: digits if math.isinf(float(digits)) else float(digits)
        )
    except (ValueError, RecursionError):
        return {"true": True, "false": False, "none": None}.get(text.lower(), text)


def parse_overrides(
    settings: Iterable[str], studies: Iterable[str], why: Callable[[str], str] = lambda study: ""
) -> dict[str, dict[str, str]]:
    """Split ``STUDY.KEY=VALUE`` texts into ``{study: {key: value}}``; refuse any other form.

    ``why`` is asked what else is known of a study that there is not.

    >>> parse_overrides(["free_energy.beta=3.2"], ["free_energy"])
    {'free_energy': {'beta': '3.2'}}
    """
    known = sorted(studies)
    found: dict[str, dict[str, str]] = {}
    for setting in settings:
        path, equals, value = setting.partition("=")
        study, dot, key = path.strip().partition(".")
        if not (equals and dot and study and key):
            raise UsageError(
                f"--set {clipped(setting)}: accepted is STUDY.KEY=VALUE, as free_energy.beta=3.2"
            )
        if study not in known:
            hint = f"{nearest(study, known)} (known: {', '.join(known)})"
            raise UsageError(f"--set {clipped(setting)}: unknown study '{clipped(study)}'{hint}{why(study)}")
        found.setdefault(study, {})[key] = value.strip()
    return found


# -------------------------------------------------------------------------------------------------- wording


def _explain(cls: type[BaseModel], study: str, problem: Any) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    head = str(problem["loc"][0]) if problem["loc"] else ""
    if problem["type"] == "extra_forbidden":
        return f"study {study} has no config key '{clipped(place)}'{nearest(head, cls.model_fields)}"
    message = problem["msg"].removeprefix("Value error, ").removeprefix("Input ").strip()
    field = _innermost(cls, problem["loc"])
    accepted = f" (accepted: {accepts(field)})" if field is not None else ""
    if problem["type"] == "missing":
        return f"{study}.{place} has no default and must be given{accepted}"
    shown = clipped(_typed(problem.get("input")))
    return f"{study}.{place} = {shown}: {message}{accepted}" if place else f"study {study}: {message}"


def _innermost(cls: type[BaseModel], place: Iterable[str | int]) -> FieldInfo | None:
    """Return the last field on the way to a value, through the parts of fields that have some."""
    found, inner = None, cls
    for part in place:
        field = inner.model_fields.get(str(part))
        if field is None:
            break
        found = field
        if not (inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel)):
            break
        inner = field.annotation
    return found


def _typed(value: Any) -> str:
    """Return a value as it is typed after ``KEY=``."""
    try:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return "…"


def accepts(field: FieldInfo) -> str:
    """Return in words what a field takes: its type and its bounds, as ``float ≥ 0, inf allowed``."""
    words = _type_name(field.annotation)
    for rule in field.metadata:
        for attribute, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<")):
            bound = getattr(rule, attribute, None)
            if bound is not None:
                words += f" {sign} {bound}"
        if getattr(rule, "allow_inf_nan", False):
            words += ", inf allowed"
    return words


def _type_name(annotation: Any) -> str:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return f"its parts: {', '.join(annotation.model_fields)}"
    origin = get_origin(annotation)
    if origin is Annotated:
        return _type_name(annotation.__origin__)
    if origin in (Union, types.UnionType):
        return " or ".join(_type_name(part) for part in get_args(annotation))
    if annotation in (None, type(None)):
        return "null"
    if origin is tuple:
        return f"tuple[{', '.join(_type_name(part) for part in get_args(annotation))}]"
    if origin is not None:
        return str(annotation).replace("typing.", "")
    if inspect.isclass(annotation) and issubclass(annotation, Path):
        return "path of a file"
    return getattr(annotation, "__name__", str(annotation))
