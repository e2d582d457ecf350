"""A latent that can reach every y: whatever the answer, some z explains it, and F says nothing."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import hot_end

NAMES = {"general": "$z$ on a circle", "wide": "$z$ of two dimensions"}
FLAT = 0.8  # share of the plane that costs nothing, from which F is of no use


class FlatEnergy(LectureScene):
    """The same data, two latents: an angle reaches a loop, and F is low there; a plane reaches all, and F is flat."""

    studies = ("horn_model", "horn")
    cannot_show = {
        "horn.data": "it compares with the true ellipse of valid answers, which is unknown for samples of your own"
    }
    thumbnail = 13
    gif = (4, 25)

    def construct(self) -> None:
        self.run, self.x = self.study("horn_model"), float(self.study("horn_model").config["slice_x"])
        self.at, self.valid = (
            int(np.abs(self.run["x_grid"] - self.x).argmin()),
            self.study("horn")["slice_ellipse"],
        )
        self.lay_out()
        for act in (self.ask, self.train, self.doubt, self.conclude):
            act()

    def lay_out(self) -> None:
        """Lay out both planes with F, the model's answers and the valid ones; on the right the keys."""
        run, y = self.run, self.run["slice_y"]
        span = (float(y[0]), float(y[-1]), ticks.spacing(float(np.ptp(y)), 4))
        top = hot_end(self.valid, run["general_slice_F"])
        self.free = 0.01 * float(np.square(run["rho"][self.at]).sum())  # what the study counts as free
        *columns, self.keys = self.body.columns(10, 10, 5, gap=8)
        self.planes, self.parts, self.shares = [], [], []
        for (name, says), column in zip(NAMES.items(), columns, strict=True):
            head, middle, foot = column.rows(2, 23, 2, gap=7)
            plane = Plane(span, span, within=middle, grid=False, axes=False, numbers=False, label_size=30)
            F = run[f"{name}_slice_F"]
            lines = self.answers(plane, name)
            valid = Trace(
                plane.at(np.vstack([self.valid, self.valid[:1]])), "white", width=2, dash=(6, 5), on_map=True
            )
            across = float(plane.frame.get_x())
            self.planes.append(VGroup(plane, head.put(Words(says, size=30), "bottom").set_x(across)))
            self.parts.append(Group(plane.heat(F, high=top), valid, lines))
            share = Counter(
                "", 100 * (self.free < F).mean(axis=(1, 2)), "${:.0f}$ % of the plane costs energy", gap=0
            )
            self.shares.append(on_line(share, foot.at(0, 0.2)[1], left=float(plane.frame.get_left()[0])))
        bar = ColourBar(0, top, [0, top / 2, top], "F_oo (x, y)", length=150)
        key = Legend([("line", "y_tilde", "$tilde(y) = g(x, z)$"), ("dashed", "white", "valid $y$")])
        given, steps = Formula(f"x = {self.x:g}", size=36), Counter("step", run["general_steps"], step)
        self.key = Group(*(self.keys.put(one, "left") for one in (given, steps, key, bar))).arrange(
            DOWN, buff=pt(24), aligned_edge=LEFT
        )
        self.keys.put(self.key, "left")

    def answers(self, plane: Plane, name: str) -> Trace:
        """Return all that a model can answer at this x, as it trains: a loop, or a net."""
        if name == "general":
            return plane.trace(self.run["general_manifold"][:, self.at], width=3, closed=True, on_map=True)
        net = Trace(np.zeros((0, 3)), "y_tilde", width=1, on_map=True)
        gap = np.full((1, 2), np.nan)

        def draw(image: np.ndarray) -> None:
            lines = (plane.clipped(*line.T) for line in (*image, *image.swapaxes(0, 1)))
            net.run(plane.at(np.concatenate([part for line in lines for part in (line, gap)])))

        return follow(net, self.run["wide_image"], put=draw)

    def ask(self) -> None:
        """Show the valid answers at one x, and ask for an F that is low there and nowhere else."""
        self.add(title("A latent that can do too much", sign="ghost"), *self.planes, *self.parts, self.key)
        self.say(
            "two untrained models of the same data: which will know the valid $y$ from all others?",
            run_time=0,
        )
        self.stop("untrained", hold=4)

    def train(self) -> None:
        """Train both."""
        self.say(
            "both learn to bring $F$ down at the data; $tilde(y)$ is all that they can answer",
            *map(FadeIn, self.shares),
        )
        self.replay(9)
        self.stop("trained")

    def doubt(self) -> None:
        """Ask both about an answer that is wrong: in the middle of the valid ones."""
        y = self.run["slice_y"]
        i, j = np.abs(y - self.valid.mean(axis=0)[:, None]).argmin(axis=1)
        points, costs = [], []
        for name, (plane, _) in zip(NAMES, self.planes, strict=True):
            points.append(plane.point((y[i], y[j]), "y'", size=16, on_map=True))
            F = float(self.run[f"{name}_slice_F"][-1, j, i])
            costs.append(
                Formula(f"F_oo = {rounded(F, 1)}", size=36).next_to(points[-1][0], DOWN, buff=pt(10))
            )
            for text in (points[-1][1], costs[-1]):
                text.set_fill(COLOURS["white"]).set_stroke(COLOURS["black"], 6, background=True)
        self.say("take a wrong $y'$, far from all that are valid: what does it cost?", *map(FadeIn, points))
        self.wait(2)
        self.play(FadeIn(costs[0]))
        self.wait(1)
        self.play(FadeIn(costs[1]))
        self.stop("a wrong answer", hold=2)

    def conclude(self) -> None:
        """Say what that means for F."""
        free = float(self.run["flat"][2]) > FLAT
        says = "a latent that reaches every $y$ makes every $y$ free, and $F$ says nothing"
        self.claim(says if free else "the more of the plane a latent reaches, the less $F$ says")
        self.wait(2)
