"""Legibility at 160 pixels, on pictures of which it is known by construction."""

from __future__ import annotations

import numpy as np
import pytest

from ebviz.export.legible import legibility


def ruled(width: int, pitch: int, ink: int = 255) -> np.ndarray:
    """Return a picture 960 pixels wide with upright strokes, ``width`` of every ``pitch`` pixels."""
    picture = np.zeros((540, 960, 3), np.uint8)
    for left in range(60, 900, pitch):
        picture[60:480, left : left + width] = ink
    return picture


def test_strokes_of_a_pixel_are_told_from_finer_ones():
    """Six pixels of 960 are one of 160."""
    thick, fine = legibility(ruled(14, 60), "#000000"), legibility(ruled(4, 60), "#000000")
    assert thick.faults() == []
    assert thick.fine < 0.1
    assert fine.fine > 0.9
    assert any("thinner than a pixel" in line for line in fine.faults())


def test_contrast_is_what_is_left_of_it():
    bold = legibility(ruled(24, 80), "#000000")
    assert bold.contrast == pytest.approx(21, rel=0.05)  # WCAG: white on black
    faint = legibility(ruled(24, 80, ink=70), "#000000")
    assert faint.contrast < 2.5
    assert any("contrast" in line for line in faint.faults())
    hair = legibility(ruled(3, 80), "#000000")
    assert hair.contrast < bold.contrast / 3  # averaged with the paper around it


def test_how_much_is_drawn_on():
    picture = np.full((540, 960, 3), 255, np.uint8)
    picture[:270, :480] = (200, 30, 30)
    found = legibility(picture, "#FFFFFF")
    assert found.filled == pytest.approx(0.25, abs=0.01)
    assert found.faults() == []
    picture[60:] = 255
    picture[:, 100:] = 255
    assert any("of it is drawn on" in line for line in legibility(picture, "#FFFFFF").faults())


def test_an_empty_picture_has_every_fault():
    assert len(legibility(np.zeros((90, 160, 3), np.uint8), "#000000").faults()) == 3
