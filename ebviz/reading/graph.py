"""Graphs of the user's own: an edge list, an adjacency, or GraphML, as an adjacency and the names of its vertices."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

import numpy as np

from ebviz.errors import UsageError, clipped, one_line
from ebviz.reading import kinds
from ebviz.reading.kinds import GRAPHS
from ebviz.reading.samples.containers import Arrays, arrays
from ebviz.reading.samples.idx import unpacked
from ebviz.reading.text import text_lines
from ebviz.remarks import remark

MOST = 2000  # vertices
WIDEST = 4  # columns of a list of edges, which a square of numbers must exceed
NAMES = ("adjacency", "a", "adj", "matrix", "arr_0")  # of a dense adjacency, the likeliest first
SPARSE = ("data", "indices", "indptr", "shape")  # of what scipy.sparse.save_npz writes
HEADS = {"from", "to", "source", "target", "src", "dst", "start", "end", "u", "v", "head", "tail"}
Edges = list[tuple[str, str]]


def read_graph(path: Path, *, both_ways: bool = False) -> tuple[np.ndarray, list[str]]:
    """Return an adjacency (t, t) float32 of 0 and 1, row i holding what comes into vertex i, and t names.

    Loops from a vertex to itself are left out, and weights of edges, which is reported.

    Parameters
    ----------
    path : a csv or text of edges, "from, to" in each line, with a head or without; an array (t, t), as csv too, in
        which row i, column j means an edge from i to j, as networkx and PyTorch Geometric write it; an array (2, E)
        of edges, from and to, named edge_index; a sparse matrix of SciPy; GraphML.
    both_ways : lead its edges both ways? Those of GraphML do if it says so.

    Raises
    ------
    UsageError : it cannot be read, is of another kind, or has no vertices or too many.
    """
    try:
        is_a = kinds.kind(path)
    except OSError as error:
        said = one_line(error.strerror or error)
        raise UsageError(f"cannot read '{path}': {said}; expected {GRAPHS}") from error
    if is_a == kinds.TEXT and _is_xml(path):
        names, edges, both_ways = _graphml(path, both_ways)
    elif is_a == kinds.TEXT:
        rows = _rows(path)
        if (square := _square(rows)) is not None:
            return _checked(path, *square, both_ways)
        edges = _edge_list(path, rows)
        names = [*dict.fromkeys(name for edge in edges for name in edge)]
        names = sorted(names, key=int) if all(name.isdecimal() for name in names) else names
    else:
        return _checked(path, _matrix(arrays(path, GRAPHS)), None, both_ways)
    _refuse_large(path, len(names))
    number = {name: index for index, name in enumerate(names)}
    a = np.zeros((len(names), len(names)))
    for start, end in edges:
        a[number[start], number[end]] = 1
    return _checked(path, a, names, both_ways)


def _checked(
    path: Path, a: np.ndarray, names: list[str] | None, both_ways: bool
) -> tuple[np.ndarray, list[str]]:
    """Turn an adjacency whose rows are where edges begin into one of 0 and 1 whose rows are where they end."""
    _refuse_large(path, len(a))
    if not np.isfinite(a).all():
        raise UsageError(
            f"'{path}': expected numbers, got {int((~np.isfinite(a)).sum())} that are not finite"
        )
    edges = a != 0
    loops, weighted = int(edges.diagonal().sum()), int((edges & (a != 1)).sum())
    if loops:
        remark(f"'{path.name}': {loops} edges from a vertex to itself left out")
    _leave_out_weights(path, weighted)
    np.fill_diagonal(edges, False)
    edges = edges | edges.T if both_ways else edges
    if not edges.any():
        raise UsageError(f"'{path}': expected an edge between two vertices, got none")
    return edges.T.astype(np.float32), names or [str(index) for index in range(len(a))]


def _leave_out_weights(path: Path, weighted: int) -> None:
    if weighted:
        remark(f"'{path.name}': the weights of {weighted} edges left out")


def _refuse_large(path: Path, count: int) -> None:
    if not 2 <= count <= MOST:
        raise UsageError(f"'{path}': expected 2 to {MOST} vertices, got {count}")


def _rows(path: Path) -> list[list[str]]:
    """Return the cells of a text's lines, between commas, semicolons, tabs or spaces, without comments ("#")."""
    lines = [line for line in text_lines(path) if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise UsageError(f"'{path}': expected an edge in each line, 'from, to', got none")
    between = next((sign for sign in ",;\t" if sign in lines[0]), None)
    if between is None:
        return [line.split() for line in lines]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=between)]
    except csv.Error as error:
        raise UsageError(f"'{path}': expected an edge in each line, 'from, to': {one_line(error)}") from error


def _square(rows: list[list[str]]) -> tuple[np.ndarray, list[str] | None] | None:
    """Return the adjacency that a table is, with the names round it if there are any; None if it is no such table.

    A table of numbers is one if the same names are in its first line and column, or if it is a square: of 0 and 1,
    or so wide that no list of edges has as many columns.
    """
    width, names = len(rows[0]), None
    if width > 2 and not rows[0][0] and [row[0] for row in rows[1:]] == rows[0][1:]:
        names, rows = rows[0][1:], [row[1:] for row in rows[1:]]
    elif width < 3:
        return None
    if any(len(row) != len(rows) or not all(map(_is_number, row)) for row in rows):
        return None
    a = np.array(rows, float)
    return (a, names) if names or len(a) > WIDEST or np.isin(a, (0, 1)).all() else None


