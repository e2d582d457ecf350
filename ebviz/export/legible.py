"""Can a thumbnail be read where it is seen: at 160 pixels, beside dozens of others?

What counts is measured on the picture at its own size and on a copy 160 pixels wide: how much of it is drawn on at
all, how many of its strokes are thinner than a pixel there, and how far they still stand out from the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebviz.style import lab

WIDE = 160  # pixels
INK = 20.0  # ΔE*ab from the paper at which something is drawn
FILLED = 0.1  # share of the small picture that must be drawn on
FINE = 0.4  # share of the strokes that may be thinner than a pixel
CONTRAST = 3.0  # that the strokes keep, in the middle: WCAG's for graphics


@dataclass(frozen=True, slots=True)
class Legibility:
    """What was measured of a picture at 160 pixels.

    Parameters
    ----------
    filled : share of it that is drawn on. fine : share of the strokes' length that is less than a pixel wide.
    contrast : WCAG's ratio to the paper that half of the strokes' length keeps at least.
    """

    filled: float
    fine: float
    contrast: float

    def faults(self) -> list[str]:
        """Return what makes it hard to read, one line each."""
        found = []
        if self.filled < FILLED:
            found.append(f"{self.filled:.0%} of it is drawn on, expected {FILLED:.0%} or more")
        if self.fine > FINE:
            found.append(
                f"{self.fine:.0%} of its strokes are thinner than a pixel, expected {FINE:.0%} or less"
            )
        if self.contrast < CONTRAST:
            found.append(f"its strokes keep a contrast of {self.contrast:.1f}, expected {CONTRAST:g} or more")
        return found


def legibility(picture: np.ndarray, paper: str) -> Legibility:
    """Measure a picture (H, W, 3) uint8 on paper of a hex colour, as it is seen at 160 pixels."""
    import cv2

    ground = np.array([int(paper[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    scale = WIDE / picture.shape[1]
    small = cv2.resize(
        np.ascontiguousarray(picture), (WIDE, round(picture.shape[0] * scale)), interpolation=cv2.INTER_AREA
    )
    drawn = (lab.distance(picture / 255, ground) > INK).astype(np.uint8)
    filled = float((lab.distance(small / 255, ground) > INK).mean())
    depth = cv2.distanceTransform(drawn, cv2.DIST_L2, 5)
    middle = (depth > 0) & (depth >= cv2.dilate(depth, np.ones((3, 3))))  # along the strokes' middles
    if not middle.any():
        return Legibility(filled, 1.0, 1.0)
    width = (2 * depth[middle] - 1) * scale
    rows, columns = ((place * scale).astype(int) for place in np.nonzero(middle))
    kept = _contrast(small[np.minimum(rows, len(small) - 1), np.minimum(columns, WIDE - 1)] / 255, ground)
    return Legibility(filled, float((width < 1).mean()), float(np.median(kept)))


def _contrast(colours: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Return WCAG's contrast ratios (N,) of sRGB colours (N, 3) to another (3,)."""
    bright = [((lab.of_rgb(some)[..., 0] + 16) / 116) ** 3 + 0.05 for some in (colours, ground)]
    return np.asarray(np.maximum(*bright) / np.minimum(*bright))
