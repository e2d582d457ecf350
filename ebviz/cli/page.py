"""The page that ``ebviz watch --serve`` shows on this machine: the picture, what is wrong, and what is being done.

The page holds a line open over which the server tells it what has changed, so that it never has to be reloaded.
"""

from __future__ import annotations

import html
import json
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from ebviz.errors import UsageError

HOST, PORT = "127.0.0.1", 8642
HERE = {"127.0.0.1", "localhost", "[::1]"}  # names of this machine; a page of elsewhere that asks has another
ALIVE = 15.0  # seconds after which an open line is used, so that its other end is known to be there
TYPES = {".png": "image/png", ".mp4": "video/mp4"}


class Page:
    """A page on 127.0.0.1, served in threads of its own until :meth:`close`.

    Parameters
    ----------
    title : the page's.
    port : 0 for the usual one, or any that is free.

    Raises
    ------
    UsageError
        The port is taken, or may not be used.
    """

    def __init__(self, title: str, port: int = 0) -> None:
        self.title = title
        self.changed = threading.Condition()
        self.is_closed = False
        self._pictures: list[tuple[Path, int]] = []
        self._problems: list[str] = []
        self._doing = ""
        self._server = _server(port, self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://{HOST}:{self._server.server_address[1]}/"

    def show(self, pictures: Sequence[Path]) -> None:
        """Show new pictures, or films, in place of those before, and that nothing is wrong."""
        with self.changed:
            old = dict(self._pictures)
            numbers = max(old.values(), default=0) + 1
            self._pictures = [(path, numbers) for path in pictures]
            self._problems = []
            self.changed.notify_all()

    def tell(self, doing: str = "", problems: Sequence[str] | None = None) -> None:
        """Say what is being done, and what is wrong (None: as before)."""
        with self.changed:
            self._doing = doing
            self._problems = self._problems if problems is None else list(problems)
            self.changed.notify_all()

    def state(self) -> str:
        """Return what the page shows, as JSON."""
        pictures = [f"/{place}{path.suffix}?{number}" for place, (path, number) in enumerate(self._pictures)]
        return json.dumps({"pictures": pictures, "problems": self._problems, "doing": self._doing})

    def picture(self, name: str) -> Path | None:
        """Return the file behind an address such as "/0.png"."""
        found = re.fullmatch(r"/(\d{1,4})(\.\w+)", name)
        with self.changed:
            if found is None or int(found[1]) >= len(self._pictures):
                return None
            path = self._pictures[int(found[1])][0]
        return path if path.suffix == found[2] else None

    def close(self) -> None:
        """Stop serving."""
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    page: Page


def _server(port: int, page: Page) -> _Server:
    """Return a server at a port; if none is asked for, at the usual one, or another that is free."""
    for number in [port] if port else [PORT, 0]:
        try:
            server = _Server((HOST, number), _Handler)
        except (OSError, OverflowError) as error:
            problem = error
            continue
        server.page = page
        return server
    why = getattr(problem, "strerror", None) or str(problem)
    raise UsageError(f"--serve {port}: expected a free port: {why}")


class _Handler(BaseHTTPRequestHandler):
    """Answers a browser: the page, its events, its pictures."""

    protocol_version = "HTTP/1.1"
    server: _Server
    error_message_format = "%(code)d %(message)s\n"
    error_content_type = "text/plain"
    timeout: ClassVar[float] = 60.0

    def do_GET(self) -> None:
        """Answer a request."""
        page, place = self.server.page, self.path.partition("?")[0]
        name = re.sub(r":\d*$", "", self.headers.get("Host", ""))
        if name not in HERE:
            self.send_error(HTTPStatus.FORBIDDEN, "ask for 127.0.0.1 or localhost")
        elif place == "/":
            text = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
            self._answer(text.replace("TITLE", html.escape(page.title)).encode(), "text/html; charset=utf-8")
        elif place == "/events":
            with suppress(OSError):
                self._tell(page)
        elif (path := page.picture(place)) is not None:
            self._send(path)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _answer(self, data: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self._finish(data, kind)

    def _finish(self, data: bytes, kind: str) -> None:
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with suppress(OSError):  # the browser has gone
            self.wfile.write(data)

    def _tell(self, page: Page) -> None:
        """Send the state, and again whenever it changes, until one of the two ends goes."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        told = ""
        while not page.is_closed:
            with page.changed:
                if page.state() == told:
                    page.changed.wait(ALIVE)
                state = page.state()
            text = ": still here\n\n" if state == told else f"data: {state}\n\n"
            self.wfile.write(text.encode())
            told = state

    def _send(self, path: Path) -> None:
        """Send a picture, or the part of a film that is asked for."""
        try:
            data = path.read_bytes()
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        kind = TYPES.get(path.suffix, "application/octet-stream")
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked is None:
            self._answer(data, kind)
            return
        first, last = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
        if first > last:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{len(data)}")
            self._finish(b"", kind)
            return
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self._finish(data[first : last + 1], kind)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the terminal is for what is being made."""
