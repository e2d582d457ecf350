"""The arm of a diagram's switch: it touches one of two variables, and hands on what it touches."""

from __future__ import annotations

import numpy as np
from manim import Animation, Rotate, VGroup

from ebviz.diagrams import shapes
from ebviz.errors import UsageError
from ebviz.stage.diagram import Diagram
from ebviz.stage.drawn import Drawn
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.nodes import Wire
from ebviz.stage.units import pt

PIVOT = 30.0  # distance of the hinge from the switch's middle, in slide points
ARM, HINGE = 4.0, 9.0  # the arm's width and the hinge's diameter
CRISP = 6.0  # how suddenly an arm that alternates turns


class Lever(VGroup):
    """The arm of a switch between two variables: ``Lever(model, ("y", "y^"), to="C")`` touches y at first.

    Parameters
    ----------
    model : a diagram with a switch whose contacts lie above and below its middle.
    between : the nodes wired to the contacts; the arm touches the first.
    to : the node that sees what the arm touches. The wire from the hinge takes the place of that from the switch.
    switch : the switch's name.

    The parts are `arm`, `hinge` and `wire`. Put it into the diagram, ``model.add(lever)``, and it moves along.
    """

    def __init__(self, model: Diagram, between: tuple[str, str], *, to: str, switch: str = "switch") -> None:
        middle, unit = model[switch].centre, pt(1.0) * model.factor
        sides = [float(np.sign(model[name].centre[1] - middle[1])) for name in between]
        if sorted(sides) != [-1.0, 1.0]:
            raise UsageError(
                f"a lever between {between[0]} and {between[1]}: expected one above the switch, one below"
            )
        self.model, self.between, self.to, self.touched = model, between, to, between[0]
        way = np.sign(model[to].centre[0] - middle[0])
        pivot = middle + way * PIVOT * unit * np.array([1.0, 0.0, 0.0])
        rise = sides[0] * shapes.CONTACT_GAP
        reach = np.array([-way * (PIVOT - 0.6 * shapes.CONTACT), rise, 0.0]) * unit
        self.swing = -2 * float(np.arctan2(rise, abs(reach[0]) / unit)) * -way
        self.arm = Trace(np.stack([pivot, pivot + reach]), "gold", width=ARM * model.factor)
        self.hinge = Cloud(pivot[None], "gold", size=HINGE * model.factor)
        self.wire = Wire(np.stack([pivot, model[to].edge(pivot - model[to].centre)]), scale=model.factor)
        super().__init__(self.wire, self.arm, self.hinge)
        if old := model.arrows.pop((switch, to), None):
            model.remove(old)

    def throw(self, *, run_time: float = 0.4) -> Animation:
        """Return the animation that turns the arm to the other contact."""
        first, second = self.between
        turn = self.swing if self.touched == first else -self.swing
        self.touched = second if self.touched == first else first
        return Rotate(self.arm, turn, about_point=self.hinge.get_center(), run_time=run_time)

    def alternate(self, times: int, *, run_time: float) -> Animation:
        """Return the animation that turns the arm to the other contact and back, so many times."""
        first, middle = self.arm.copy(), self.hinge.get_center()
        swing = self.swing if self.touched == self.between[0] else -self.swing

        def draw(share: float) -> None:
            turn = swing * (0.5 - 0.5 * np.tanh(CRISP * np.cos(2 * np.pi * times * share)))
            self.arm.become(first.copy().rotate(turn, about_point=middle))

        return Drawn(self.arm, draw, run_time=run_time)

    def way(self) -> np.ndarray:
        """Return the way (4, 3) of what the arm touches: from its variable through the switch to the end."""
        seen, end, hinge = self.model[self.touched].centre, self.model[self.to], self.hinge.get_center()
        return np.stack([seen, self.arm.points[-1], hinge, end.edge(hinge - end.centre)])
