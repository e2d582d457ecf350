"""The index of all that was made: films, figures and pages by lecture, with their sentences, as one page of HTML.

It refers to the files beside it, so it opens from a file, and goes with its folder to wherever that is put.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from ebviz.export.provenance import dumps
from ebviz.live.bundle import styles
from ebviz.live.looks import letters
from ebviz.style.palette import LECTURE
from ebviz.style.themes import THEMES

DATA = ("front/index.css",)  # files that count as code
LOOKS = {"dark": "dark", "light": "light"}  # of a browser's → theme
KINDS = {"films": "Films", "pages": "Pages turned by hand", "figures": "Slide figures"}
COMMANDS = {"films": "ebviz render {}", "pages": "ebviz page {}", "figures": "ebviz figures {}"}
_INDEX = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="ebviz" content="{record}">
<link rel="icon" href="data:,">
<title>Films, figures and pages</title>
<style>
{styles}</style>
</head>
<body>
<header><h1>Films, figures and pages</h1><nav aria-label="lectures">{nav}</nav></header>
{lectures}
</body>
</html>
"""

Contents = Mapping[str, Mapping[str, Mapping[str, Any]]]  # kind → name → {"lecture", "sentence", "files"}


def index(contents: Contents, record: Mapping[str, Any]) -> bytes:
    """Return the page, with the record of what made it.

    Files are paths from its folder, by what they are: "mp4", "gif", "png", "html", and "light png" in another theme.
    """
    names = sorted({entry["lecture"] for entries in contents.values() for entry in entries.values()})
    return _INDEX.format(
        record=html.escape(dumps(record)),
        styles="".join([letters(), *_colours(), styles(), _rules()]),
        nav=" ".join(
            f'<a href="#{html.escape(_id(name))}">{html.escape(_heading(name))}</a>' for name in names
        ),
        lectures="\n".join(_lecture(name, contents) for name in names),
    ).encode()


def _rules() -> str:
    from ebviz.live.bundle import FRONT

    return (FRONT / "index.css").read_text(encoding="utf-8")


def _colours() -> Iterator[str]:
    """Yield the house's colours as variables of CSS, for each look of the browser's."""
    for look, theme in LOOKS.items():
        hues = "".join(f"--{name}:{THEMES[theme](name)};" for name in LECTURE)
        yield f"@media (prefers-color-scheme:{look}){{:root{{color-scheme:{look};{hues}}}}}\n"


def _id(lecture: str) -> str:
    return f"lecture-{lecture.replace('/', '-').replace(' ', '-')}"


def _heading(lecture: str) -> str:
    return lecture.replace("_", " ").replace("/", " · ") or "no lecture"


def _lecture(name: str, contents: Contents) -> str:
    kinds = []
    for kind, words in KINDS.items():
        own = {key: entry for key, entry in contents.get(kind, {}).items() if entry["lecture"] == name}
        cards = "\n".join(_card(kind, key, entry) for key, entry in sorted(own.items()))
        if cards:
            kinds.append(f'<h3>{words}</h3>\n<div class="cards">\n{cards}\n</div>')
    inner = "\n".join(kinds)
    return f'<section id="{html.escape(_id(name))}">\n<h2>{html.escape(_heading(name))}</h2>\n{inner}\n</section>'


def _card(kind: str, name: str, entry: Mapping[str, Any]) -> str:
    """Return what is shown of one thing: a picture, its sentence, and its files."""
    files: Mapping[str, str] = entry["files"]
    paths = {what: html.escape(path) for what, path in files.items()}
    shown = _shown(kind, paths, f'alt="{html.escape(entry["sentence"])}"')
    links = " ".join(f'<a href="{path}">{html.escape(what)}</a>' for what, path in paths.items())
    links = links or f"not made yet: <code>{html.escape(COMMANDS[kind].format(name))}</code>"
    words = f"<strong>{html.escape(name)}</strong> {html.escape(entry['sentence'])}"
    return f'<article>{shown}<p>{words}</p><p class="files">{links}</p></article>'


def _shown(kind: str, paths: Mapping[str, str], alt: str) -> str:
    """Return the film, to be played; or the picture, in the theme of the browser's look."""
    film = paths.get("mp4") or paths.get("light mp4")
    dark, light = (paths.get("png") or paths.get("light png")), (paths.get("light png") or paths.get("png"))
    if kind == "films" and film:
        poster = f' poster="{dark}"' if dark else ""
        return f'<video controls preload="none"{poster} src="{film}"></video>'
    if dark is None:
        return ""
    sources = f'<source media="(prefers-color-scheme:light)" srcset="{light}">'
    return f'<picture>{sources}<img loading="lazy" src="{dark}" {alt}></picture>'
