"""One tray of bricks: the DAE becomes the VAE, and that the GAN, each snapped over the one before."""

from itertools import starmap

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import ARCHITECTURES
from ebviz.diagrams.lego import ADDED, TABLE, THREE, box, flow
from ebviz.stage import *

SCALE, LYING, KEPT, LAST = 0.9, 0.62, 0.4, 0.58  # of the model, the tray, a kept model, and all at the end
BULGE = pt(66)  # how far two bricks that change places bow out to avoid each other
NAMED = 34  # slide points from a model's upper edge to its name


class Lego(LectureScene):
    """DAE, VAE and GAN snap together from one tray: what differs is where noise enters, and what the cost is."""

    studies = ()
    gif = (0, 33.5)

    def thumbnail(self) -> None:
        """Draw the bricks of all three."""
        enc, dec = (shapes.bullet((72, 66), way) for way in ("left", "right"))
        bricks = [block("Enc", "lavender", (0, 0), enc), block("Dec", "aqua", (1, 0), dec)]
        bricks += [block("$z$", "z", (0, 1), shapes.ellipse(66))]
        bricks += [block("$C$", "C", (1, 1), shapes.square(66))]
        self.add(*poster(VGroup(*bricks), "one tray,", "3 models"))

    def construct(self) -> None:
        upper, lower = self.body.rows(340, 60, gap=14)
        self.tray, self.room, self.shelf = lower, *upper.columns(1, 2)[::-1]
        self.add(title("Models of the same bricks"))
        self.open()
        for act in (self.build, self.swap):
            act()
            self.keep()
        self.learn()
        self.compare()

    def open(self) -> None:
        """Show the tray, and in it every brick in its own place."""
        self.kept, self.lever = list[VGroup](), VGroup()  # no lever as long as there is no switch
        self.model = diagram(box(), scale=1.1, solid=True)
        self.holes = VGroup(*(node.outline for node in self.lying().nodes.values())).set_fill(opacity=0)
        self.holes.add(Trace(self.tray.corners, closed=True)).set_stroke(COLOURS["frame"], line(1))
        pile = VGroup(*self.model.nodes.values()).arrange_in_grid(2, buff=pt(26))
        self.add(self.holes, *pile.move_to(self.body.at(0.5, 0.6)))
        self.say("one pile of bricks, a switch's two contacts too: which models can be built?")
        self.wait(1.4)

    def lying(self, *seen: str) -> Diagram:
        """All bricks in the tray, with the letters that the last model seen gives them."""
        bricks = diagram(box(*(ARCHITECTURES[one] for one in seen)), scale=LYING, solid=True)
        return bricks.shift(self.tray.centre)

    def whole(self, key: str) -> Diagram:
        """A model of the three, and the bricks that it leaves in the tray, as one diagram."""
        tray = self.lying(*THREE[: THREE.index(key) + 1])
        model = diagram(ARCHITECTURES[key], scale=SCALE, solid=True)
        model.shift(self.room.at(0.17, 1) - place(0, pt(NAMED + 30 * SCALE)))
        model.nodes |= {role: node for role, node in tray.nodes.items() if role not in model.nodes}
        return model

    def turn(self, key: str, **bulge: float) -> Morph:
        """Return the step from the model that stands to another, which becomes the one that stands."""
        self.key, goal = key, self.whole(key)
        self.name = Words(TABLE[key].name, size=46)
        on_line(self.name, self.room.top - pt(30), left=self.room.left + pt(36))
        step, self.model = Morph(self.model, goal, bulge=bulge), goal
        return step

    def build(self) -> None:
        """Build the DAE brick by brick, in the order that its signal runs."""
        step = self.turn("dae")
        order = [[step.moves.pop(role) for role in group] for group in flow(ARCHITECTURES["dae"])]
        says = "a denoising autoencoder: noise spoils $y$, and $hat(y)$, the spoiled one, is encoded"
        self.say(says, *step.moves.values(), run_time=0.8)
        self.play(LaggedStart(*starmap(AnimationGroup, order), lag_ratio=0.6), run_time=4)
        self.wire(step)

    def wire(self, step: Morph) -> None:
        """Draw the arrows that are new, and name the model."""
        arrows = LaggedStart(*map(Create, step.come.values()), lag_ratio=0.4)
        self.play(arrows, FadeIn(self.name), run_time=1.2)

    def swap(self) -> None:
        """Let encoder and noise change places; then the code gets a mean, a variance and what holds them."""
        step = self.turn("vae", enc=BULGE, sampler=BULGE, code=-1.6 * BULGE)
        both = [step.moves.pop(role) for role in ("enc", "sampler")]
        self.say("let encoder and noise change places …", *map(FadeOut, step.gone.values()))
        self.play(*both, run_time=2)
        says = "… and noise, now called sampler, is on the code: $h$ is now $mu$; $U, V$ limit $mu, v$"
        self.say(says, LaggedStart(*step.moves.values(), lag_ratio=0.2), run_time=3)
        self.wire(step)

    def learn(self) -> None:
        """Take the encoder away; the noise is decoded, and C looks at y or at what was made."""
        step = self.turn("gan")
        cut = map(FadeOut, step.gone.values())
        self.say("no encoder: the decoder starts from noise alone, and is called generator", *cut)
        stay = [step.moves.pop(role) for role in ("C", "y^", "switch")]
        self.play(*step.moves.values(), run_time=2)
        says = "without $tilde(y)$, $C$ is learned: it sees a real $y$ or a made $hat(y)$"
        self.say(says, *stay, run_time=2)
        self.wire(step)
        gone, self.lever = FadeOut(self.model.arrows["switch", "C"]), Lever(self.model, ("y", "y^"), to="C")
        self.play(gone, FadeIn(self.lever), run_time=0.4)
        self.play(self.lever.throw())

    def keep(self) -> None:
        """Let a small copy of the model go to the shelf, to be remembered."""
        spot = self.shelf.rows(1, 1, gap=10)[len(self.kept)]
        self.kept.append(self.standing().copy())
        small = self.kept[-1].scale(KEPT / SCALE, scale_stroke=True).move_to(spot.centre)
        self.play(FadeIn(small, shift=pt(40) * LEFT), FadeOut(self.name), run_time=0.8)

    def standing(self) -> VGroup:
        """The model that stands, without the tray: its name, arrows and bricks."""
        bricks = (self.model[role] for role in ARCHITECTURES[self.key].blocks)
        return VGroup(self.name, *self.model.arrows.values(), *bricks, *self.lever)

    def compare(self) -> None:
        """Set all three side by side, and say where noise enters and what C is."""
        self.kept.append(self.standing())
        loose = [node for role, node in self.model.nodes.items() if role not in ARCHITECTURES["gan"].blocks]
        sizes, columns = (KEPT, KEPT, SCALE), self.body.columns(1, 1, 1)
        moves = [
            one.animate.scale(LAST / size, scale_stroke=True).move_to(column.at(0.5, 0.95), aligned_edge=UP)
            for one, size, column in zip(self.kept, sizes, columns, strict=True)
        ]
        names = "one brick, two names: noise or sampler, decoder or generator; $hat(y)$: spoiled, or made"
        self.say(names, *moves, run_time=1.8)
        lit = [AnimationGroup(*self.swollen(role)) for role in ("sampler", "dec", "y^")]
        self.play(LaggedStart(*lit), run_time=2)
        self.claim("what differs is where noise enters, and what the cost is", FadeOut(self.holes, *loose))
        for field, role, rise in (("noise", "sampler", 96), ("cost", "C", 24)):
            self.play(*self.told(field, role, rise), run_time=2)

    def told(self, field: str, role: str, rise: float) -> list[Animation]:
        """Say of all three what one of their bricks does, in two lines each, while it swells."""
        cells, columns = {key: getattr(TABLE[key], field) for key in THREE}, self.body.columns(1, 1, 1)
        heads = [f"noise {a}" if field == "noise" else a + ADDED[key] for key, (a, _) in cells.items()]
        rows = ((heads, rise + 26), ([cell[1] for cell in cells.values()], rise))
        texts = [in_columns([Words(one) for one in row], columns, rise=up) for row, up in rows]
        return [*self.swollen(role), *map(FadeIn, texts)]

    def swollen(self, role: str) -> list[Animation]:
        """Let one brick of all three swell for a moment."""
        lit = [part for model in self.kept for part in model if getattr(part, "name", "") == role]
        return [ApplyMethod(part.scale, 1.3, rate_func=there_and_back) for part in lit]
