"""Whether the frames of a play can be passed over: is the last one the same whichever others came before it?

Most animations are functions of time alone, so that any frame can be had at once. Others carry something on from
frame to frame: an updater that integrates over time, a trail that gets longer, a random step. The first kind is told
from the second by trying: a frame is approached in two ways, and what the scene then holds is compared.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np
from manim import Animation, AnimationGroup, Mobject, Scene, Succession

TOLERANCE = 1e-9  # Manim units: positions that were reached by other steps differ in the last digits
COUNTED_APART = "what functions refer to is compared, never run"
LIBRARIES = {"manim", "numpy", "ebviz"}  # their functions carry nothing on but in mobjects
MANY = 200  # functions that are looked into
LARGE = 1 << 20  # bytes of an array beyond which it is compared by its hash


def may_pass(scene: Any) -> bool:
    """Can the play in progress be tried in another order than that of time, or is it sure that this changes it?"""
    animations = list(_animations(scene.animations))
    if scene.stop_condition is not None or scene.updaters or scene.meshes:
        return False
    if any(isinstance(animation, Succession) for animation in animations):
        return False
    return not any(
        type(mobject).update is not Mobject.update or mobject.has_time_based_updater()
        for mobject in _mobjects(scene, animations)
    )


def is_at_once(scene: Any, start: float, end: float) -> bool:
    """Go from the moment ``start`` of a play to ``end`` in two ways; return whether they lead to the same."""
    scene.update_to_time((start + end) / 2)
    scene.update_to_time(end)
    one = _held(scene)
    scene.update_to_time(start)
    scene.update_to_time(end)
    return _same(one, _held(scene))


def _animations(animations: Iterable[Animation]) -> Iterator[Animation]:
    for animation in animations:
        yield animation
        if isinstance(animation, AnimationGroup):
            yield from _animations(animation.animations)


def _mobjects(scene: Scene, animations: Iterable[Animation]) -> list[Mobject]:
    """Return all mobjects that a play may move: of the scene, of its camera, of animations and their functions."""
    roots: list[Any] = [*scene.mobjects, *scene.foreground_mobjects]
    roots += [animation.mobject for animation in animations if isinstance(animation.mobject, Mobject)]
    roots += [value for value in _referred(scene, animations) if isinstance(value, Mobject)]
    found: dict[int, Mobject] = {}
    while roots:
        mobject = roots.pop()
        if id(mobject) not in found:
            found[id(mobject)] = mobject
            roots += mobject.submobjects
    return list(found.values())


def _referred(scene: Scene, animations: Iterable[Animation]) -> Iterator[Any]:
    """Yield what is held by the scene, by its camera, and by the functions that its animations and updaters call."""
    yield from vars(scene).values()
    yield from vars(scene.camera).values()
    called: list[Any] = [getattr(animation, "update_function", None) for animation in animations]
    called += [updater for mobject in scene.get_mobject_family_members() for updater in mobject.updaters]
    seen: set[int] = set()
    while called:
        function = called.pop()
        if id(function) in seen or len(seen) > MANY:
            continue
        seen.add(id(function))
        for value in _within(function):
            if isinstance(value, FunctionType | MethodType | partial):
                called.append(value)
            yield value


def _within(function: Any) -> Iterator[Any]:
    """Yield what a function of the user's refers to: variables around it, its object, the arguments it is given."""
    if isinstance(function, partial):
        yield from (function.func, *function.args, *function.keywords.values())
    elif isinstance(function, MethodType):
        yield from (
            function.__func__,
            function.__self__,
            *getattr(function.__self__, "__dict__", {}).values(),
        )
    elif isinstance(function, FunctionType) and function.__module__.partition(".")[0] not in LIBRARIES:
        with suppress(ValueError):  # a variable that has no value yet
            yield from (cell.cell_contents for cell in function.__closure__ or ())
        yield from (function.__globals__.get(name) for name in function.__code__.co_names)


def _held(scene: Any) -> tuple[list[Any], list[np.ndarray]]:
    """Return what a scene holds that may have been changed: as values that must be equal, and as numbers."""
    animations = list(_animations(scene.animations))
    numbers: list[np.ndarray] = []
    chance: Any = np.random.get_state()
    equal: list[Any] = [random.getstate(), chance[1].tobytes(), chance[2]]
    for value in _referred(scene, animations):
        if isinstance(value, list | dict | set):
            equal.append(len(value))
        else:
            _take(value, equal, numbers)
    for mobject in _mobjects(scene, animations):
        equal.append(type(mobject))
        for value in vars(mobject).values():
            _take(value, equal, numbers)
    return equal, numbers


def _take(value: Any, equal: list[Any], numbers: list[np.ndarray]) -> None:
    """Add a value to those that must be equal, or to the numbers; leave out what is neither."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f" and value.nbytes <= LARGE:
            equal.append(value.shape)
            numbers.append(value.ravel().astype(float))
        elif value.dtype.kind != "O":
            equal.append((value.shape, hash(value.tobytes())))
    elif isinstance(value, float):
        numbers.append(np.array([value]))
    elif value is None or isinstance(value, bool | int | str):
        equal.append(value)


def _same(one: tuple[list[Any], list[np.ndarray]], other: tuple[list[Any], list[np.ndarray]]) -> bool:
    if one[0] != other[0]:
        return False
    first, second = (np.concatenate([np.empty(0), *numbers]) for _, numbers in (one, other))
    return first.shape == second.shape and np.allclose(first, second, rtol=0, atol=TOLERANCE, equal_nan=True)
