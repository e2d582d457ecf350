"""What a configuration accepts, and what is wrong with a value, in words."""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ebviz.errors import clipped, nearest


def refusal(cls: type[BaseModel], study: str, problem: Any) -> str:
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
