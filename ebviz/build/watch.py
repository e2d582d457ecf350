"""Which files a task opens, seen by the kernel: in any language, in any thread, in any process it starts.

Linux can ask another process before it opens a file (seccomp's user notification, since 5.7, no privilege needed).
A watcher, forked from the task, notes each path, resolved at once, and lets the call go on. Where the kernel, the
processor or a container does not allow this, :func:`start` returns None and only Python's own reads are seen
(:mod:`ebviz.build.audit`).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import platform
import select
import socket
import struct
import sys
from dataclasses import dataclass

from ebviz.build.descendants import die_with_parent

# From linux/seccomp.h, linux/prctl.h and linux/audit.h.
SET_FILTER, NEW_LISTENER, ALL_THREADS = 1, 1 << 3, 1 | 1 << 4
NO_NEW_PRIVILEGES, PTRACER = 38, 0x59616D61
RECEIVE, SEND, GO_ON = 0xC0502100, 0xC0182101, 1
ALLOW, ASK = 0x7FFF0000, 0x7FC00000
NOTICE, ANSWER = "QIIiIQ6Q", "QqiI"  # struct seccomp_notif, struct seccomp_notif_resp
LENGTH = struct.Struct("I")
LONGEST = 4096  # bytes of a path
HERE = -100  # AT_FDCWD


@dataclass(frozen=True, slots=True)
class _Call:
    """Where a system call has its arguments: the folder (or None), the path, the flags (or None)."""

    folder: int | None
    path: int
    flags: int | None


@dataclass(frozen=True, slots=True)
class _Machine:
    """A processor's numbers: the architecture, seccomp, and the calls that are watched."""

    architecture: int
    seccomp: int
    calls: dict[int, _Call]


OPEN, OPENAT, OPENAT2, EXECUTE = _Call(None, 0, 1), _Call(0, 1, 2), _Call(0, 1, None), _Call(None, 0, None)
MACHINES = {
    "x86_64": _Machine(0xC000003E, 317, {2: OPEN, 257: OPENAT, 437: OPENAT2, 59: EXECUTE}),
    "aarch64": _Machine(0xC00000B7, 277, {56: OPENAT, 437: OPENAT2, 221: EXECUTE}),
}


class Watch:
    """A watch over this process and whatever it starts from now on; it ends with the process."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def opened(self) -> dict[str, str]:
        """Return the files opened for reading so far: path as named (absolute) → path without links.

        A file that was created or emptied by its first opening is the task's own and is left out.
        """
        self._line.sendall(b"?")
        (size,) = LENGTH.unpack(_exactly(self._line, LENGTH.size))
        return json.loads(_exactly(self._line, size))


def start() -> Watch | None:
    """Begin to watch this process, which cannot be undone; return None where that is not possible."""
    machine = MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    kernel = ctypes.CDLL(None, use_errno=True)
    ours, theirs = socket.socketpair()
    watcher = os.fork()
    if watcher == 0:
        try:
            ours.close()
            _watch(theirs, machine)
        finally:
            os._exit(0)
    theirs.close()
    kernel.prctl(PTRACER, watcher, 0, 0, 0)  # may read the paths, where only parents may read by default
    kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    program = _filter(machine)
    code = ctypes.create_string_buffer(program)
    given = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code)))
    notices = kernel.syscall(machine.seccomp, SET_FILTER, NEW_LISTENER | ALL_THREADS, given)
    if notices < 0:
        ours.close()
        os.waitpid(watcher, 0)
        return None
    # Nothing may be opened, not even a module, before the watcher has this.
    ours.sendmsg([b"!"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", notices))])
    os.close(notices)
    return Watch(ours)


def _filter(machine: _Machine) -> bytes:
    """Return a program for the kernel: ask about the calls that are watched, allow all others."""
    load, equal, give = 0x20, 0x15, 0x06

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    count = len(machine.calls)
    steps = [step(load, 4), step(equal, machine.architecture, 1), step(give, ALLOW), step(load, 0)]
    steps += [step(equal, number, count - place) for place, number in enumerate(machine.calls)]
    return b"".join([*steps, step(give, ALLOW), step(give, ASK)])


# ----------------------------------------------------------------------------------------- in the watcher


def _watch(line: socket.socket, machine: _Machine) -> None:
    """Live as the watcher: take in notices until the last process that is watched has ended."""
    gc.disable()
    die_with_parent()
    for inherited in (number for number in os.listdir("/proc/self/fd") if int(number) != line.fileno()):
        with contextlib.suppress(OSError):  # what it inherits would keep the other end from seeing its end
            os.close(int(inherited))
    _, rights, _, _ = line.recvmsg(1, socket.CMSG_SPACE(4))
    if not rights:
        return
    (notices,) = struct.unpack("i", rights[0][2])
    seen = _Seen(machine)
    waiting = select.poll()
    waiting.register(notices, select.POLLIN)
    waiting.register(line, select.POLLIN)
    while True:
        for handle, what in waiting.poll():
            if handle != notices:
                if line.recv(1):
                    found = json.dumps(seen.read).encode()
                    line.sendall(LENGTH.pack(len(found)) + found)
                else:
                    waiting.unregister(line)
            elif what & select.POLLIN:
                _take(notices, seen)
            else:
                return


def _take(notices: int, seen: _Seen) -> None:
    """Take in one notice, and let the call go on."""
    notice = bytearray(struct.calcsize(NOTICE))
    with contextlib.suppress(OSError):  # the caller may have been killed meanwhile
        fcntl.ioctl(notices, RECEIVE, notice, True)
        number, process, _, call, _, _, *arguments = struct.unpack(NOTICE, notice)
        try:
            seen.take(process, call, arguments)
        finally:
            fcntl.ioctl(notices, SEND, struct.pack(ANSWER, number, 0, 0, GO_ON))


class _Seen:
    """What has been opened: for reading, or first of all to be made anew."""

    def __init__(self, machine: _Machine) -> None:
        self._calls = machine.calls
        self._own: set[str] = set()
        self._paths: set[str] = set()
        self.read: dict[str, str] = {}

    def take(self, process: int, number: int, arguments: list[int]) -> None:
        """Note what a call opens."""
        call = self._calls[number]
        try:
            memory = os.open(f"/proc/{process}/mem", os.O_RDONLY)
            try:
                text = os.pread(memory, LONGEST, arguments[call.path]).partition(b"\0")[0]
                flags = arguments[call.flags] if call.flags is not None else os.O_RDONLY
            finally:
                os.close(memory)
            path = os.fsdecode(text)
            if not path.startswith("/"):
                path = os.path.join(self._folder(process, call, arguments), path)
        except OSError:
            return
        self._note(os.path.normpath(path) if "/.." not in path else path, flags)

    def _folder(self, process: int, call: _Call, arguments: list[int]) -> str:
        handle = ctypes.c_int(arguments[call.folder] & 0xFFFFFFFF).value if call.folder is not None else HERE
        return os.readlink(f"/proc/{process}/cwd" if handle == HERE else f"/proc/{process}/fd/{handle}")

    def _note(self, path: str, flags: int) -> None:
        new = path not in self._paths
        self._paths.add(path)
        made = flags & os.O_CREAT and flags & (os.O_EXCL | os.O_TRUNC)
        if (new and made) or flags & os.O_DIRECTORY:
            self._own.add(path)
        if flags & os.O_ACCMODE != os.O_WRONLY and path not in self._own and path not in self.read:
            self.read[path] = os.path.realpath(path)


def _exactly(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data))
        if not more:
            raise OSError("the watcher has ended")
        data += more
    return data
