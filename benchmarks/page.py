"""A tick of the page of the free energy in a browser: F anew from 121 × 73 × 48 energies, and drawn.

Beside the 60 a second that a screen shows. It is drawn in software, as on a machine without a graphics card, and each
tick is waited for.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.ratio import Ratio

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
    """Return ticks a second."""
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


def run() -> list[Ratio]:
    """Make the page, open it, and move β."""
    command = [sys.executable, "-m", "ebviz", "--project", str(PROJECT), "page", "free_energy", "--quiet"]
    subprocess.run(command, check=True)
    ours = in_a_browser(PROJECT / "renders/pages/free_energy.html")
    return [Ratio("page of the free energy: ticks / a screen's 60", ours, SCREEN, "1/s", ours / SCREEN, 1)]
