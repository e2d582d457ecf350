"""The store: bytes under their hash, records that detect damage, publishing, clearing and forgetting."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ebviz.errors import BuildError, UsageError
from ebviz.store import Store, files
from ebviz.store.garbage import clear, forget
from ebviz.store.manifest import Blob, Manifest
from ebviz.study import Run
from ebviz.study.artifact import save


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that is ready to write."""
    store = Store(tmp_path / "renders")
    store.prepare()
    return store


def put(store: Store, data: bytes) -> Blob:
    with store.scratch() as folder:
        (folder / "x").write_bytes(data)
        return store.put(folder / "x")


def manifest(store: Store, key: str, data: bytes = b"film", task: str = "scene:horn") -> Manifest:
    made = Manifest(
        task, key, {"mp4": put(store, data)}, {"params": {"n": 1}}, {"study:horn": "k0"}, {"took": 1.0}
    )
    store.record(made)
    return made


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    path.chmod(0o644)
    if how == "delete":
        path.unlink()
    else:
        path.write_bytes(data[:-1] if how == "truncate" else bytes([data[0] ^ 1]) + data[1:])


def keep_times(path: Path, how: str) -> None:
    """Damage a file and put its time stamps back, as a failing disk or an unlucky copy does."""
    stat = path.stat()
    damage(path, how)
    if path.exists():
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_bytes_lie_under_their_own_hash_read_only(store: Store) -> None:
    blob = put(store, b"abc")
    path = store.blob_path(blob.sha256)
    assert blob == Blob(hashlib.sha256(b"abc").hexdigest(), 3)
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o777 == 0o444
    assert put(store, b"abc") == blob
    assert not list((store.root / "tmp").iterdir())


@pytest.mark.parametrize("how", ["flip", "truncate", "delete"])
def test_damaged_bytes_are_noticed_never_published_and_mended(store: Store, tmp_path: Path, how: str) -> None:
    blob = put(store, b"abcdef")
    copy = tmp_path / "copy"
    store.publish(blob, copy)
    keep_times(store.blob_path(blob.sha256), how)
    assert not store.holds(blob)
    with pytest.raises(BuildError, match="damaged"):
        store.publish(blob, tmp_path / "other")
    assert not (tmp_path / "other").exists()
    assert store.mend(blob, copy)
    assert store.holds(blob)


def test_published_files_are_copies(store: Store, tmp_path: Path) -> None:
    blob = put(store, b"abcdef")
    place = tmp_path / "deep/down/file"
    store.publish(blob, place)
    place.write_bytes(b"edited in place")
    assert store.holds(blob)
    store.publish(blob, place)
    assert place.read_bytes() == b"abcdef"
    (tmp_path / "folder").mkdir()
    with pytest.raises(BuildError, match="is a folder where a file should go"):
        store.publish(blob, tmp_path / "folder")


def test_a_manifest_comes_back_as_it_was(store: Store) -> None:
    made = manifest(store, "k1")
    assert store.manifest("k1") == made
    assert store.manifest("k2") is None
    store.publish_all(made, {"mp4": "horn/horn.mp4"})
    last = store.last("scene:horn")
    assert last is not None
    assert last.manifest == made
    assert last.published == {"mp4": "horn/horn.mp4"}


