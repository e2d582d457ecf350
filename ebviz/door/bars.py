"""Progress in a notebook: one bar per running task, in one place of the output, and at the end one line.

Below that line is what is to be known of what was made, such as that letters come from another font.
"""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

OUTSIDE_DIGEST = "who watches a build learns how far it is and changes nothing in it"

INTERVAL = 0.2  # seconds between two pictures of the bars
LISTED = 4  # how many finished tasks are named


def notebook() -> Any:
    """Return the shell of the Jupyter kernel that this runs in, which can show pictures; None elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if getattr(shell, "kernel", None) is not None else None


class Bars:
    """Shows what a build tells about itself; nothing at all while nothing has to be made.

    Everything goes to one display, which is drawn again a few times a second, so the output stays short however
    long it takes.

    Parameters
    ----------
    publish : sends a picture to the notebook, as ``publish(data, transient=…, update=…)`` of IPython's publisher.
    """

    def __init__(self, publish: Callable[..., object]) -> None:
        self._publish = publish
        self._running: dict[str, Mapping[str, Any]] = {}
        self._made: list[str] = []
        self._failed: list[str] = []
        self._remarks: list[str] = []
        self._words = ""
        self._place = uuid.uuid4().hex
        self._is_shown = False
        self._next = 0.0

    def tell(self, event: Mapping[str, Any]) -> None:
        """Show an event, which is called as the method of an observer is that learns of it."""
        kind, task = event["event"], event.get("task", "")
        self._words = "starting workers …" if kind == "starting" else ""
        if kind in ("started", "waiting"):
            text = "another run is making it" if kind == "waiting" else ""
            self._running[task] = {"label": event["label"], "done": 0, "total": 0, "text": text}
        elif kind == "progress" and task in self._running:
            self._running[task] = {**self._running[task], **event}
        elif kind in ("fresh", "built", "restored", "failed"):
            self._running.pop(task, None)
            took = f" in {event['seconds']:.1f} s" if "seconds" in event else ""
            if kind == "failed":
                self._failed.append(event["label"])
            elif kind != "fresh":
                self._made.append(f"{event['label']}{took}")
        elif kind == "remark":
            self._remarks.append(f"{event['label']}: {event['line']}")
        now = time.monotonic()
        if now >= self._next or kind != "progress":
            self._next = now + INTERVAL
            self._show()

    def close(self) -> None:
        """Leave one line that says what was made, and the remarks; nothing if nothing was."""
        self._running.clear()
        self._words = ""
        if self._is_shown:
            self._show()

    def _show(self) -> None:
        html = self.html()
        if html or self._is_shown:
            data = {"text/html": html, "text/plain": self.plain()}
            self._publish(data, transient={"display_id": self._place}, update=self._is_shown)
            self._is_shown = True

    def html(self) -> str:
        """Return the bars of what is running, or else what was made."""
        rows = [_bar(task) for task in self._running.values()] or escape(self.plain()).split("\n")
        return "".join(f'<div style="opacity: 0.7; font-size: 90%">{row}</div>' for row in rows if row)

    def plain(self) -> str:
        """Return the same without bars: on one line, but for the remarks at the end."""
        if self._running:
            return ", ".join(
                f"{task['label']}: {_amount(task)}".rstrip(": ") for task in self._running.values()
            )
        if self._words:
            return self._words
        said = [("built", self._made), ("failed", self._failed)]
        line = "; ".join(_listed(word, names) for word, names in said if names)
        return "\n".join(filter(None, (line, *self._remarks)))


def _listed(word: str, names: list[str]) -> str:
    """Return a word and names, the first few of many: "built study horn in 0.1 s, horn in 9.2 s"."""
    more = len(names) - LISTED
    return f"{word} {', '.join(names[:LISTED])}" + (f" and {more} more" if more > 0 else "")


def _bar(task: Mapping[str, Any]) -> str:
    total = f' value="{float(task["done"])}" max="{float(task["total"])}"' if task["total"] else ""
    return f"<progress{total}></progress> {escape(task['label'])} {escape(_amount(task))}".rstrip()


def _amount(task: Mapping[str, Any]) -> str:
    """Return how far a task is: "45 of 300 frames"."""
    done = f"{task['done']:.0f}" if task["done"] else ""
    count = f"{done or '0'} of {task['total']:.0f}" if task["total"] else done
    return f"{count} {task['text']}".strip()
