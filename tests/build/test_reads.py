"""Whatever a task reads counts, or the task is refused with what to declare: by whatever means it reads."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.build.ground import Case, Cycle, write

# How the number in a file is read. Each is the body of a study.
PYTHON = {
    "open": "value = float(open(HERE / 'FILE.txt').read())",
    "relative": "value = float(open('FILE.txt').read())",
    "bytes": "value = float(open(os.fsencode(HERE / 'FILE.txt')).read())",
    "r+": "value = float(open(HERE / 'FILE.txt', 'r+').read())",
    "a+": "f = open(HERE / 'FILE.txt', 'a+')\nf.seek(0)\nvalue = float(f.read())",
    "os.open": "value = float(os.read(os.open(HERE / 'FILE.txt', os.O_RDONLY), 99))",
    "os.open, to write too": "value = float(os.read(os.open(HERE / 'FILE.txt', os.O_RDWR), 99))",
    "os.chdir": ("os.chdir(HERE / 'studies')\nvalue = float(open('../FILE.txt').read())\nos.chdir('/')"),
    "thread": (
        "import threading\ngot = []\n"
        "t = threading.Thread(target=lambda: got.append((HERE / 'FILE.txt').read_text()))\n"
        "t.start()\nt.join()\nvalue = float(got[0])"
    ),
    "pool of threads": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "value = float(ThreadPoolExecutor().submit((HERE / 'FILE.txt').read_text).result())"
    ),
    "exec": (
        "space = {}\nexec('v = float(open(HERE / \"FILE.txt\").read())', globals(), space)\n"
        "value = space['v']"
    ),
}
NATIVE = {
    "dir_fd": (
        "d = os.open(HERE, os.O_RDONLY)\nvalue = float(os.read(os.open('FILE.txt', os.O_RDONLY, dir_fd=d), 99))"
    ),
    "process": "import subprocess\nvalue = float(subprocess.check_output(['cat', str(HERE / 'FILE.txt')]))",
    "shell": "import subprocess\nvalue = float(subprocess.getoutput('cat FILE.txt'))",
    "Python in a process": (
        "import subprocess, sys\nscript = 'print(open(\"FILE.txt\").read())'\n"
        "value = float(subprocess.check_output([sys.executable, '-c', script]))"
    ),
    "pool of processes": (
        "import multiprocessing\nctx = multiprocessing.get_context('fork')\nwith ctx.Pool(1) as pool:\n"
        "    value = float(pool.apply(read_it))"
    ),
    "fork": "r, w = os.pipe()\nif os.fork() == 0:\n    os.write(w, (HERE / 'FILE.txt').read_bytes())\n"
    "    os._exit(0)\nvalue = float(os.read(r, 99))",
    "C library": (
        "import ctypes\nc = ctypes.CDLL(None)\nfd = c.open(os.fsencode(HERE / 'FILE.txt'), 0)\n"
        "value = float(os.read(fd, 99))"
    ),
    "a program of the project": (
        "import subprocess\nvalue = float(subprocess.check_output([str(HERE / 'FILE.sh')]))"
    ),
}
BINARY = {
    "np.load": ("FILE.npy", "value = np.load(HERE / 'FILE.npy')"),
    "np.memmap": (
        "FILE.npy",
        "value = np.array(np.memmap(HERE / 'FILE.npy', '<f8', offset=128, shape=(1,)))",
    ),
    "np.load, mapped": ("FILE.npy", "value = np.array(np.load(HERE / 'FILE.npy', mmap_mode='c'))"),
    "safetensors": (
        "FILE.safetensors",
        "from safetensors.numpy import load_file\nvalue = load_file(HERE / 'FILE.safetensors')['y']",
    ),
    "torch.load": (
        "FILE.pt",
        "import torch\nvalue = torch.load(HERE / 'FILE.pt', weights_only=True)['y']",
    ),
    "torch.load, mapped": (
        "FILE.pt",
        "import torch\nvalue = torch.load(str(HERE / 'FILE.pt'), mmap=True, weights_only=True)['y'].clone()",
    ),
    "torch.jit.load": (
        "FILE.ts",
        "import torch\nvalue = torch.jit.load(str(HERE / 'FILE.ts'))(torch.zeros(1))",
    ),
    "torch.from_file": (
        "FILE.bin",
        "import torch\nvalue = torch.from_file(str(HERE / 'FILE.bin'), size=1, dtype=torch.float64).clone()",
    ),
    "sqlite3": (
        "FILE.db",
        "import sqlite3\nvalue = sqlite3.connect(HERE / 'FILE.db').execute('select y from t').fetchone()",
    ),
    "cv2": ("FILE.png", "import cv2\nvalue = cv2.imread(str(HERE / 'FILE.png'))[0, 0, 0]"),
    "PIL": ("FILE.png", "from PIL import Image\nvalue = np.asarray(Image.open(HERE / 'FILE.png'))[0, 0]"),
    "cairo": (
        "FILE.png",
        "import cairo\ns = cairo.ImageSurface.create_from_png(str(HERE / 'FILE.png'))\nvalue = s.get_data()[0]",
    ),
}


WAYS = {
    **{way: ("FILE.txt", body) for way, body in PYTHON.items()},
    **{way: ("FILE.sh" if ".sh" in body else "FILE.txt", body) for way, body in NATIVE.items()},
    **BINARY,
}


def case(name: str, body: str) -> Case:
    """Return the case of a file that is read where it lies, in the project's folder."""
    return Case(
        body,
        make=lambda root, file: write(root / name.replace("FILE", file), 3),
        edit=lambda root, file: write(root / name.replace("FILE", file), 4),
        refused=f'add DATA = ("../{name}",) to the module',
        declared=f"../{name}",
        changed="changed " if "exec(" in body else f"changed MODULE:../{name}",  # exec may reach everything
    )


def test_what_is_read_is_refused_until_it_is_declared_and_then_counts(tmp_path: Path) -> None:
    """All ways in one project and one test: what costs time is to start."""
    ways = (
        WAYS if sys.platform == "linux" else {way: WAYS[way] for way in PYTHON}
    )  # only Linux tells of the others
    assert Cycle(tmp_path, {way: case(*given) for way, given in ways.items()}).faults() == {}
