"""A tick of the page of the free energy in a browser: F anew from 121 × 73 × 48 energies, and drawn.

Beside the 60 a second that a screen shows, and what PyTorch needs for F alone on as many threads as it likes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import torch
from playwright.sync_api import sync_playwright

import ebviz
from benchmarks.ratio import Ratio
from ebviz.energy import softmin

PROJECT = Path(__file__).parent.parent
SCREEN = 60.0  # pictures a second
TICKS = 200
MOVE = """(count) => {
  const { live } = document.querySelector("main");
  const gl = document.querySelector("canvas").getContext("webgl2");
  const before = performance.now();
  for (let n = 0; n < count; n++) {
    live.state.values.beta = 1 + (n % 97);
    live.tick();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits until it is drawn
  }
  return (1000 * count) / (performance.now() - before);
}"""


def in_a_browser(path: Path) -> float:
    """Return ticks a second, drawn in software as on a machine without a graphics card."""
    with sync_playwright() as tools:
        program = shutil.which("chromium")
        software = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = tools.chromium.launch(executable_path=program, args=software)
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        page.goto(path.as_uri())
        page.evaluate(MOVE, 20)
        found = float(page.evaluate(MOVE, TICKS))
        browser.close()
    return found


def in_pytorch() -> float:
    """Return how often a second PyTorch computes the same F."""
    E = torch.tensor(ebviz.study("energies", PROJECT)["E"][0])
    softmin(E, 10.0)
    before = time.perf_counter()
    for _ in range(20):
        softmin(E, 10.0)
    return 20 / (time.perf_counter() - before)


def run() -> list[Ratio]:
    """Make the page, open it, and move β."""
    subprocess.run(
        [sys.executable, "-m", "ebviz", "--project", str(PROJECT), "page", "free_energy", "--quiet"],
        check=True,
    )
    ours, peer = in_a_browser(PROJECT / "renders/pages/free_energy.html"), in_pytorch()
    return [
        Ratio("page of the free energy: ticks / a screen's 60", ours, SCREEN, "1/s", ours / SCREEN, 1),
        Ratio("page of the free energy: ticks / PyTorch's F alone", ours, peer, "1/s", ours / peer, 0.5),
    ]
