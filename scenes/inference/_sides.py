"""Where the name of a point is set: on the side where the most room is."""

import numpy as np

from ebviz.stage import *


def aside(name: Mobject, mark: np.ndarray, others: np.ndarray, buff: float = 7.0) -> Mobject:
    """Set a name beside its mark (3,), ``buff`` slide points away, where other marks (N, 3) are farthest."""
    sides = (RIGHT, UP, LEFT, DOWN, UR, UL, DL, DR)

    def room(side: np.ndarray) -> float:
        at = name.next_to(mark, side, buff=pt(buff)).get_center()
        return float(np.linalg.norm(others - at, axis=1).min())

    return name.next_to(mark, max(sides, key=room), buff=pt(buff))
