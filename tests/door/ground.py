"""The small scene that these tests render."""

SCENE = '''"""A square that rises."""
from manim import UP, Square

from ebviz.stage import LectureScene


class Rising(LectureScene):
    """A square that rises."""

    studies = ("numbers",)
    thumbnail = 0.5

    def construct(self):
        square = Square(side_length=float(self.study("numbers")["x"].max()))
        self.play(square.animate.shift(UP), run_time=1)
'''
