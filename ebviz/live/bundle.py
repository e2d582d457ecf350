"""The front end as one script: plain modules of ours, joined in the order in which they need each other.

A browser loads no modules from a file that it has opened, so a page carries a classic script. Our modules import each
other by ``import { a, b } from "./x.js"`` and export declarations only; their names differ, so joining is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ebviz.errors import BuildError

DATA = ("front/*.js", "front/page.css")  # files that count as code
FRONT = Path(__file__).with_name("front")
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z_]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) )", re.MULTILINE)
_NAMED = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
_MODULE = re.compile(r"^\s*(?:import|export)\b", re.MULTILINE)


def bundle(view: str, host: str = "page") -> str:
    """Return the script of a page: a view of ``front/`` and the host that mounts it, with all that they import.

    Raises
    ------
    BuildError : there is no such view, or a module cannot be joined with the others.
    """
    return f'"use strict";\n(() => {{\n{_body(view, host)}\n{host}({view});\n}})();\n'.replace(
        "</script", "<\\/script"
    )


def module(view: str, host: str = "widget") -> str:
    """Return the same as a module whose default is what the host makes of the view: what a notebook loads."""
    return f"{_body(view, host)}\nexport default {host}({view});\n"


def _body(view: str, host: str) -> str:
    order = [*dict.fromkeys((*_needed(host, ()), *_needed(view, ())))]
    texts = {name: _joined(name) for name in order}
    seen: dict[str, str] = {}
    for name, text in texts.items():
        for found in _NAMED.findall(text):
            if found in seen:
                raise BuildError(f"front/{name}.js and front/{seen[found]}.js both declare '{found}'")
            seen[found] = name
    return "\n".join(texts.values())


def styles() -> str:
    """Return the rules of CSS of all pages."""
    return (FRONT / "page.css").read_text(encoding="utf-8")


def nested(name: str) -> str:
    """Return the same rules for the elements of a class alone, whatever page they stand in: a notebook's."""
    rules = re.sub(r"^body \{", "& {", styles().replace(":root", "&"), flags=re.MULTILINE)
    inner = rules.replace("@media (max-width", "@container (max-width")
    return f".{name} {{\n& {{ container-type: inline-size; }}\n{inner}}}\n"


def _source(name: str) -> str:
    path = FRONT / f"{name}.js"
    if not path.is_file():
        there = ", ".join(sorted(one.stem for one in FRONT.glob("*.js")))
        raise BuildError(f"there is no view '{name}' (there are: {there})")
    return path.read_text(encoding="utf-8")


def _needed(name: str, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the modules that one needs, then it itself."""
    if name in above:
        raise BuildError(f"front/{name}.js imports itself: {' → '.join((*above, name))}")
    for _, other in _IMPORT.findall(_source(name)):
        yield from _needed(other, (*above, name))
    yield name


def _joined(name: str) -> str:
    """Return a module without its imports and the word export."""
    text = _EXPORT.sub("", _IMPORT.sub("", _source(name)))
    if found := _MODULE.search(text):
        line = text[found.start() :].strip().partition("\n")[0]
        raise BuildError(f'front/{name}.js: expected import {{ … }} from "./x.js", or export …, got {line}')
    return text.strip() + "\n"
