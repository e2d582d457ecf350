"""Functions that reach code by a name known only at run time, and how far each can reach.

"own": any name in the calling module; "attribute": an attribute of an object at hand; "any": any module.
"""

from __future__ import annotations

FUNCTIONS = {
    **dict.fromkeys(("globals", "locals", "vars", "eval"), "own"),
    **dict.fromkeys(("getattr", "setattr", "delattr", "hasattr"), "attribute"),
    **dict.fromkeys(("exec", "compile", "__import__"), "any"),
}
OTHERS = {
    **dict.fromkeys(("operator.attrgetter", "operator.methodcaller"), "attribute"),
    **dict.fromkeys(("sys", "sys.modules", "sys._getframe", "sys._current_frames", "sys.meta_path"), "any"),
    **dict.fromkeys(
        ("inspect.currentframe", "inspect.getmodule", "inspect.stack", "unittest.mock.patch"), "any"
    ),
    **dict.fromkeys(
        ("importlib", "importlib.import_module", "importlib.reload", "builtins", "operator"), "any"
    ),
    **dict.fromkeys(
        ("gc.get_objects", "gc.get_referrers", "pydoc.locate", "importlib.metadata.entry_points"), "any"
    ),
}
MODULES = {"runpy", "pkgutil", "pickle", "imp", "importlib.util", "importlib.machinery"}
ATTRIBUTES = {
    "__subclasses__",
    "__globals__",
    "f_globals",
    "__builtins__",
    "__loader__",
    "load_module",
    "exec_module",
}
DOCSTRINGS = {"__doc__", "getdoc"}
SOURCES = {"getsource", "getsourcelines", "getsourcefile", "linecache", "co_firstlineno"}


def reach(name: str) -> str:
    """Return how far a name outside the project reaches, "" for not at all.

    >>> reach("builtins.getattr"), reach("pickle.load"), reach("math.sin")
    ('attribute', 'any', '')
    """
    module, _, last = name.rpartition(".")
    if module == "builtins" and last in FUNCTIONS:
        return FUNCTIONS[last]
    if name in MODULES or module in MODULES:
        return "any"
    return OTHERS.get(name, "")
