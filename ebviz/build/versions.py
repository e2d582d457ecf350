"""What counts besides code and numbers: the versions of the libraries that do the work."""

from __future__ import annotations

import platform
from functools import cache
from importlib import metadata
from pathlib import Path

from ebviz.store import files

# The libraries whose versions affect the result of each kind of task.
LIBRARIES = {
    "study": ("torch", "numpy", "scipy", "safetensors", "scikit-learn", "opencv-python-headless", "joblib"),
    "scene": (
        "manim",
        "numpy",
        "scipy",
        "av",
        "pycairo",
        "manimpango",
        "moderngl",
        "glcontext",
        "imageio",
        "pillow",
        "typst",
        "contourpy",
        "fonttools",
        "isosurfaces",
        "mapbox-earcut",
        "networkx",
        "skia-pathops",
        "svgelements",
    ),
    "figure": ("matplotlib", "numpy", "pillow", "typst", "contourpy", "cycler", "fonttools", "kiwisolver"),
    "gif": ("av", "numpy", "pillow"),
    "webm": ("av", "numpy"),
    "sheet": ("av", "numpy", "imageio", "pillow"),
}
LIBRARIES["still"] = LIBRARIES["scene"]
LIBRARIES["page"] = LIBRARIES["index"] = LIBRARIES["figure"]


@cache
def versions(kind: str) -> dict[str, str]:
    """Return the versions that matter to a kind of task: Python's minor and its libraries', without importing any."""
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    for library in LIBRARIES[kind]:
        try:
            found[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            found[library] = "none"
    return found


@cache
def of_code(folder: Path) -> str:
    """Return a digest of Python's minor version and of the modules in a folder: of what keeps notes made by them."""
    found = "".join(files.sha256(path) for path in sorted(folder.glob("*.py")))
    return files.digest_of(f"{platform.python_version_tuple()[:2]}{found}")
