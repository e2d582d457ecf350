"""A page as one file of HTML: styles, numbers, script and the record of what made it; nothing is fetched."""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ebviz.errors import BuildError
from ebviz.export.provenance import dumps
from ebviz.live import looks
from ebviz.live.bundle import bundle, styles
from ebviz.live.page import Page
from ebviz.plot import base

LARGEST = 2_000_000  # bytes of a page
STILL = 960  # pixels: width of the still
QUALITY = 80
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
)
_DATA = '<script type="application/json" id="data">'
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="ebviz" content="{record}">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{styles}</style>
</head>
<body>
<header><h1>{title}</h1><p class="claim">{claim}</p></header>
<main></main>
<noscript>This page is turned by a script, which your browser does not run.</noscript>
{start}{data}</script>
<script>
{script}</script>
</body>
</html>
"""


def document(page: Page, record: Mapping[str, Any]) -> bytes:
    """Return a page with the record of what made it; raise `BuildError` if it is larger than a page may be."""
    data = {**given(page), "arrays": page.arrays, "stills": stills(page)}
    texts = json.dumps(page.values, ensure_ascii=False) + page.title + page.claim
    text = _PAGE.format(
        policy=_POLICY,
        record=html.escape(dumps(record)),
        title=html.escape(page.title),
        claim=html.escape(page.claim),
        styles=looks.letters("".join(sorted(set(texts)))) + styles(),
        start=_DATA,
        data=json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c"),
        script=bundle(page.front),
    ).encode()
    if len(text) > LARGEST:
        raise BuildError(f"page {page.name} has {len(text):,} bytes: expected at most {LARGEST:,}")
    return text


def given(page: Page) -> dict[str, Any]:
    """Return what the front end is given, without the arrays and the stills."""
    return {
        "name": page.name,
        "values": page.values,
        "formulas": {name: made.document() for name, made in page.formulas.items()},
        "looks": looks.looks(),
        "stills": {},
        "alt": page.still[1] if page.still else "",
    }


def stills(page: Page) -> dict[str, str]:
    """Return, by look, the address with all of it inside of the picture that stands in for what cannot be turned."""
    if page.still is None:
        return {}
    return {name: _picture(page, name) for name in looks.LOOKS}


def stills_of(path: Path) -> dict[str, str]:
    """Return the same of a page that was written."""
    text = path.read_text(encoding="utf-8").partition(_DATA)[2].partition("</script>")[0]
    found: dict[str, str] = json.loads(text)["stills"]
    return found


def _picture(page: Page, theme: str) -> str:
    from PIL import Image

    assert page.still is not None
    fig = base.draw(page.still[0], theme, page.runs)
    sheet = io.BytesIO()
    with fig.theme.context():
        fig.savefig(sheet, format="png", dpi=STILL / fig.get_figwidth(), facecolor=fig.get_facecolor())
    out = io.BytesIO()
    Image.open(sheet).convert("RGB").save(out, "WEBP", quality=QUALITY, method=6)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
