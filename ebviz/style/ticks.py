"""Ticks of an axis and what they say, in Typst mathematics: multiples of π, decades, plain numbers, none.

Each function returns value → label, an empty label for a tick without one. Films and slides take the same tables.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

Ticks = dict[float, str]
MARGIN = 1.05  # how much larger than what it shows a plane is


def pi(low: float, high: float, step: float = 1.0, *, every: int = 1) -> Ticks:
    """Multiples of ``step`` · π from ``low`` to ``high``, which are given in the axis's own units.

    ``every`` labels only each n-th, counted from zero.

    >>> list(pi(-np.pi, np.pi, 0.5).values())
    ['-pi', '-pi\\\\/2', '0', 'pi\\\\/2', 'pi']
    """
    first, last = np.ceil(low / (step * np.pi) - 1e-6), np.floor(high / (step * np.pi) + 1e-6)
    counts = np.arange(first, last + 1)
    return {float(k * step * np.pi): in_pi(k * step) if k % every == 0 else "" for k in counts}


def in_pi(share: float) -> str:
    """Return ``share`` · π in Typst mathematics.

    >>> in_pi(-1), in_pi(1.5), in_pi(0)
    ('-pi', '3 pi\\\\/2', '0')
    """
    part = Fraction(float(share)).limit_denominator(24)
    if part == 0:
        return "0"
    sign, top = "-" if part < 0 else "", abs(part.numerator)
    below = "" if part.denominator == 1 else f"\\/{part.denominator}"
    return f"{sign}{'' if top == 1 else f'{top} '}pi{below}"


def decades(low: float, high: float, *, every: int = 1) -> Ticks:
    """Powers of ten from ``low`` to ``high``, both positive; 1 and 10 are written out.

    >>> decades(0.01, 100)
    {0.01: '10^(-2)', 0.1: '0.1', 1.0: '1', 10.0: '10', 100.0: '10^2'}
    """
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    plain = {-1: "0.1", 0: "1", 1: "10"}
    named = {k: plain.get(k, f"10^({k})" if k < 0 else f"10^{k}") for k in range(first, last + 1)}
    return {float(10.0**k): text if k % every == 0 else "" for k, text in named.items()}


def steps(low: float, high: float, step: float, *, every: int = 1) -> Ticks:
    """Multiples of ``step`` from ``low`` to ``high``, as numbers.

    >>> steps(-1, 1, 0.5, every=2)
    {-1.0: '-1', -0.5: '', 0.0: '0', 0.5: '', 1.0: '1'}
    """
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    values = [round(float(k) * step, 10) + 0.0 for k in np.arange(first, last + 1)]
    return {v: f"{v:g}" if round(v / step) % every == 0 else "" for v in values}


def step_between(low: float, high: float, most: int = 8) -> float:
    """Return a distance of ticks, 1, 2 or 5 times a power of ten, with at most so many steps between the ends.

    >>> step_between(-3, 3), step_between(-1.6, 1.6), step_between(0, 90)
    (1.0, 0.5, 20.0)
    """
    return spacing(max(float(high - low), 1e-12), most)


def capped(low: float, high: float, step: float) -> Ticks:
    """Multiples of ``step``, and the ends as what they stand for where values beyond them are counted there.

    >>> capped(-1, 2, 1)
    {-1.0: 'lt.eq -1', 0.0: '0', 1.0: '1', 2.0: 'gt.eq 2'}
    """
    ends = {float(low): f"lt.eq {low:g}", float(high): f"gt.eq {high:g}"}
    return dict(sorted({**steps(low, high, step), **ends}.items()))


def spacing(span: float, most: int = 12) -> float:
    """Return the least of …, 0.1, 0.2, 0.5, 1, 2, 5, … that is at most ``most`` times in a span above 0.

    >>> spacing(5.0), spacing(6.0, 8), spacing(300.0)
    (0.5, 1.0, 50.0)
    """
    decade = 10.0 ** np.floor(np.log10(span / most))
    return float(next(round(k * decade, 12) for k in (1, 2, 5, 10) if k * decade * most >= span * 0.999999))


def round_span(values: np.ndarray, most: int) -> tuple[float, float, float]:
    """Lowest, highest and spacing of an axis for values, between round numbers, at most so many spacings apart.

    >>> round_span(np.array([2.2, 4.1]), 5)
    (2.0, 4.5, 0.5)
    """
    gap = spacing(float(np.ptp(values)), most)
    return float(gap * np.floor(values.min() / gap)), float(gap * np.ceil(values.max() / gap)), gap


def latent(low: float, high: float, *, most: int = 8, every: int = 1) -> Ticks:
    """Ticks of a scalar latent from ``low`` to ``high``: multiples of π if both ends are, else plain numbers.

    There are about ``most`` of them at most; ``every`` labels only each n-th, counted from zero.

    >>> latent(0, 2 * np.pi, every=2)[np.pi], latent(-1, 2)[1.5]
    ('pi', '1.5')
    """
    turns = np.array([low, high]) / np.pi
    if np.abs(turns - np.rint(turns)).max() < 1e-4:
        return pi(low, high, spacing(float(np.ptp(turns)), most), every=every)
    return steps(low, high, spacing(high - low, most), every=every)


def spread(places: np.ndarray, least: tuple[float, float]) -> tuple[tuple[float, float, float], ...]:
    """Return (lowest, highest, tick spacing) of both axes of a plane that shows places (…, 2), of one shape always.

    It is ``least`` to both sides of zero if that shows them all; else larger, and around their middle.

    >>> spread(np.array([[1.0, -1.0]]), (2.5, 2.0))
    ((-2.5, 2.5, 0.5), (-2.0, 2.0, 0.5))
    """
    places = np.asarray(places, float).reshape(-1, 2)
    places = places[np.isfinite(places).all(axis=1)]
    half, low, high = np.array(least), places.min(axis=0), places.max(axis=0)
    middle = np.zeros(2)
    if (np.maximum(-low, high) * MARGIN > half).any():
        middle = (low + high) / 2
        half = half * ((high - low) / 2 * MARGIN / half).max()
    ends = zip(middle - half, middle + half, strict=True)
    return tuple((float(a), float(b), spacing(float(b - a))) for a, b in ends)


def bare(low: float, high: float, step: float = 1.0) -> Ticks:
    """Multiples of ``step`` without labels.

    >>> bare(0, 2)
    {0.0: '', 1.0: '', 2.0: ''}
    """
    return dict.fromkeys(steps(low, high, step), "")
