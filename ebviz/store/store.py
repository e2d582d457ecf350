"""The content-addressed store beside the renders: what was made, from what, and the bytes themselves.

::

    renders/.store/cas/ab/<sha256>    the bytes, named by their own hash, read-only
    renders/.store/ac/<key>.json      a manifest: the outputs for the inputs summed up in <key>
    renders/.store/last/<task>.json   what was last published for a task: explains changes, keeps the quality
    renders/.store/tmp, locks, logs   scratch folders of running tasks; one lock and one log per task

Bytes are written first, then the manifest, then the published copy, then ``last``, each by a rename: a process
killed between any two leaves the store consistent. Nothing is trusted for its date or name: bytes count only after
their hash has been recomputed, a manifest only if it holds its own hash.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from ebviz.errors import BuildError, UsageError, explain
from ebviz.store import files, sealed
from ebviz.store.manifest import Blob, Last, Manifest
from ebviz.store.obstacles import refuse_obstacles

if TYPE_CHECKING:
    from filelock import BaseFileLock

FULL = (errno.ENOSPC, errno.EDQUOT)  # the disk, or the user's quota on it


class NoLock:
    """What stands for a lock where there are none."""

    def acquire(self, timeout: float = 0) -> AbstractContextManager[None]:
        """Do nothing."""
        return nullcontext()

    def release(self) -> None:
        """Do nothing."""


class Store:
    """The store in the folder ``renders``; created on first write."""

    def __init__(self, renders: Path) -> None:
        self.renders = renders
        self.root = renders / ".store"

    # ------------------------------------------------------------------------------------------- bytes

    def blob_path(self, digest: str) -> Path:
        """Return where the bytes with this hash lie."""
        return self.root / "cas" / digest[:2] / digest

    def holds(self, blob: Blob) -> bool:
        """Are the bytes there, and intact? Computes their hash."""
        return files.same(self.blob_path(blob.sha256), blob.sha256, blob.size)

    def put(self, path: Path) -> Blob:
        """Move a finished file (on the store's own disk) into the store; return its blob."""
        with path.open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.fstat(file.fileno()).st_size
        place = self.blob_path(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.chmod(0o444)
        path.replace(place)
        files.sync_folder(place.parent)
        return Blob(digest, size)

    def mend(self, blob: Blob, copy: Path) -> bool:
        """Restore damaged or missing bytes from a published ``copy``; return whether that was intact."""
        place = self.blob_path(blob.sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not (files.same(copy, blob.sha256, blob.size) and files.copy(copy, place, blob.sha256)):
            return False
        place.chmod(0o444)
        return True

    def publish(self, blob: Blob, destination: Path) -> None:
        """Copy bytes to where users look for them.

        Raises
        ------
        BuildError
            The store's bytes are damaged, or a file is where a folder should go, or vice versa.
        """
        try:
            destination.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            line = f"'{error.filename}' is a file where a folder should go; move it away"
            raise BuildError(line) from error
        if files.same(destination, blob.sha256, blob.size):
            return
        if destination.is_dir():
            raise BuildError(f"'{destination}' is a folder where a file should go; move it away")
        try:
            whole = files.copy(self.blob_path(blob.sha256), destination, blob.sha256)
        except FileNotFoundError:
            whole = False
        if not whole:
            raise BuildError(f"the stored bytes of '{destination.name}' have been damaged; run again")

    # --------------------------------------------------------------------------------------- manifests

    def manifest(self, key: str) -> Manifest | None:
        """Return the manifest of ``key``, or ``None`` if it is unknown (or the record is damaged)."""
        document = sealed.read(self.root / "ac" / f"{key}.json")
        try:
            manifest = None if document is None else Manifest.parse(document)
        except (KeyError, TypeError, AttributeError):
            return None
        return manifest if manifest is not None and manifest.key == key else None

    def record(self, manifest: Manifest) -> None:
        """Write a manifest; its bytes must already be in the store."""
        folder = self.root / "ac"
        folder.mkdir(parents=True, exist_ok=True)
        sealed.write(folder / f"{manifest.key}.json", manifest.document())

    def used(self, manifest: Manifest) -> None:
        """Keep a manifest and its bytes from being dropped while a run builds on them."""
        paths = [self.root / "ac" / f"{manifest.key}.json"]
        paths += [self.blob_path(blob.sha256) for blob in manifest.outputs.values()]
        for path in paths:
            if path.exists():
                os.utime(path)

    def last(self, task: str) -> Last | None:
        """Return what was last published for ``task``, or ``None`` if that is unknown."""
        document = sealed.read(self.root / "last" / f"{file_name(task)}.json")
        try:
            return (
                None
                if document is None
                else Last(Manifest.parse(document["manifest"]), document["published"])
            )
        except (KeyError, TypeError, AttributeError):
            return None

    def publish_all(self, manifest: Manifest, places: Mapping[str, str]) -> None:
        """Publish the parts named in ``places`` (part → path below renders) and remember it."""
        for part, place in places.items():
            self.publish(manifest.outputs[part], self.renders / place)
        self.remember(manifest, places)

    def remember(self, manifest: Manifest, places: Mapping[str, str]) -> None:
        """Record what is now published for a task, if that has changed."""
        before = self.last(manifest.task)
        now = Last(manifest, {**(before.published if before else {}), **places})
        if now != before:
            folder = self.root / "last"
            folder.mkdir(parents=True, exist_ok=True)
            document = {"manifest": manifest.document(), "published": now.published}
            sealed.write(folder / f"{file_name(manifest.task)}.json", document)

    # ------------------------------------------------------------------------- scratch, locks, logs

    def prepare(self) -> None:
        """Create the folders and check that they can be written to.

        Raises
        ------
        UsageError
            Nothing can be written there, or something is in the way.
        BuildError
            The disk is full.
        """
        refuse_obstacles(self.renders, self.root)
        try:
            for name in ("cas", "ac", "last", "tmp", "locks", "logs"):
                (self.root / name).mkdir(parents=True, exist_ok=True)
            for folder in (self.renders, self.root):
                probe = files.part(folder / "probe")
                try:
                    probe.write_bytes(b"0" * 4096)
                finally:
                    probe.unlink(missing_ok=True)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            line = f"cannot write to '{self.renders}': {error.strerror or error}{where}"
            raise (BuildError if error.errno in FULL else UsageError)(line) from error

    def explain(self, error: BaseException) -> str:
        """Return an error on one line, with this store's path if its disk is full."""
        full = isinstance(error, OSError) and error.errno in FULL
        return explain(error) + (f" ('{self.root}')" if full else "")

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Provide a private folder on the store's disk, removed afterwards (or by the next run)."""
        folder = self.root / "tmp" / files.owner()
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def lock(self, name: str) -> BaseFileLock | NoLock:
        """Return the lock of a task; the system releases it when its holder dies.

        Where the disk knows no locks (some network disks), nothing is locked: two runs at once then may build the
        same thing twice, and since each file appears by a rename, either result is whole.
        """
        folder = self.root / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        if not files.can_lock(folder):
            return NoLock()
        from filelock import FileLock

        return FileLock(folder / f"{file_name(name)}.lock")

    def log_path(self, task: str) -> Path:
        """Return where a task's output and traceback go."""
        return self.root / "logs" / f"{file_name(task)}.log"


def file_name(task: str) -> str:
    """Return a task's name as a file name.

    >>> file_name("figure:dark:horn")
    'figure.dark.horn'
    """
    return task.replace(":", ".")
