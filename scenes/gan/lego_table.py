"""The table of blocks: question after question put to DAE, VAE and GAN, then to AE and LV-EBM."""

from __future__ import annotations

from manim import (
    LEFT,
    Create,
    FadeIn,
    Line,
    Mobject,
    Restore,
    Transform,
    VGroup,
)

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import ARCHITECTURES, PITCH
from ebviz.diagrams.lego import (
    FIRST,
    NAMES,
    PICTURE,
    PICTURES,
    QUESTIONS,
    ROW,
    TABLE,
    Lines,
    Question,
    column_at,
)
from ebviz.diagrams.lego import LEFT as LEFT_EDGE
from ebviz.diagrams.lego import RIGHT as RIGHT_EDGE
from ebviz.stage import LectureScene, Words
from ebviz.stage.architecture import diagram
from ebviz.stage.nodes import Node
from ebviz.stage.poster import block, poster
from ebviz.stage.titles import title
from ebviz.stage.units import line, place, pt
from ebviz.style.palette import COLOURS

LARGE, SMALL = 28.0, 24.0  # text sizes with three columns, and with all five
LEADING = 0.8  # line spacing, in slide points per point of text size
TINT = 0.55  # share of its hue in the fill of a block while a question is about it
FIRST_THREE = ("dae", "vae", "gan")


class LegoTable(LectureScene):
    """One question per row: what DAE, VAE and GAN do with the same blocks, then AE and LV-EBM beside them."""

    studies = ()
    gif = (0.0, 31.5)

    def construct(self) -> None:
        self.add(title("The same blocks, five models"))
        self.columns = {
            key: Column(key, column_at(i, len(FIRST_THREE)), LARGE) for i, key in enumerate(FIRST_THREE)
        }
        for column in self.columns.values():
            self.play(FadeIn(column.name), FadeIn(column.picture), run_time=0.5)
        self.wait(0.6)
        for row, question in enumerate(QUESTIONS):
            self.ask(row, question)
        self.make_room()
        for key in ("ae", "lv_ebm"):
            self.slide_in(key)
        self.wait(3.0)

    def thumbnail(self) -> None:
        """Draw three columns of the same blocks."""
        columns = (
            (("$y$", "y"), ("Enc", "lavender"), ("Dec", "aqua"), ("$C$", "C")),
            (("$y$", "y"), ("Enc", "lavender"), ("$z$", "z"), ("Dec", "aqua")),
            (("$z$", "z"), ("$G$", "aqua"), ("$hat(y)$", "hat(y)"), ("$C$", "C")),
        )
        blocks = VGroup(
            *(
                block(letter, hue, (column, row), shapes.square(74.0))
                for column, parts in enumerate(columns)
                for row, (letter, hue) in enumerate(parts)
            )
        )
        self.add(*poster(blocks, "DAE", "VAE", "GAN"))

    def ask(self, row: int, question: Question) -> None:
        """Write a row, filling the blocks that it is about in all diagrams."""
        y = FIRST - row * ROW
        rule = Line(place(pt(LEFT_EDGE), pt(y + ROW / 2)), place(pt(RIGHT_EDGE), pt(y + ROW / 2)))
        rule.set_stroke(COLOURS["frame"], line(0.7))
        asked = written(question.text, LEFT_EDGE, y, SMALL, colour=COLOURS["note"], left=True)
        lit = [
            node
            for column in self.columns.values()
            for role, node in column.nodes.items()
            if role in question.roles
        ]
        for node in lit:
            node.outline.save_state()
        fills = [node.outline.animate.set_fill(node.hue, TINT) for node in lit]
        self.play(Create(rule), FadeIn(asked), *fills, run_time=0.6)
        for column in self.columns.values():
            self.play(FadeIn(column.cells[row]), run_time=0.4)
            self.wait(0.4)
        self.wait(1.0)
        self.play(*(Restore(node.outline) for node in lit), run_time=0.3)

    def make_room(self) -> None:
        """Move the three columns to the right and make their text a little smaller."""
        places = {key: column_at(i, len(TABLE)) for i, key in enumerate(TABLE)}
        goals = {key: Column(key, places[key], SMALL) for key in TABLE}
        moves = [Transform(old, new) for key, c in self.columns.items() for old, new in c.beside(goals[key])]
        self.play(*moves, run_time=1.5)
        self.columns |= {key: goals[key] for key in TABLE if key not in self.columns}

    def slide_in(self, key: str) -> None:
        """Slide a column in from the left, and leave time to read it."""
        column = self.columns[key]
        parts = [column.name, column.picture, *column.cells]
        self.play(*(FadeIn(part, shift=-pt(60.0) * LEFT) for part in parts), run_time=1.0)
        self.wait(3.0)


class Column:
    """One model's column: its name, its small diagram, and its cells, each a group of lines."""

    def __init__(self, key: str, x: float, size: float) -> None:
        data, model = TABLE[key], ARCHITECTURES[key]
        self.name = written((data.name,), x, NAMES + 7.0, 30.0)
        small = diagram(model, scale=PICTURE, letters=False)
        right, down = model.middle
        small.shift(pt(1.0) * place(x - right * PITCH[0] * PICTURE, PICTURES + down * PITCH[1] * PICTURE))
        self.nodes: dict[str, Node] = small.nodes
        self.picture = VGroup(small)
        self.cells = [
            written(getattr(data, question.field), x, FIRST - row * ROW, size)
            for row, question in enumerate(QUESTIONS)
        ]

    def beside(self, other: Column) -> list[tuple[Mobject, Mobject]]:
        """Pair up the parts of this column and another of the same model."""
        return list(
            zip(
                (self.name, self.picture, *self.cells), (other.name, other.picture, *other.cells), strict=True
            )
        )


def written(
    lines: Lines, x: float, y: float, size: float, *, colour: str = "white", left: bool = False
) -> VGroup:
    """Return one or two lines about a height, centred on x or starting there; a capital fixes the line's height."""
    rows = VGroup()
    for i, text in enumerate(lines):
        words = Words("H" + text, size=size, colour=colour)
        capital = words.family_members_with_points()[0]
        level = capital.get_bottom()[1]
        words.remove(capital)
        up = y - size / 4.5 + LEADING * size * ((len(lines) - 1) / 2 - i)
        words.shift(place(0.0, pt(up) - level)).set_x(pt(x))
        if left:
            words.shift(place(pt(x) - words.get_left()[0]))
        rows.add(words)
    return rows
