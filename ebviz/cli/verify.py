"""``ebviz verify``: read everything that was made, and name what is damaged."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from ebviz.build.words import damage
from ebviz.store import Store
from ebviz.store.hashes import Hashes
from ebviz.store.inventory import Item, inventory


def verify(store: Store) -> int:
    """Hash all stored and published files; print what is damaged; return the exit code.

    What is remembered of unchanged files is renewed, so that the next run makes anew what was found damaged.
    """
    items, records = inventory(store)
    hashes = Hashes(store.root / "hashes.json")
    total = sum(item.blob.size for item in items)
    found = []
    with _bar(total) as moved:
        done = 0
        for item in items:
            if words := _fault(item, hashes, lambda read, before=done: moved(before + read)):  # type: ignore[misc]
                found.append(words)
            done += item.blob.size
    hashes.save()
    for line in [*found, *(f"the record {name} is damaged" for name in records)]:
        click.echo(line)
    bad = len(found) + len(records)
    shown = f"{len(items)} files, {_size(total)}"
    if not bad:
        click.echo(f"all whole: {shown}")
    else:
        click.echo(f"{bad} damaged of {shown}; ebviz render and ebviz figures make them anew")
    return int(bad > 0)


def _fault(item: Item, hashes: Hashes, told: Callable[[int], object]) -> str:
    """Return in words what is wrong with a file, "" for nothing."""
    try:
        whole = (
            item.path.stat().st_size == item.blob.size and hashes.read(item.path, told) == item.blob.sha256
        )
    except OSError as error:
        whole = False
        if not isinstance(error, FileNotFoundError | IsADirectoryError):
            return f"{item.shown} cannot be read: {error.strerror}"
    return "" if whole else damage(item.path, item.shown, item.blob)


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], object]]:
    """Show on a terminal how many bytes have been read; yield what is to be told."""
    if not sys.stdout.isatty():
        yield lambda read: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    with Progress(
        BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(), transient=True
    ) as bar:
        task = bar.add_task("", total=total)
        yield lambda read: bar.update(task, completed=read)


def _size(count: float) -> str:
    """Return a number of bytes for people.

    >>> _size(999), _size(1234567), _size(5.04e9)
    ('999 B', '1.2 MB', '5.0 GB')
    """
    place = min(max(math.floor(math.log10(max(count, 1)) / 3), 0), 3)
    return f"{count / 1000**place:.{1 if place else 0}f} {('B', 'kB', 'MB', 'GB')[place]}"
