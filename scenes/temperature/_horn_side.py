"""What stands beside the horn while it is trained: the model, and its radii or how its F falls."""

import numpy as np

from ebviz.stage import *
from ebviz.study import Run


def model_of(region: Region, *, named: bool) -> Diagram:
    """Draw the model: x through the predictor f, if it has one (``named``), z into the decoder g."""
    made = Diagram(gap=30, scale=0.8)
    made.variable("x", observed=True)
    if named:
        made.predictor("f", label="$f$", direction="right")
    made.decoder("g", label="$g$")
    made.variable("y~", label="tilde(y)")
    made.connect("x", *["f"] * named, "g", "y~")
    made.variable("z", "above")
    made["z"].shift((made["g"].centre[0] - made["z"].centre[0]) * RIGHT)
    made.connect("z", "g")
    return region.fit(made)


def radii(region: Region, run: Run, way: np.ndarray) -> tuple[VGroup, VGroup]:
    """Plot the radii |f(x)| as they are learnt, over x, and the true ones; and marks that go a ``way`` of x."""
    x = run["x_grid"]
    at = [np.cos(run["z"]).argmax(), np.sin(run["z"]).argmax()]
    f = np.abs(run["horn_manifold"][:, :, at, [0, 1]])  # (S, 51, 2)
    rho = run.get("rho", f[-1, :, :0])
    top, name = 1.05 * float(np.concatenate([f[-1], rho], axis=1).max()), "abs(f_1 (x)), abs(f_2 (x))"
    across, up = (float(x[0]), float(x[-1]), 0.5), (0, top, ticks.spacing(top, 4))
    plane = Plane(
        across, up, within=region, stretch=True, above=True, room=40, labels=("x", name), label_size=32
    )  # fmt: skip
    ends = np.stack([np.broadcast_to(x[:, None], f[-1].shape), f[-1]], axis=-1)
    heads = VGroup(plane.cloud(ends[way], "white", size=13))
    true = [plane.curve(x, one, "white", width=1.6, dash=(5, 4)) for one in rho.T]
    names = VGroup(*(Formula(f"f_{k}", size=32) for k in (1, 2)))

    def set_names(now: np.ndarray) -> None:  # apart even where the curves meet
        gap = float(now[0] - now[1])
        off = np.clip(100 * gap / top, -1, 1) * max(top / 5 - abs(gap), 0) / 2
        for name, height, shift in zip(names, now, (off, -off), strict=True):
            name.next_to(plane.at((x[-1], height + shift)), RIGHT, buff=pt(12))

    follow(names, f[:, -1], put=set_names)
    curves = [plane.curve(x, one.T, "f", width=2.5) for one in f.T]
    return VGroup(plane, *curves, *true, names), heads


def fall(region: Region, run: Run) -> VGroup:
    """Plot the mean F of held-out samples as it falls."""
    F, steps = run["horn_held_out"], 1.0 + run["horn_steps"]
    ends = (10 ** np.floor(np.log10(F.min())), 10 ** np.ceil(np.log10(F.max())))
    names = ('"step"', "chevron.l F_oo chevron.r")
    plane = Plane((1, steps[-1]), ends, log="xy", within=region, stretch=True, above=True, labels=names)
    return VGroup(plane, plane.history(F, "F", x=steps))
