"""Code that a configuration names: read, found, made; and what is wrong with it in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ebviz.build.named import imported_as
from ebviz.errors import UsageError
from ebviz.importing import importing
from ebviz.study import Entry, StudyConfig

NET = """
from math import tau as whole

class Net:
    class Inner:
        pass
    def __init__(self, hidden=3):
        self.hidden = hidden

def broken(hidden):
    return {}[hidden]

size = 3
if size:
    def late():
        return [] + 1
"""


@pytest.fixture
def packages(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/net.py").write_text(NET)
    (tmp_path / "models/damaged.py").write_text("class Net(:")
    (tmp_path / "models/raising.py").write_text("class Net: pass\nraise SystemExit(3)")
    return {"models": tmp_path / "models"}


def placed(text: str, packages: dict[str, Path]) -> Entry:
    return imported_as(Entry.of(text).within(packages["models"].parent), packages, "study.decoder")


def test_file_and_module_name_the_same(packages: dict[str, Path]) -> None:
    named = placed("models/net.py:Net", packages)
    assert named == placed("models.net:Net", packages) == Entry("models.net", "Net")
    with importing(packages):
        assert named.make(hidden=5).hidden == 5
        assert placed("models.net:Net.Inner", packages).make().__class__.__name__ == "Inner"
    assert placed("collections:OrderedDict", packages).make(a=1) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("models/nett.py:Net", "there is no file"),
        ("models/net.py:Nett", "'net.py' defines no 'Nett'; did you mean 'Net'?"),
        ("model.net:Net", "there is no module 'model.net'; did you mean 'models'?"),
        ("models.nett:Net", "there is no module 'models.nett'"),
        ("models/damaged.py:Net", "damaged.py':1 cannot be read: invalid syntax"),
        (f"{Path(__file__).resolve()}:NET", "lies outside of the project; run ebviz in its folder, or put"),
    ],
)
def test_what_cannot_be_found_is_one_line(text: str, said: str, packages: dict[str, Path]) -> None:
    with pytest.raises(UsageError) as caught:
        placed(text, packages)
    assert str(caught.value).startswith("study.decoder: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("models.net:Net", {"hiden": 3}, "cannot be called with hiden=3: "),
        ("models.net:broken", {"hidden": 3}, "raised KeyError: 3"),
        ("models.net:late", {}, "raised TypeError: can only concatenate list"),
        ("models.net:size", {}, "expected a class or a function, got int"),
        ("models.net:Net.Outer", {}, "there is no 'Outer'"),
        ("models.raising:Net", {}, "its module cannot be imported: SystemExit: 3"),
    ],
)
def test_what_cannot_be_made_is_one_line(
    text: str, arguments: dict[str, int], said: str, packages: dict[str, Path]
) -> None:
    with importing(packages), pytest.raises(UsageError) as caught:
        placed(text, packages).make(**arguments)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text", ["net", "net.py", "net.py:", ":Net", "3", "a b:Net", "net.py:1x", "../x:Net"]
)
def test_what_is_no_entry_is_refused(text: str) -> None:
    class Config(StudyConfig):
        decoder: Entry

    with pytest.raises(UsageError):
        Entry.of(text)
    with pytest.raises(ValueError, match="decoder"):
        Config(decoder=text)
