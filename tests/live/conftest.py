"""A browser, and pages written from the course's studies without the build around them."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ebviz.live.document import document
from ebviz.live.page import filled
from ebviz.study import Run
from tests.conftest import CATALOG

SIZES = {"desktop": {"width": 1360, "height": 900}, "phone": {"width": 390, "height": 844}}
SOFTWARE = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]  # draws without a graphics card


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("there is no chromium: .ci/system-packages --browser installs it")
    with sync_playwright() as tools:
        found = tools.chromium.launch(executable_path=program, args=SOFTWARE)
        yield found
        found.close()


@pytest.fixture(scope="session")
def written(
    runs: Mapping[str, Run], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[Path, Any]]:
    """Return a function that writes a page, once, and returns its file and what it was filled with."""
    folder, known = tmp_path_factory.mktemp("pages"), dict[str, tuple[Path, Any]]()

    def write(name: str) -> tuple[Path, Any]:
        if name not in known:
            entry = CATALOG.pages[name]
            function = getattr(importlib.import_module(entry.module), entry.function)
            page = filled(function, {study: runs[study] for study in entry.studies})
            path = folder / f"{name}.html"
            path.write_bytes(document(page, {"schema": "ebviz/1", "task": f"page:{name}"}))
            known[name] = path, page
        return known[name]

    return write


class Seen:
    """A page in the browser, with all that it said to the console, and all that it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url[:60]))

    def set(self, **sliders: int) -> None:
        """Move sliders as a hand does, and wait until it is drawn."""
        self.page.evaluate(
            """async (moved) => {
                for (const [name, value] of Object.entries(moved)) {
                    const input = document.querySelector(`input[name="${name}"]`);
                    input.value = value;
                    input.dispatchEvent(new Event("input"));
                }
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            }""",
            sliders,
        )

    def drawn(self) -> None:
        """Wait until what has changed is drawn."""
        self.set()

    def read(self, name: str) -> float:
        """Return the number that a reading shows."""
        return float(self.page.locator(f'output[data-name="{name}"]').get_attribute("data-value") or "nan")


@pytest.fixture
def opened(browser: Browser, written: Callable[[str], tuple[Path, Any]]) -> Iterator[Callable[..., Seen]]:
    """Return a function that opens a page from its file."""
    contexts = []

    def open_(name: str, size: str = "desktop", before: str = "") -> Seen:
        context = browser.new_context(viewport=SIZES[size], color_scheme="dark")
        contexts.append(context)
        page = context.new_page()
        seen = Seen(page)
        if before:
            page.add_init_script(before)
        page.goto(written(name)[0].as_uri())
        seen.drawn()
        return seen

    yield open_
    for context in contexts:
        context.close()