def _edge_list(path: Path, rows: list[list[str]]) -> Edges:
    """Return the edges in the first two columns of a text."""
    first, rest = rows[0][:2], [cell for row in rows[1:] for cell in row[:2]]
    numbered = bool(rest) and all(map(_is_number, rest))
    if {cell.lower() for cell in first} <= HEADS or (numbered and not any(map(_is_number, first))):
        rows = rows[1:]
    width = len(rows[0]) if rows else 0
    for number, row in enumerate(rows, 1):
        shown = clipped(", ".join(row))
        if len(row) < 2 or not all(row[:2]):
            raise UsageError(
                f"'{path}': expected an edge in each line, 'from, to', got '{shown}' as number {number}"
            )
        if len(row) != width and not any(
            cell.startswith("{") for cell in row + rows[0]
        ):  # as networkx writes
            raise UsageError(
                f"'{path}': expected an edge in each line, 'from, to', and {width} columns as in the first, got "
                f"'{shown}' as number {number}"
            )
    weights = [row[2] for row in rows if len(row) > 2]
    _leave_out_weights(path, sum(_is_number(weight) and float(weight) != 1 for weight in weights))
    return [(row[0], row[1]) for row in rows]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _is_xml(path: Path) -> bool:
    return unpacked(path)[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def _graphml(path: Path, both_ways: bool) -> tuple[list[str], Edges, bool]:
    import networkx as nx

    content = unpacked(path)
    if b"<!ENTITY" in content:
        raise UsageError(f"'{path}': expected GraphML without entities of its own")
    try:
        graph = nx.read_graphml(BytesIO(content))
    except (ParseError, nx.NetworkXError, KeyError, ValueError, StopIteration) as error:
        raise UsageError(
            f"'{path}' is not GraphML: {one_line(error, 200) or type(error).__name__}"
        ) from error
    names = {node: str(said.get("label", node)) for node, said in graph.nodes(data=True)}
    if len({*names.values()}) < len(names):
        names = {node: str(node) for node in names}
    weights = [said.get("weight", 1) for _, _, said in graph.edges(data=True)]
    _leave_out_weights(path, sum(weight != 1 for weight in weights))
    edges = [(names[start], names[end]) for start, end in graph.edges()]
    return [*names.values()], edges, both_ways or not graph.is_directed()


def _matrix(found: Arrays) -> np.ndarray:
    """Return a dense adjacency whose rows are where edges begin."""
    if {*SPARSE} <= found.shapes.keys():
        return _csr(found)
    name = found.first(("edge_index", *NAMES))
    if name is None:
        listed = ", ".join(NAMES[:-1])
        raise UsageError(
            f"'{found.path}': expected one array (t, t), or one named {listed}; got {found.listed()}"
        )
    array = found.read(name)
    if array.dtype.kind not in "fiub" or array.ndim != 2:
        raise UsageError(f"'{found.path}': expected an adjacency (t, t), got {array.dtype} {array.shape}")
    if array.shape[0] == array.shape[1] and name != "edge_index":
        return np.asarray(array, float)
    if array.shape[0] == 2 and array.dtype.kind in "iu":
        return _filled(found.path, array[0], array[1], int(array.max(initial=-1)) + 1)
    wanted = "an adjacency (t, t), or whole numbers (2, E) of edges"
    raise UsageError(f"'{found.path}': expected {wanted}, got {array.dtype} {array.shape}")


def _csr(found: Arrays) -> np.ndarray:
    """Return a matrix of SciPy's, of which this is csr: its rows' columns lie one after another."""
    indptr, indices, shape, values = (found.read(name) for name in ("indptr", "indices", "shape", "data"))
    sizes = np.diff(indptr)
    if shape.shape != (2,) or shape[0] != shape[1] or len(sizes) != shape[0] or len(indices) != len(values):
        raise UsageError(f"'{found.path}': expected a square sparse matrix (csr), got shape {shape.tolist()}")
    rows = np.repeat(np.arange(len(sizes)), sizes)
    return _filled(found.path, rows, indices, int(shape[0]), values)


def _filled(
    path: Path, rows: np.ndarray, columns: np.ndarray, count: int, values: np.ndarray | float = 1
) -> np.ndarray:
    """Return the matrix with values at (rows, columns), after a look at whether they are within it."""
    _refuse_large(path, count)
    if len(rows) != len(columns):
        raise UsageError(
            f"'{path}': expected as many ends as beginnings of edges, got {len(columns)} and {len(rows)}"
        )
    both = np.concatenate([rows, columns])
    if both.size and not 0 <= both.min() <= both.max() < count:
        raise UsageError(f"'{path}': expected vertices 0 to {count - 1}, got {both.min()} to {both.max()}")
    a = np.zeros((count, count))
    a[rows, columns] = values
    return a
