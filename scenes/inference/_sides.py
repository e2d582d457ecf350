"""Where the name of a point is set: on the side where the most room is."""

import numpy as np

from ebviz.stage import *

SIDES = (RIGHT, UP, LEFT, DOWN, UR, UL, DL, DR)


def aside(name: Mobject, mark: np.ndarray, others: np.ndarray, plane: Plane, buff: float = 7.0) -> Mobject:
    """Set a name beside its mark (3,), ``buff`` slide points away, within a plane and far from other marks (N, 3)."""
    others = others[np.linalg.norm(others - mark, axis=1) > 0.01]
    low, high = plane.frame.get_corner(DL)[:2], plane.frame.get_corner(UR)[:2]

    def room(side: np.ndarray) -> float:
        """Return how far the nearest other mark is from the name's box, or by how much the name leaves the plane."""
        near, far = (name.next_to(mark, side, buff=pt(buff)).get_corner(corner)[:2] for corner in (DL, UR))
        out = float(np.maximum(low - near, far - high).max())
        away = np.maximum(near - others[:, :2], others[:, :2] - far).clip(0)
        return -out if out > 0 else float(np.linalg.norm(away, axis=1).min())

    return name.next_to(mark, max(SIDES, key=room), buff=pt(buff))
