"""What a configuration accepts, and what is wrong with a value, in words."""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ebviz.errors import clipped, nearest
from ebviz.study.entry import ACCEPTED, Entry


def refusal(cls: type[BaseModel], study: str, problem: Any) -> str:
    """Return on one line what is wrong with a value: its place, what was expected, what was given.

    Parameters
    ----------
    cls : the configuration. study : its study's name. problem : one of pydantic's ``ValidationError.errors()``.
    """
    place = ".".join(str(part) for part in problem["loc"])
    head = str(problem["loc"][0]) if problem["loc"] else ""
    if problem["type"] == "extra_forbidden":
        return f"study {study} has no key '{clipped(place)}'{nearest(head, cls.model_fields)}"
    message = problem["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ").strip()
    field = _innermost(cls, problem["loc"])
    expected = accepts(field) if field is not None else ""
    if problem["type"] == "missing":
        return f"{study}.{place} has no default: expected {expected}"
    if not place:
        return f"study {study}: {message}"
    shown = clipped(_typed(problem.get("input"))) or "nothing"
    if problem["type"] in ("value_error", "assertion_error") or not expected:
        return f"{study}.{place} = {shown}: {message}"
    more = f" ({message})" if problem["type"] == "number" and message else ""
    return f"{study}.{place}: expected {expected}, got {shown}{more}"


def guilty(cls: type[BaseModel], study: str, error: BaseException) -> str:
    """Return "STUDY.FIELD" of the field whose validator or default factory raised an error, or "study STUDY"."""
    codes = set()
    trace = error.__traceback__
    while trace is not None:
        codes.add(trace.tb_frame.f_code)
        trace = trace.tb_next
    for name, field in cls.model_fields.items():
        functions = [field.default_factory, *(getattr(rule, "func", None) for rule in field.metadata)]
        functions += [
            inspect.unwrap(getattr(rule.func, "__func__", rule.func))
            for rule in cls.__pydantic_decorators__.field_validators.values()
            if name in rule.info.fields
        ]
        if any(getattr(function, "__code__", None) in codes for function in functions):
            return f"{study}.{name}"
    for name, field in cls.model_fields.items():
        if inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel):
            found = guilty(field.annotation, f"{study}.{name}", error)
            if not found.startswith("study "):
                return found
    return f"study {study}"


def _innermost(cls: type[BaseModel], place: Iterable[str | int]) -> FieldInfo | None:
    """Return the innermost field on the path to a value, descending into nested configurations."""
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
    """Return a value as it would be typed after ``KEY=``."""
    try:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    except Exception:  # it is nested too deeply, or a class of the user's cannot be written
        return "…"


def accepts(field: FieldInfo) -> str:
    """Return in words what a field takes, its type and its bounds: ``a number > 0 and ≤ 1``."""
    marks = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    bounds = [
        f"{sign} {_typed(bound)}"
        for rule in field.metadata
        for attribute, sign in marks.items()
        if (bound := getattr(rule, attribute, None)) is not None
    ]
    words = " ".join([_type_name(field.annotation), *([" and ".join(bounds)] if bounds else [])])
    inf = any(getattr(rule, "allow_inf_nan", False) for rule in field.metadata)
    return f"{words}, or inf" if inf else words


_NAMES = {
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    str: "a string",
    Entry: ACCEPTED,
    type(None): "null",
}


def _type_name(annotation: Any) -> str:
    if annotation in (None, *_NAMES):
        return _NAMES[type(None) if annotation is None else annotation]
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return f"its parts ({', '.join(annotation.model_fields)})"
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_name(annotation.__origin__)
    if origin in (Union, types.UnionType):
        return " or ".join(_type_name(part) for part in parts)
    if origin is Literal:
        return " or ".join(repr(part) for part in parts)
    if origin in (tuple, list) and (origin is list or parts[-1:] == (...,)):
        return f"a list, each {_type_name(parts[0])}"
    if origin is tuple:
        return f"[{', '.join(_type_name(part) for part in parts)}]"
    if origin is not None:
        return str(annotation).replace("typing.", "")
    if inspect.isclass(annotation) and issubclass(annotation, Path):
        return "the path of a file"
    return getattr(annotation, "__name__", str(annotation))
