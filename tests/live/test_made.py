"""What pages are made of: numbers in 16 bits, formulas, modules joined into a script, the record."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ebviz.errors import BuildError
from ebviz.export.provenance import read
from ebviz.live import Page, bundle, document, page
from ebviz.live.bundle import FRONT
from ebviz.live.formula import typeset
from ebviz.live.page import filled
from ebviz.style.palette import LECTURE


def test_sixteen_bits_keep_every_number_within_the_bound_that_is_stated() -> None:
    given = np.random.default_rng(0).normal(size=(40, 50)) ** 2
    made = Page("p", {})
    half = made.array("E", given, bits=16)
    kept = made.arrays["E"]
    levels = np.frombuffer(base64.b64decode(kept["data"]), "<u2").reshape(kept["shape"])
    assert np.abs(kept["low"] + kept["step"] * levels - given).max() <= half * (1 + 1e-9)
    assert half == pytest.approx((given.max() - given.min()) / 65535 / 2)
    assert made.array("flat", np.ones(3), bits=16) == 0


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(BuildError, match="'E' is not finite everywhere"):
        Page("p", {}).array("E", [1.0, np.nan])


def test_formulas_follow_the_look_and_are_read_aloud() -> None:
    made = typeset("$E(y', z)$", "E of y prime & z")
    assert 'aria-label="E of y prime &amp; z"' in made.svg
    for hue in ("red", "green", "orange", "white"):
        assert f"var(--{hue})" in made.svg
    assert not any(hex_ in made.svg for hex_ in LECTURE.values())


def test_the_front_end_is_small_and_each_view_is_one_script() -> None:
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in FRONT.glob("*.js"))
    assert lines <= 1000
    script = bundle.bundle("free_energy")
    assert "import " not in script
    assert (
        script.index("function fixed")
        < script.index("function slider")
        < script.index("function free_energy")
    )
    assert script.count("function worded") == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"page": 'import { f } from "./two.js";\n', "two": "export const g = 1;\n"}, "both declare"),
        ({"page": 'import * as two from "./two.js";\n', "two": "export const g = 1;\n"}, "expected import"),
        ({"page": 'import { f } from "./three.js";\n'}, "there is no view 'three'"),
        ({"page": 'import { f } from "./two.js";\n', "two": 'import { page } from "./page.js";\n'}, "imports itself"),
    ],
)  # fmt: skip
def test_modules_that_cannot_be_joined_are_refused(
    files: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
    (tmp_path / "v.js").write_text("export function v() {}\nexport const g = 3;\n", encoding="utf-8")
    monkeypatch.setattr(bundle, "FRONT", tmp_path)
    with pytest.raises(BuildError, match=said):
        bundle.bundle("v")


def test_a_page_carries_its_record_and_no_address_of_elsewhere(tmp_path: Path) -> None:
    @page(studies=("numbers",))
    def one(page: Page, numbers: Any) -> None:
        page.view("history", "A <title> & more", "It says so.")
        page.value(words="</script><b>")

    made = filled(one, {"numbers": {}})
    record = {"schema": "ebviz/1", "task": "page:one", "note": '"quoted" & <so>'}
    path = tmp_path / "one.html"
    path.write_bytes(document.document(made, record))
    assert read(path) == record
    text = path.read_text(encoding="utf-8")
    assert "https://" not in text
    assert text.count("</script>") == 2
    assert "A &lt;title&gt; &amp; more" in text


def test_a_page_that_is_too_large_or_empty_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    @page()
    def empty(page: Page) -> None:
        pass

    with pytest.raises(BuildError, match="page empty shows nothing"):
        filled(empty, {})
    made = Page("large", {})
    made.view("history", "large", "")
    monkeypatch.setattr(document, "LARGEST", 1000)
    with pytest.raises(BuildError, match=r"page large has [\d,]+ bytes: expected at most 1,000"):
        document.document(made, {})
