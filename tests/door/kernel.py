"""Cells run in a real Jupyter kernel, as a notebook runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

SECONDS = 300  # that one cell may take on a busy machine


def run_cells(folder: Path, *sources: str) -> list[list[dict[str, Any]]]:
    """Run cells in a kernel whose current folder is ``folder``; return the outputs of each."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return run_notebook(nbformat.v4.new_notebook(cells=cells), folder)


def run_notebook(notebook: Any, folder: Path) -> list[list[dict[str, Any]]]:
    """Run a notebook; return the outputs of each of its code cells, errors included."""
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", allow_errors=True, resources=resources
    )
    client.execute()
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]


def error(outputs: list[dict[str, Any]]) -> list[str]:
    """Return the lines that a failed cell shows of its error."""
    (found,) = (output for output in outputs if output["output_type"] == "error")
    return found["traceback"]


def result(outputs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the last expression of a cell shows, by type."""
    assert [output for output in outputs if output["output_type"] == "error"] == []
    (found,) = (output for output in outputs if output["output_type"] == "execute_result")
    return found["data"]


def shown(outputs: list[dict[str, Any]]) -> list[str]:
    """Return what a cell shows besides its result, as text."""
    return [
        output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]
        for output in outputs
        if output["output_type"] in ("stream", "display_data")
    ]
