"""Fingerprints never miss what runs.

The authority is Python itself: an edit that changes what a function returns must change its closure's digests.
"""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ebviz.build.fingerprint import CodeBase
from ebviz.errors import BuildError
from ebviz.store import sealed


def write(folder: Path, files: dict[str, str]) -> dict[str, Path]:
    """Write modules of a package ``p`` (and of others, where a name starts with a folder)."""
    for name, text in files.items():
        path = folder / (name if "/" in name else f"p/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {path.name: path for path in folder.iterdir() if path.is_dir()}


def run(folder: Path) -> str:
    """Return what ``p.a.f()`` gives in a fresh Python, or the error."""
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); import p.a; print(repr(p.a.f()))"
    command = [sys.executable, "-I", "-S", "-B", "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout or result.stderr.strip().rpartition("\n")[2]


def cases() -> dict[str, list[dict[str, str]]]:
    """Return each case of ``fingerprint_cases.txt``: the files before the edit and after."""
    text = (Path(__file__).parent / "fingerprint_cases.txt").read_text(encoding="utf-8")
    found = {}
    for case in text.split("\n=== ")[1:]:
        title, _, body = case.partition("\n")
        files = dict(part.partition("\n")[::2] for part in f"\n{body}\n".split("\n--- ")[1:])
        assert body.count("«") == body.count("→") == body.count("»") == 1, title
        found[title] = [
            {name: re.sub("«(.*)→(.*)»", version, part, flags=re.DOTALL) for name, part in files.items()}
            for version in (r"\1", r"\2")
        ]
    return found


CASES = cases()


@pytest.mark.parametrize("case", CASES)
def test_an_edit_that_changes_the_result_changes_the_closure(case: str, tmp_path: Path) -> None:
    results, closures = [], []
    for files in CASES[case]:
        packages = write(tmp_path, files)
        results.append(run(tmp_path))
        closures.append(CodeBase(packages).closure("p.a:f"))
    assert results[0] != results[1], "the case is wrong: the edit changes nothing"
    assert closures[0] != closures[1]


B = "import dataclasses, functools\nN = 1\ndef g():\n    return N\n"
# Each case: what p.b holds besides what p.a:f uses of it, and an edit there that must not count.
UNSEEN = {
    "comment": ("# one\n", "one", "two"),
    "another function": ("def h():\n    return 7\n", "7", "8"),
    "its docstring": ('def h():\n    """one"""\n', "one", "two"),
    "another constant": ("M = 7\n", "7", "8"),
    "another table": ("M = {'n': 7}\n", "7", "8"),
    "another value": ("M = sorted([7, 3])\n", "7", "8"),
    "another class": ("class C:\n    n = 7\n", "7", "8"),
    "a name also local in g": ("def local():\n    return 7\n", "7", "8"),
    "a dataclass": ("@dataclasses.dataclass\nclass C:\n    n: int = 7\n", "7", "8"),
    "a cached function": ("@functools.lru_cache(maxsize=None)\ndef h():\n    return 7\n", "7", "8"),
    "a function under a decorator that keeps nothing": (
        "def named(n):\n    def name(h):\n        h.n = n\n        return h\n    return name\n"
        "@named('x')\ndef h():\n    return 7\n",
        "7",
        "8",
    ),
    "an object of a class of this module": (
        "class C:\n    def __init__(self, n):\n        self.n = n\nD = C(7)\n",
        "7",
        "8",
    ),
    "what only type checkers import": (
        "import typing\nif typing.TYPE_CHECKING:\n    from p.x import one\n",
        "one",
        "two",
    ),
    "what only a script runs": ("if __name__ == '__main__':\n    print(7)\n", "7", "8"),
    "a string that stands alone": ("'one'\n", "one", "two"),
}


@pytest.mark.parametrize("case", UNSEEN)
def test_an_edit_of_what_is_not_used_changes_nothing(case: str, tmp_path: Path) -> None:
    text, old, new = UNSEEN[case]
    local = "    local = 0\n    return g() + local\n"
    write(tmp_path, {"a.py": f"from p.b import g\ndef f():\n{local}", "b.py": B + text})
    packages = {"p": tmp_path / "p"}
    before = CodeBase(packages).closure("p.a:f")
    write(tmp_path, {"b.py": B + text.replace(old, new)})
    assert CodeBase(packages).closure("p.a:f") == before
    write(tmp_path, {"b.py": B.replace("1", "2") + text})
    assert CodeBase(packages).closure("p.a:f") != before


def test_layout_and_comments_do_not_count(tmp_path: Path) -> None:
    plain = 'def f(a, b=(1, 2)):\n    """One."""\n    return [a, *b, "xy"]\n'
    other = (
        '\n\n# why\ndef f(\n    a,\n    b=(1, 2),  # two\n):\n    """Two."""\n    return [a, *b, \'x\' "y"]\n'
    )
    found = [CodeBase(write(tmp_path, {"a.py": text})).closure("p.a:f") for text in (plain, other)]
    assert found[0] == found[1]


def test_neighbours_of_a_script_are_found(tmp_path: Path) -> None:
    files = {
        "scenes/one.py": "import helpers\nimport scenes.more as m\ndef f():\n    return helpers.g() + m.h()\n",
        "scenes/helpers.py": "def g():\n    return 1\n",
        "scenes/more.py": "def h():\n    return 1\n",
    }
    found = CodeBase(write(tmp_path, files)).closure("scenes.one:f")
    assert {"scenes.helpers:g", "scenes.more:h"} <= set(found)


def test_declared_files_count(tmp_path: Path) -> None:
    data = 'DATA = ("fonts", "*.glsl", "../q/x.svg", "", "/absolute")\ndef f(): ...\n'
    packages = write(tmp_path, {"a.py": data, "one.glsl": "1"})
    found = [CodeBase(packages).closure("p.a:f")]
    for name, text in (("p/fonts/x.ttf", "1"), ("p/fonts/x.ttf", "2"), ("two.glsl", "1"), ("q/x.svg", "1")):
        write(tmp_path, {name: text})
        found.append(CodeBase(packages).closure("p.a:f"))
    assert found[0]["p.a:fonts"] == found[0]["p.a:../q/x.svg"] == "missing"
    assert "p.a:fonts/x.ttf" in found[1]
    assert set(found[3]) - set(found[2]) == {"p.a:two.glsl"}
    assert all(one != other for one, other in itertools.pairwise(found))


def test_modules_may_stand_outside(tmp_path: Path) -> None:
    files = {
        "a.py": "from importlib import import_module as get\nfrom p import b\ndef f(n):\n    b.tell()\n    get(n)\n",
        "b.py": 'OUTSIDE_DIGEST = "it only tells"\ndef tell():\n    print(1)\n',
        "c.py": "def g():\n    return 1\n",
    }
    assert "p.c:g" in CodeBase(write(tmp_path, files)).closure("p.a:f")
    files["a.py"] = 'COUNTED_APART = "entries"\n' + files["a.py"]
    found = CodeBase(write(tmp_path, files)).closure("p.a:f")
    assert {unit.partition(":")[0] for unit in found} == {"p.a"}


def test_whole_modules_and_what_is_not_there(tmp_path: Path) -> None:
    packages = write(
        tmp_path, {"a.py": "def first(): ...\ndef second(): ...\n", "b.py": "import p.c\n", "c.py": "def ("}
    )
    code = CodeBase(packages)
    assert set(code.closure("p.a")) == set(code.closure("p.a:*")) == {"p.a:first", "p.a:second"}
    for entry, message in (
        ("p.a:frist", "module 'p.a' defines no 'frist'; did you mean 'first'?"),
        ("p.z:f", "no module 'p.z' in p"),
        ("p.b", r"c\.py:1: cannot be read: "),
    ):
        with pytest.raises(BuildError, match=message):
            code.closure(entry)


# ------------------------------------------------------------------------------------------------------- cache


def test_the_cache_is_used_and_damage_is_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = write(tmp_path, {"a.py": "def f():\n    return 1\n"})
    cache = tmp_path / "folder" / "code.json"

    def closure() -> dict[str, str]:
        code = CodeBase(packages, cache)
        found = code.closure("p.a:f")
        code.save()
        return found

    right = closure()
    good = cache.read_bytes()
    assert sorted(cache.parent.iterdir()) == [cache.with_name("closures.json"), cache]
    digest = right["p.a:f"].encode()
    damaged = (
        b"",
        good[:-9],
        b"\xff" + good,
        b"[]\n{}",
        good.replace(digest, digest[::-1]),  # still JSON, and wrong
    )
    sealed.write(tmp_path / "other", {**sealed.read(cache), "schema": "another"})
    for bad in (*damaged, (tmp_path / "other").read_bytes()):
        cache.write_bytes(bad)
        cache.with_name("closures.json").unlink()
        assert closure() == right
        assert cache.read_bytes() == good
    monkeypatch.setattr("ebviz.build.fingerprint.cache.summarise", lambda source: pytest.fail("parsed again"))
    cache.with_name("closures.json").unlink()
    assert closure() == right


def test_closures_are_remembered_until_anything_they_came_from_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = {
        "a.py": "from p.b import g\n\n\ndef f():\n    return g()\n",
        "b.py": "DATA = ('t/*.txt',)\n\n\ndef g():\n    return 1\n",
        "c.py": "import importlib\n\n\ndef h(name):\n    return importlib.import_module(name)\n",
    }
    packages = write(tmp_path, sources)
    folder, cache = packages["p"], tmp_path / "kept/code.json"
    (folder / "t").mkdir()

    def closures() -> list[dict[str, str]]:
        code = CodeBase(packages, cache)
        found = [code.closure(entry) for entry in ("p.a:f", "p.c:h")]
        code.save()
        return found

    changes = (
        lambda: (folder / "b.py").write_text(sources["b.py"].replace("1", "2")),  # a module that is used
        lambda: (folder / "t/x.txt").write_text("data"),  # a declared file appears
        lambda: (folder / "t/x.txt").write_text("more"),
        lambda: (folder / "d.py").write_text("def k():\n    return 4\n"),  # a module, where any may be meant
        lambda: (folder / "d.py").unlink(),
    )
    for change in changes:
        change()
        new = [CodeBase(packages).closure(entry) for entry in ("p.a:f", "p.c:h")]
        assert closures() == new
        with monkeypatch.context() as patch:
            patch.setattr(CodeBase, "_closure", lambda *given: pytest.fail("worked out again"))
            assert closures() == new
    kept = cache.with_name("closures.json")
    good = kept.read_text()
    for bad in ("", good[:-9], good.replace("p.b:g", "p.b:f"), "[]"):
        kept.write_text(bad)
        assert closures() == new


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    packages = write(tmp_path, {"a.py": "def f(): ...\n", "file": ""})
    code = CodeBase(packages, tmp_path / "p" / "file" / "code.json")
    assert code.closure("p.a:f")
    code.save()
