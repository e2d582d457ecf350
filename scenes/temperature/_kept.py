"""A large map of which a small copy is kept: it shrinks to its place."""

from typing import Any

from ebviz.stage import *


def shrunk(small: Group, frame: Any, big: VMobject) -> Drawn:
    """Return the motion of ``small``, which has a ``frame``, from the ``big`` frame to where it is."""
    start, end, wide, ratio = big.get_center(), frame.get_center(), big.width, frame.width / big.width

    def shrink(share: float) -> None:
        small.scale(wide * ratio**share / frame.width)
        small.shift(start + share * (end - start) - frame.get_center())

    shrink(0)
    return Drawn(small, shrink, rate_func=smooth, introducer=True)
