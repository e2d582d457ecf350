"""How films and runs are shown: embedded or by reference, and safely."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ebviz.door import film as films
from ebviz.door.film import Film
from ebviz.study import Run


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Film:
    """A film in a folder with a space and a quote in its name, seen from the folder beside it."""
    from PIL import Image

    home = tmp_path / "it's 1"
    home.mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    (home / "a.mp4").write_bytes(b"film")
    (home / "blob").write_bytes(b"film")
    Image.new("RGB", (1920, 1080), (0, 90, 200)).save(home / "still.png")
    return Film("a", home / "a.mp4", home / "blob", home / "still.png", 1920, 1080, 60, 2.5)


def attribute(film: Film, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', film._repr_mimebundle_()["text/html"])
    assert found
    return found[1]


def test_a_short_film_is_embedded_and_stays_what_it_was(film: Film) -> None:
    film.path.write_bytes(b"another film of the same scene")
    kind, _, data = attribute(film, "src").partition(",")
    assert (kind, base64.b64decode(data)) == ("data:video/mp4;base64", b"film")
    film.content.unlink()  # as the store forgets what has not been wanted for long
    assert base64.b64decode(attribute(film, "src").partition(",")[2]) == b"another film of the same scene"


def test_a_long_film_plays_from_its_file(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "EMBEDDED", 3)
    assert attribute(film, "src") == "../it%27s%201/a.mp4"
    assert "too large to be kept in the notebook" in film._repr_mimebundle_()["text/html"]


def test_the_still_is_shown_small_before_it_plays(film: Film) -> None:
    from io import BytesIO

    from PIL import Image

    data = film._repr_mimebundle_()["image/jpeg"]
    with Image.open(BytesIO(base64.b64decode(data))) as poster:
        assert (poster.size, poster.format) == ((960, 540), "JPEG")
        assert np.allclose(np.asarray(poster)[270, 480], (0, 90, 200), atol=4)
    assert attribute(film, "poster") == f"data:image/jpeg;base64,{data}"
    assert "poster" not in replace(film, still=film.still / "gone")._repr_mimebundle_()["text/html"]


def test_a_run_is_a_table() -> None:
    arrays = {
        "<x>": np.array([[0.5, np.inf]], dtype="f4"),
        "count": np.int64(7),
        "none": np.zeros((0, 3)),
        "wins": np.array([True, False]),
    }
    run = Run("horn", arrays, {"beta": float("inf"), "names": ["a"] * 40, "at": {"x": 1}})
    text = repr(run).splitlines()
    assert text[0].startswith("study horn: beta=∞, names=['a', 'a',")
    assert text[0].endswith("…, at={'x': 1}")
    assert text[1:] == [
        "  <x>    1 × 2   float32  0.5 … ∞",
        "  count  number  int64    7",
        "  none   0 × 3   float64  empty",
        "  wins   2       bool     False … True",
    ]
    html = run._repr_html_()
    assert "<td>&lt;x&gt;</td><td>1 × 2</td><td>float32</td><td>0.5 … ∞</td>" in html
    assert html.count("<tr>") == 5
