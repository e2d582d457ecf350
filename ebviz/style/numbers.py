"""Numbers as they stand in a picture: as many decimals as their size deserves."""

from __future__ import annotations

import math

FIGURES = 5  # the most that anyone reads of a number
LOST = 3  # decimals more than asked for, beyond which a number is as good as zero


def rounded(value: float, decimals: int = 2) -> str:
    """Return a number with so many decimals; fewer if it is large, and more if it would vanish.

    >>> rounded(1.005, 3), rounded(2481.113, 2), rounded(1332.719, 4), rounded(0.00042, 2), rounded(0.0)
    ('1.005', '2481.1', '1332.7', '0.00042', '0.00')
    """
    if not math.isfinite(value) or value == 0:
        return f"{value:.{decimals}f}"
    before = math.floor(math.log10(abs(value))) + 1  # figures before the point; below 0, zeros behind it
    most = max(FIGURES - before, 0) if before > 0 else decimals
    if 10.0 ** -(decimals + LOST) <= abs(value) < 0.5 * 10.0**-decimals:
        most = decimals = 2 - before
    return f"{value:.{min(decimals, most)}f}"


def brief(value: float, figures: int = 2) -> str:
    """Return a number in Typst mathematics, with so many figures, or all of those before the point.

    >>> brief(0.04321), brief(1277.8), brief(13.21, 3), brief(0.00004)
    ('0.043', '1278', '13.2', '4 dot 10^(-5)')
    """
    if abs(value) >= 10.0**figures:
        return f"{value:.0f}"
    mantissa, tiny, power = f"{value:.{figures}g}".partition("e")
    return f"{mantissa} dot 10^({int(power)})" if tiny else mantissa