def test_a_flip_anywhere_in_a_record_never_gives_another_record(store: Store) -> None:
    made = manifest(store, "k1")
    path = store.root / "ac/k1.json"
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert store.manifest("k1") in (None, made)  # a flipped space changes nothing
    path.write_bytes(whole[: len(whole) // 2])
    assert store.manifest("k1") is None


def test_leftovers_of_ended_processes_are_swept_and_no_others(store: Store) -> None:
    script = (
        "import sys; from pathlib import Path; from ebviz.store import files\n"
        "root = Path(sys.argv[1]); (root / '.store/tmp' / files.owner()).mkdir()\n"
        "(root / '.store/cas/aa').mkdir()\n"
        "for p in (root / 'x.mp4', root / '.store/cas/aa/blob'): files.part(p).write_text('half')"
    )
    subprocess.run([sys.executable, "-c", script, str(store.renders)], check=True)
    mine = files.part(store.renders / "y.mp4")
    mine.write_text("half")
    with store.scratch() as running:
        theirs = [path for path in store.renders.rglob(f"*{files.PART}") if path != mine]
        assert len(theirs) == 2
        assert len(list((store.root / "tmp").iterdir())) == 2
        clear(store)
        assert not any(path.exists() for path in theirs)
        assert mine.exists()
        assert [running] == list((store.root / "tmp").iterdir())


def test_a_recycled_process_number_is_told_apart() -> None:
    host, pid, _, random = files.owner().split("-")
    assert not files.abandoned(Path(files.owner()))
    assert files.abandoned(Path(f"{host}-{pid}-1-{random}"))  # this number, started at another time
    assert not files.abandoned(Path(f"elsewhere-{pid}-1-{random}"))
    assert not files.abandoned(Path(".notes.part"))


def test_what_another_host_left_is_swept_after_a_week_and_not_before(store: Store) -> None:
    """As of a container of the same name, whose processes have other numbers."""
    fields = files.owner().split("-")
    for fresh in (True, False):
        folder = store.root / "tmp" / "-".join(["0" * 8, "1", *fields[2:]])
        folder.mkdir(parents=True)
        if not fresh:
            os.utime(folder, (0, time.time() - files.LONG - 60))
        clear(store)
        assert folder.exists() is fresh
        folder.rmdir() if fresh else None


def test_processes_of_another_namespace_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = files.owner().partition("-")[0]
    monkeypatch.setattr(os, "readlink", lambda path: "pid:[1]")
    files._host.cache_clear()
    assert files.owner().partition("-")[0] != mine
    files._host.cache_clear()


def test_forgetting_spares_the_published_the_newest_and_the_young(store: Store) -> None:
    now = time.time()
    for age in range(5):
        made = manifest(store, f"k{age}", f"film {age}".encode())
        for path in (store.root / f"ac/k{age}.json", store.blob_path(made.outputs["mp4"].sha256)):
            os.utime(path, (now - 10 - age, now - 10 - age))
        if age == 4:
            store.publish_all(made, {"mp4": "horn/horn.mp4"})
    assert forget(store, kept=2, young=3600) == 0
    assert forget(store, kept=2, young=5) > 0
    assert [age for age in range(5) if store.manifest(f"k{age}")] == [0, 1, 4]
    blobs = [path for path in (store.root / "cas").rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in blobs) == [b"film 0", b"film 1", b"film 4"]


def test_a_lock_is_free_again_when_its_holder_is_killed(store: Store) -> None:
    script = (
        "import sys, time; from pathlib import Path; from ebviz.store import Store\n"
        "lock = Store(Path(sys.argv[1])).lock('scene:x'); lock.acquire(); print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(store.renders)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(TimeoutError):
        store.lock("scene:x").acquire(timeout=0)
    holder.kill()
    holder.wait()
    with store.lock("scene:x").acquire(timeout=5):
        pass
    holder.stdout.close()


@pytest.mark.parametrize(("number", "kind"), [(errno.EROFS, UsageError), (errno.ENOSPC, BuildError)])
def test_a_read_only_and_a_full_disk_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    def refuse(self: Path, data: bytes) -> int:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(kind, match=os.strerror(number)):
        Store(tmp_path / "renders").prepare()


def test_a_disk_that_fills_up_while_writing_leaves_no_probe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(self: Path, data: bytes) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")  # as write(2) reports it: without a name

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(BuildError, match=r"renders': No space left on device$"):
        Store(tmp_path / "renders").prepare()
    assert not [path for path in (tmp_path / "renders").rglob("*") if path.is_file()]


# ----------------------------------------------------------------------------------------------- artifacts


def test_equal_arrays_give_equal_bytes_and_come_back_exactly(tmp_path: Path) -> None:
    arrays = {
        "b": np.linspace(0, 1, 7, dtype="f4").reshape(7, 1),
        "i": np.int64(3),
        "t": np.arange(12.0).reshape(3, 4).T,
        "ok": np.array([True, False]),
    }
    config = {"seed": 1, "beta": float("inf")}
    for name in ("one", "two"):
        save(dict(reversed(arrays.items())) if name == "two" else arrays, tmp_path / name, "toy", config)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    run = Run.open(tmp_path / "one")
    assert (run.name, run.config) == ("toy", config)
    assert set(run) == set(arrays)
    for name, array in arrays.items():
        assert np.array_equal(run[name], array)
        assert run[name].dtype == np.asarray(array).dtype
    with pytest.raises(ValueError, match="read-only"):
        run["b"][0] = 2.0
    with pytest.raises(KeyError, match=r"has no array 'c' \(it has b, i, ok, t\)"):
        run["c"]


@pytest.mark.parametrize("how", ["truncate", "delete"])
def test_a_damaged_artifact_is_one_line(tmp_path: Path, how: str) -> None:
    save({"x": np.ones(3)}, tmp_path / "x", "toy", {})
    damage(tmp_path / "x", how)
    with pytest.raises(BuildError, match="damaged or not an ebviz artifact"):
        Run.open(tmp_path / "x")


def test_torch_and_manim_are_not_needed_to_read_a_run(tmp_path: Path) -> None:
    save({"x": np.ones(3)}, tmp_path / "x", "toy", {})
    script = (
        "import sys; from pathlib import Path; from ebviz.study import Run; Run.open(Path(sys.argv[1]))['x']\n"
        "assert not {'torch', 'manim', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "x")], check=True)
