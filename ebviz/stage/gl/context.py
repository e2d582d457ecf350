"""A process's one offscreen OpenGL context: a GPU through EGL if there is one, else Mesa's llvmpipe."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import moderngl

from ebviz.errors import BuildError

INSTALL = "apt-get install libegl1 libgl1 libgl1-mesa-dri"
"""What a Debian machine needs to draw without a screen."""

_SONAMES = {"EGL": ("libEGL.so.1", "libEGL.so"), "GL": ("libGL.so.1", "libGL.so", "libOpenGL.so.0")}


def _library(name: str) -> str | None:
    """Return a loadable file name of ``libEGL`` or ``libGL``, or None.

    `ctypes.util.find_library`, which glcontext calls, needs `ldconfig` or a compiler; a slim machine has
    neither, so the run-time names, to which -dev packages only add aliases, are tried first.
    """
    for soname in _SONAMES[name]:
        try:
            ctypes.CDLL(soname)
        except OSError:
            continue
        return soname
    return ctypes.util.find_library(name)


@lru_cache(maxsize=1)
def _context(process: int) -> moderngl.Context:
    """Create the context for the process with this id; a fork must not share its parent's."""
    names: dict[str, Any] = {"libegl": _library("EGL"), "libgl": _library("GL")}
    missing = [name for name, found in names.items() if found is None]
    if missing and sys.platform == "linux":
        raise BuildError(f"no OpenGL: {' and '.join(missing)} not found; install with: {INSTALL}")
    try:
        settings: dict[str, Any] = {"backend": "egl", **names} if sys.platform == "linux" else {}
        gl = moderngl.create_context(require=330, standalone=True, **settings)
        gl.gc_mode = "context_gc"  # the encoder's thread may collect a buffer: free it later, in ours
        return gl
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise BuildError(f"no OpenGL 3.3 context ({reason}); install with: {INSTALL}") from None


def context() -> moderngl.Context:
    """Return this process's context, created on the first call.

    Raises `BuildError`, one line naming the packages to install, when the machine has no OpenGL 3.3.
    """
    return _context(os.getpid())


def probe() -> str:
    """Return the renderer's name and OpenGL version as text; raises `BuildError` as `context` does."""
    gl = context()
    return f"{gl.info['GL_RENDERER']}, OpenGL {gl.version_code // 100}.{gl.version_code % 100 // 10}"


@lru_cache(maxsize=1)
def _finisher(process: int) -> Callable[[], Any]:
    library = ctypes.CDLL(_library("GL") or "libGL.so.1")
    library.glFinish.restype = None
    return library.glFinish


def finish() -> None:
    """Wait for all drawing to finish, without holding Python's interpreter lock.

    A software renderer does its work inside this wait; moderngl's own read would hold the lock meanwhile and
    starve the thread that encodes the previous frames.
    """
    _finisher(os.getpid())()


@lru_cache(maxsize=64)
def _program(process: int, vertex: str, fragment: str, features: tuple[str, ...]) -> moderngl.Program:
    head = "#version 330\n" + "".join(f"#define {feature}\n" for feature in features)
    return context().program(vertex_shader=head + vertex, fragment_shader=head + fragment)


def program(vertex: str, fragment: str, *features: str) -> moderngl.Program:
    """Compile two shader sources, given without a ``#version`` line, once per process.

    ``features`` are defined for the preprocessor: on a software renderer even a branch never taken costs time.
    """
    return _program(os.getpid(), vertex, fragment, features)
