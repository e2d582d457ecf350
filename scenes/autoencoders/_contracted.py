"""What is left of a code's response over λ: a plot, and numbers at the λ that were trained."""

from typing import Any

import numpy as np

from ebviz.stage import *

BOTH = (("along the data", "aqua"), ("across it", "orange"))


def what_is_left(
    lambdas: np.ndarray, means: list[np.ndarray], scale: float, regions: tuple[Region, Region]
) -> tuple[list[np.ndarray], Plane, list[Counter], VGroup]:
    """Return the shares left of the mean changes along and across the data, their plot, and counters with a key.

    A dot stays at each trained λ, and no number is shown but of a model that was trained. The key says by how
    much the drawn changes are magnified, ``scale``.
    """
    (upper, lower), k, left = regions, np.arange(len(lambdas)), [100 * mean / mean[0] for mean in means]
    low, high = 0.7 * float(np.min(left)), 1.4 * float(np.max(left))
    at = {float(x): f"{value:g}" for x, value in enumerate(lambdas)}
    up = {x: f"{x:g}" for x in ticks.decades(low, high)}
    plot = Plane(
        *((-0.1 * k[-1], 1.1 * k[-1]), (low, high)), log="y", within=lower, stretch=True, axes=False, above=True,
        labels=("lambda", '"% left"'), x_ticks=at, y_ticks=up, label_size=32,
    )  # fmt: skip
    upto = np.minimum(k, k[:, None])
    numbers = [held("trained at $lambda =$", [f"{one:g}" for one in lambdas])]
    for (says, hue), mean, share in zip(BOTH, means, left, strict=True):
        texts = [f"${one:.3f}$, ${part:.0f}$ % left" for one, part in zip(mean, share, strict=True)]
        numbers.append(held(says, texts, number_colour=hue))
        line = plot.history(share, hue, width=4, head=False)
        plot.add(line, plot.cloud(np.stack([upto, share[upto]], axis=-1), hue, size=12))
    table = counters(*numbers, left=upper.left, top=upper.top - pt(16))
    ring = [("ring", "orange", f"change of $h$ per step of 1, drawn $times {scale:.2g}$")]
    lines: list[Any] = [("line", hue, says) for says, hue in BOTH]
    key = VGroup(Legend(ring, size=22), Legend(lines, across=True, size=22))
    table.add(upper.put(key.arrange(DOWN, buff=pt(8), aligned_edge=LEFT), "bottom left"))
    return left, plot, numbers, table


def held(says: str, texts: list[str], **style: Any) -> Counter:
    """Return what is said at the last λ that was trained: between two there is no number."""
    counter = Counter(says, **style)
    return bind(counter, [np.arange(len(texts))], lambda moment: counter.write(texts[int(moment + 1e-6)]))
