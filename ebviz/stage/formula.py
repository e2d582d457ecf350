"""Formulas and running text with symbols in the lecture's colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from manim import MathTypst, Typst, VGroup

from ebviz.stage.glyphs import OnBaseline
from ebviz.stage.layout import TextPath
from ebviz.style.notation import coloured, pieces
from ebviz.style.palette import colour as resolve

if TYPE_CHECKING:
    from ebviz.style.latex import Macros

LARGE = 32.0  # font size from which the light weight is heavy enough
SIZE = 40.0  # default font size of a formula, in Manim's points


class Formula(OnBaseline, MathTypst):
    """A formula in Typst mathematics; `palette.SYMBOLS` colours it.

    Parameters
    ----------
    source : Typst mathematics, such as ``"F_oo (y) = min_z E(y, z)"``. Groups ``{{ … : label }}`` can be
        picked out later with `part`. `check` is the lecture's háček; argmin, softmin, softargmax … are
        operators.
    size : font size in Manim's points (the frame is 8 units high; a capital of size 48 is a third of a unit);
        ``font_size`` is the same, so that a formula may stand wherever Manim's classes build one.
    colour : of everything that the table does not colour: a palette name, a symbol or a hex colour.
    colours : symbols coloured differently in this formula: a colour, a palette name, or None for no colour.
    """

    latex: str | None = None  # what it was set from, if that was LaTeX

    def __init__(
        self,
        source: str,
        *,
        size: float = SIZE,
        colour: str = "white",
        colours: Mapping[str, str | None] | None = None,
        **kwargs: Any,
    ) -> None:
        self.source = source
        size = kwargs.pop("font_size", size)
        super().__init__(coloured(source, colours), font_size=size, color=resolve(colour), **kwargs)

    def part(self, label: str) -> VGroup:
        """Return the glyphs of the group ``{{ … : label }}``, to be moved, faded or circled."""
        return self.select(label)


def tex(
    latex: str,
    *,
    macros: Macros = None,
    colours: Mapping[str, str | None] | None = None,
    **options: Any,
) -> Formula:
    r"""Set a formula in LaTeX's notation, without LaTeX; `palette.SYMBOLS` colours it as it does `Formula`.

    Parameters
    ----------
    latex : a formula, such as ``r"F_\infty(y) = \min_z E(y, \check{z})"``, between dollar signs or not; ``&`` and
        ``\\`` align its lines. ``\class{label}{…}`` marks a part that can be picked out later with `part`;
        ``\textcolor{violet}{…}`` gives it a colour of its own.
    macros : your own, as ``{r"\vect": r"\boldsymbol{#1}"}`` or as the preamble that defines them.
    colours : symbols coloured differently, spelled in LaTeX or Typst: ``{r"\tilde{y}": "red"}``.
    options : those of `Formula`: ``size``, ``colour`` …

    Raises
    ------
    UsageError : for what is not understood, with its place in ``latex``.
    """
    from ebviz.style.latex import spelled, typst

    formula = Formula(typst(latex, macros), colours=spelled(colours, macros), **options)
    formula.latex = latex
    return formula


class Words(OnBaseline, Typst):
    """Running text in the house font, with formulas between dollar signs: ``Words("the minimum over $z$")``.

    ``size``, ``colour`` and ``colours`` are as for `Formula`; ``weight`` is "light", "regular" or "bold",
    by default light for large text and regular for small.
    Stars and underscores are Typst's strong and emphasis; escape literal ones with a backslash.
    """

    def __init__(
        self,
        text: str,
        *,
        size: float = 28.0,
        colour: str = "white",
        weight: str | None = None,
        colours: Mapping[str, str | None] | None = None,
        **kwargs: Any,
    ) -> None:
        self.source = text
        weight = weight or ("light" if size >= LARGE else "regular")
        parts = pieces(text)
        body = "".join(f"${coloured(p, colours)}$" if i % 2 else p for i, p in enumerate(parts))
        super().__init__(
            f'#set text(weight: "{weight}")\n{body}', font_size=size, color=resolve(colour), **kwargs
        )


def merged(formula: Formula | Words) -> TextPath:
    """Return a one-coloured formula as a single path, which draws faster than a group of glyphs."""
    whole = TextPath()
    whole.source = formula.source
    whole.set_fill(formula.color, 1.0).set_stroke(width=0)
    whole.set_points(np.concatenate([g.points for g in formula.family_members_with_points()]))
    whole.rises = (formula.baseline - float(whole.get_bottom()[1])) / max(float(whole.height), 1e-9)
    return whole
