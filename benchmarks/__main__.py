"""Run the benchmarks and print each speed beside its peer's, measured in the same run.

``python -m benchmarks [NAME …]`` — names are modules in this folder; none means all.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.ratio import Ratio
from ebviz.errors import UsageError, nearest


def names() -> list[str]:
    """Return the benchmark modules in this folder, in alphabetical order."""
    return sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.stem not in {"__init__", "__main__", "ratio"}
    )


def table(ratios: list[Ratio]) -> Table:
    """Lay the ratios out, one row each, with the targets."""
    grid = Table("", "ours", "peer", "unit", "ratio", "at least", title="speed against its peer")
    for row in ratios:
        met = "green" if row.ratio >= row.target else "bold red"
        grid.add_row(
            row.name,
            f"{row.ours:.3g}",
            f"{row.peer:.3g}",
            row.unit,
            f"[{met}]{row.ratio:.2f}[/]",
            f"{row.target:g}",
        )
    return grid


def main(chosen: list[str]) -> int:
    """Run the chosen benchmarks; return 1 if a ratio falls short, 2 on an unknown name."""
    console = Console()
    known = names()
    for name in chosen:
        if name not in known:
            expected = f"expected one of {', '.join(known)}{nearest(name, known)}"
            error = UsageError(f"unknown benchmark '{name}': {expected}")
            Console(stderr=True).print(f"error: {error}", markup=False)
            return error.exit_code
    ratios: list[Ratio] = []
    for name in chosen or known:
        console.print(f"[dim]running {name} …[/]")
        ratios += importlib.import_module(f"benchmarks.{name}").run()
    console.print(table(ratios))
    return int(any(row.ratio < row.target for row in ratios))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
