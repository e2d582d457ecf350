"""Files that are never seen half-written: hash, copy and write by temporary file, fsync and rename."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from io import BufferedReader, BufferedWriter
from pathlib import Path

BLOCK = 1 << 20  # bytes read at once
UNLOCKABLE = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}  # of disks that know no locks
FICLONE = 0x40049409  # from linux/fs.h
LONG = 7 * 24 * 3600  # seconds after which what another host has left is taken for abandoned
PART = ".part"  # suffix of every temporary file


def sha256(path: Path, told: Callable[[int], object] | None = None) -> str:
    """Return the SHA-256 of a file's content as 64 hexadecimal digits; ``told`` is given the bytes read, often."""
    with path.open("rb") as file:
        if told is None:
            return hashlib.file_digest(file, "sha256").hexdigest()
        hashed = hashlib.sha256()
        while block := file.read(BLOCK):
            hashed.update(block)
            told(file.tell())
        return hashed.hexdigest()


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def same(path: Path, digest: str, size: int) -> bool:
    """Is ``path`` a file with exactly this content? Reads all of it (a time stamp proves nothing)."""
    try:
        return path.stat().st_size == size and sha256(path) == digest
    except OSError:
        return False


def is_its_name(path: Path) -> bool:
    """Is ``path`` a file whose name is the digest of its content?"""
    try:
        return sha256(path) == path.name
    except OSError:
        return False


def below(
    folder: Path,
    skipped: Callable[[str], bool] = lambda name: False,
    refuse: Callable[[OSError], None] | None = None,
) -> Iterator[Path]:
    """Yield the files below a folder, in order, following each link to a folder once.

    ``skipped`` tells the folders that are left out, by name; ``refuse`` is called for a folder that cannot be read.
    """
    seen = set()
    for parent, folders, names in os.walk(folder, followlinks=True, onerror=refuse):
        real = os.path.realpath(parent)
        folders[:] = [] if real in seen else sorted(name for name in folders if not skipped(name))
        if real not in seen:
            yield from (Path(parent, name) for name in sorted(names))
        seen.add(real)


def regular(path: Path) -> BufferedReader:
    """Open a file for reading; raise :class:`OSError` for a folder, a device or a pipe (which may never end)."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return path.open("rb")


@cache
def can_lock(folder: Path) -> bool:
    """Can files in ``folder`` be locked? Tries it, once."""
    probe = part(folder / "probe")
    handle = os.open(probe, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in UNLOCKABLE:
            return False
        raise
    finally:
        os.close(handle)
        probe.unlink(missing_ok=True)
    return True


def sync_folder(folder: Path) -> None:
    """Make a rename within ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write ``text`` to ``path``: readers see the old content or the new, nothing in between."""
    temporary = part(path)
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def copy(source: Path, destination: Path, digest: str) -> bool:
    """Copy ``source`` over ``destination`` if its content has this digest; return whether it does.

    The two share their blocks on the disk, until one is written to, where the file system can do that (Btrfs, XFS).
    They are never one file (a hard link): an edit of the destination in place must not change the source.
    """
    temporary = part(destination)
    try:
        with source.open("rb") as reader, temporary.open("xb") as writer:
            found = sha256(temporary) if _share(reader, writer) else _copied(reader, writer)
            writer.flush()
            os.fsync(writer.fileno())
        if found != digest:
            return False
        temporary.replace(destination)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(destination.parent)
    return True


def _share(reader: BufferedReader, writer: BufferedWriter) -> bool:
    """Make a new file share the blocks of another; return False where that is not possible."""
    try:
        fcntl.ioctl(writer, FICLONE, reader.fileno())
    except OSError:
        return False
    return True


def _copied(reader: BufferedReader, writer: BufferedWriter) -> str:
    """Copy a file and return the digest of what was copied."""
    hashed = hashlib.sha256()
    while block := reader.read(BLOCK):
        hashed.update(block)
        writer.write(block)
    return hashed.hexdigest()


# ------------------------------------------------------------------------ temporary files and who owns them


def part(path: Path) -> Path:
    """Return a new hidden temporary name beside ``path`` that identifies the process it belongs to."""
    return path.with_name(f".{path.name}.{owner()}{PART}")


def owner() -> str:
    """Return ``host-pid-start-random``: this process, as distinct from a later one with the same number."""
    pid = os.getpid()
    return f"{_host()}-{pid}-{_started(pid)}-{uuid.uuid4().hex[:8]}"


def abandoned(path: Path) -> bool:
    """Is a path named by :func:`part` or :func:`owner` one of a process on this host that has ended?

    Of another host it is taken to be one if nothing has been written to it for a long time.
    """
    fields = path.name.removesuffix(PART).rpartition(".")[2].split("-")
    if len(fields) != 4 or not fields[1].isdigit():
        return False
    if fields[0] != _host():
        try:
            return path.lstat().st_mtime < time.time() - LONG
        except OSError:
            return False
    pid = int(fields[1])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _started(pid) != fields[2]


@cache
def _host() -> str:
    """Return what this host is called here, as distinct from other containers of the same name on it."""
    try:
        numbers = os.readlink("/proc/self/ns/pid")  # whose processes the numbers count
    except OSError:
        numbers = ""
    return hashlib.sha256(f"{socket.gethostname()}{numbers}".encode()).hexdigest()[:8]


def _started(pid: int) -> str:
    """Return when a process started, in clock ticks; "ended" for a zombie, "0" if the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "ended" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        return "0"
