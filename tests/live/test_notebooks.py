"""The example notebooks: Jupyter's in a real kernel, its widget turned as a front end does; marimo's run whole."""

from __future__ import annotations

import base64
import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from jupyter_client.manager import KernelManager
from playwright.sync_api import Browser, expect

from ebviz.energy import softmin
from ebviz.studies import _latent
from ebviz.study import Run
from tests.conftest import ROOT

SECONDS = 300
JUPYTER, MARIMO = ROOT / "examples/live.ipynb", ROOT / "examples/live_marimo.py"


@pytest.fixture
def anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Mapping[str, Run]) -> Path:
    """A folder in no project, and a cache folder in which the course's studies are up to date."""
    for study in ("energies", "ellipse", "inference", "free_energy"):
        assert runs[study]
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    renders = tmp_path / "XDG_CACHE_HOME/ebviz/renders"
    renders.mkdir(parents=True)
    (renders / ".store").symlink_to(ROOT / "renders/.store")
    (tmp_path / "talks").mkdir()
    return tmp_path / "talks"


class Kernel:
    """A kernel, whose cells are run and whose widgets are turned by messages."""

    def __init__(self, folder: Path) -> None:
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; return the messages until it is done."""
        return self._until(self.client.execute(source))

    def turn(self, widget: str, places: Mapping[str, float]) -> list[dict[str, Any]]:
        """Send where the sliders are, as a front end does; return the messages until it is answered."""
        data = {"method": "update", "state": {"places": places}, "buffer_paths": []}
        message = self.client.session.msg("comm_msg", {"comm_id": widget, "data": data})
        self.client.shell_channel.send(message)
        return self._until(message["header"]["msg_id"])

    def _until(self, request: str) -> list[dict[str, Any]]:
        found, end = [], time.monotonic() + SECONDS
        while time.monotonic() < end:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") != request:
                continue
            assert message["msg_type"] != "error", message["content"]["traceback"]
            found.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found
        raise AssertionError("no answer")


@pytest.fixture
def kernel(anywhere: Path) -> Iterator[Kernel]:
    found = Kernel(anywhere)
    yield found
    found.client.stop_channels()
    found.manager.shutdown_kernel(now=True)


def of_type(messages: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [message["content"] for message in messages if message["msg_type"] == kind]


def states(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what a widget told its front ends."""
    for content in of_type(messages, "comm_msg"):
        yield content["data"].get("state", {})


def test_the_jupyter_notebook_and_its_widget_in_a_real_kernel(
    kernel: Kernel, anywhere: Path, runs: Mapping[str, Run]
) -> None:
    notebook = nbformat.read(JUPYTER, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    first, *others = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    opened = kernel.run(first)
    view = next(one for one in of_type(opened, "comm_open") if "given" in one["data"]["state"])
    (shown,) = of_type(opened, "execute_result")
    assert shown["data"]["application/vnd.jupyter.widget-view+json"]["model_id"] == view["comm_id"]

    run, state = runs["energies"], view["data"]["state"]
    z = torch.tensor(run["z"], dtype=torch.float64)
    model = _latent.of(runs["inference"]).energy
    for beta, column, row in ((0, 20, 50), (57, 100, 3)):
        places = {**state["places"], "beta": beta, "column": column, "row": row}
        told = [one["answer"] for one in states(kernel.turn(view["comm_id"], places)) if "answer" in one]
        assert len(told) == 1
        assert told[0]["places"] == places
        F = np.frombuffer(base64.b64decode(told[0]["arrays"]["F"]["data"]), "<f4").reshape(73, 121)
        y = torch.tensor([run["y1"][column], run["y2"][row]], dtype=torch.float64)
        coldness = 0.0 if beta == 0 else 10 ** ((beta - 1) / 24 - 2)
        assert F[row, column] == pytest.approx(float(softmin(model(y, z), coldness).detach()), rel=1e-6)

    follows, arrays, figure, again, still = map(kernel.run, others)
    assert of_type(follows, "execute_result")[0]["data"]["text/plain"] == "(10.0, 0.1)"
    assert of_type(arrays, "execute_result")[0]["data"]["text/plain"].startswith("((73, 121), ")
    pictures = [
        content["data"]["image/png"]
        for messages, kind in ((figure, "display_data"), (again, "update_display_data"))
        for content in of_type(messages, kind)
        if "image/png" in content["data"]
    ]
    assert len(set(pictures)) == 2
    assert any(one["answer"]["places"]["beta"] == 49 for one in states(again) if "answer" in one)
    assert "image/png" in of_type(still, "execute_result")[0]["data"]
    assert list(anywhere.iterdir()) == []


def test_the_marimo_notebook_runs_whole(anywhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(anywhere)
    spec = importlib.util.spec_from_file_location("live_marimo", MARIMO)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    outputs, defined = module.app.run()
    assert defined["view"].beta == 1.0
    assert defined["F"].shape == (73, 121)
    assert f"{defined['F'].min():.4f}" in outputs[1].text


@pytest.fixture
def marimo_page(anywhere: Path) -> Iterator[str]:
    """The address of the marimo example, served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "marimo", "run", str(MARIMO), "--headless", "--no-token"]
    with (anywhere.parent / "marimo.log").open("wb") as log:
        server = subprocess.Popen([*command, "--port", str(port)], cwd=anywhere, stdout=log, stderr=log)
    url, end = f"http://127.0.0.1:{port}", time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    yield url
    server.terminate()
    server.wait()


def test_a_slider_is_dragged_in_a_marimo_page(
    browser: Browser, marimo_page: str, runs: Mapping[str, Run]
) -> None:
    run, model = runs["energies"], _latent.of(runs["inference"]).energy
    z = torch.tensor(run["z"], dtype=torch.float64)
    page = browser.new_page()
    page.goto(marimo_page)
    slider = page.locator('input[name="beta"]')
    slider.wait_for(timeout=1000 * SECONDS)
    row, column = (int(page.locator(f'input[name="{name}"]').input_value()) for name in ("row", "column"))
    y = torch.tensor([run["y1"][column], run["y2"][row]], dtype=torch.float64)
    for place in (53, 57, 61):
        for _ in range(4):
            slider.press("ArrowRight")
        beta = 10 ** ((place - 1) / 24 - 2)
        expect(page.get_by_text(f"At β = {beta:.3g}, the lowest")).to_be_visible(timeout=20_000)
        F = page.locator('output[data-name="F"]')
        wanted, end = (
            pytest.approx(float(softmin(model(y, z), beta).detach()), rel=1e-6),
            time.monotonic() + 20,
        )
        while float(F.get_attribute("data-value") or "nan") != wanted and time.monotonic() < end:
            page.wait_for_timeout(50)
        assert float(F.get_attribute("data-value") or "nan") == wanted
    page.close()
