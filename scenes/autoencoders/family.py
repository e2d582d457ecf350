"""One diagram grows from the latent-variable EBM to the variational autoencoder, piece by piece."""

from collections.abc import Mapping
from itertools import pairwise

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import DIFFERS, FAMILY, GREEN_GUESS, PITCH, Architecture
from ebviz.diagrams.map import STOPS
from ebviz.stage import *

SCALE, KEPT, LAST = 0.9, 0.27, 0.42  # of the model, of one that is kept at the side, of all at the end
RISE = 36  # slide points from the body's lower edge to the formula's baseline
SEATS = (0, 0), (0, 1), (2, 0), (0, 2), (2, 1), (2, 2)  # columns and rows where small copies are kept
FILLED = 0.4  # opacity of the hue in a block that is marked
NAMED = 30  # slide points from the upper edge of a small model's room to its diagram


class AutoencoderFamily(LectureScene):
    """One diagram, from LV-EBM to VAE: the models differ in where the code comes from, and in what limits it."""

    studies = ("inference", "ellipse")
    gif = (0, 33.5)
    family: Mapping[str, Architecture] = FAMILY
    opening: tuple[str, ...] = ("y", "z", "dec", "y~", "C", "R")  # the first model's blocks, as they come
    hold, middle = 2.15, 0.7  # seconds that each model stands, and the column in the middle of the frame

    def construct(self) -> None:
        self.kept: dict[str, tuple[Words, Diagram]] = {}
        first, *others = self.family.values()
        self.open(first)
        self.search()
        for name, model in zip(self.family, others, strict=False):
            self.turn_into(model, *self.keep(name))
        self.gather()

    def thumbnail(self) -> None:
        """Draw what all of them share: an encoder, a code, a decoder, and the cost that compares."""
        ways = [shapes.bullet((72, 60), way) for way in ("up", "down")]
        blocks = [block("$y$", "y", (0, 2)), block("Enc", "lavender", (0, 1), ways[0])]
        blocks += [block("$h$", "h", (0.5, 0)), block("Dec", "aqua", (1, 1), ways[1])]
        blocks += [block("$tilde(y)$", "tilde(y)", (1, 2))]
        wires = (link(*pair) for pair in pairwise(blocks))
        self.add(*poster(VGroup(*wires, *blocks), "AE DAE", "CAE VAE", share=0.5))

    def open(self, first: Architecture) -> None:
        """Draw the first model, block by block, its formula with it."""
        self.model, self.heading, self.formula = self.drawn(first), title(first.title), self.written(first)
        self.also = list[Mobject]()
        drawn = [self.model[role] for role in dict.fromkeys((*self.opening, *self.model.nodes))]
        self.add(self.heading, drawn[0])
        self.say(first.said, LaggedStart(*map(FadeIn, drawn[1:]), lag_ratio=0.5), run_time=1.3)
        self.play(*map(Create, self.model.arrows.values()), FadeIn(self.formula), run_time=0.8)

    def search(self) -> None:
        """Let z go downhill on the energy of one y, which is what this model minimises."""
        run, sample = self.study("inference"), int(self.study("ellipse")["i_right"])
        E, room = run["fine_E"][sample], self.body.columns(3, 4, 3)[1].rows(4, 6, 2)[1]
        spans = (float(run["fine_z"][0]), float(run["fine_z"][-1]))
        plane = Plane(
            spans, (0, float(E.max())), within=room, stretch=True, labels=("z", "E(y, z)"), above=True,
            x_ticks=ticks.latent(*spans, most=4), y_ticks={0: "0"}, label_size=30,
        )  # fmt: skip
        walk = plane.history(run["gd_E"][sample], "z", x=run["gd_z"][sample], width=4, size=13)
        self.also = [plane, plane.curve(run["fine_z"], E, width=3), walk]
        self.play(FadeIn(*self.also), run_time=0.6)
        self.replay(1.5, only=[walk], pace=run["gd_E"][sample])
        lowest = run["gd_z"][sample][-1], run["gd_E"][sample][-1]
        self.also += [found := plane.point(lowest, "check(z)", UP, shape="cross", width=4)]
        self.play(FadeIn(found, scale=2), run_time=0.8)
        self.wait(0.8)

    def turn_into(self, model: Architecture, *along: Animation) -> None:
        """Remove what the next model lacks, move what both have, bring what is new: each with its terms."""
        goal, heading, formula = self.drawn(model), title(model.title), self.written(model)
        step, terms = Morph(self.model, goal), Morph(self.formula, formula)
        gone = VGroup(*(part for name, part in terms.gone.items() if name != "lhs"))
        away = [FadeOut(part) for part in (*step.gone.values(), gone, *self.also)]
        self.hush(*along, *away, run_time=0.5)
        turned = {how: one.pop("lhs", VGroup()) for how, one in ((FadeOut, terms.gone), (FadeIn, terms.come))}
        ends = [how(part) for how, part in turned.items()]
        ends += [FadeOut(self.heading, rate_func=squish_rate_func(smooth, 0, 0.5))]
        ends += [FadeIn(heading, rate_func=squish_rate_func(smooth, 0.5, 1))]
        self.play(*step.moves.values(), *terms.moves.values(), *ends, run_time=0.7)
        coming = [FadeIn(p, scale=0.6) if isinstance(p, Node) else Create(p) for p in step.come.values()]
        coming += map(FadeIn, terms.come.values())
        self.say(model.said, *coming, run_time=0.7)
        self.model, self.heading, self.formula, self.also = goal, heading, formula, []
        self.wait(self.hold)

    def keep(self, name: str) -> list[Animation]:
        """Return how a small copy of the model comes in at the side, where it is not in the way at the end."""
        side, row = SEATS[len(self.kept)]
        room = self.body.columns(10, 28, 10)[side].rows(1, 1, 1, 0.5)[row]
        self.kept[name] = self.small(name, room, KEPT)
        return [FadeIn(part, shift=pt(40) * (LEFT, RIGHT)[side // 2]) for part in self.kept[name]]

    def small(self, name: str, room: Region, scale: float) -> tuple[Words, Diagram]:
        """Return a model's name at the top of a room, and below it its diagram, with short names."""
        words = on_line(Words(STOPS[name].name, size=26), room.top - pt(22), left=room.left)
        made = diagram(self.family[name], scale=scale, letters=False)
        return words, made.move_to(room.at(0, 1) + pt(NAMED) * DOWN, aligned_edge=UL)

    def gather(self) -> None:
        """Set all models side by side; mark and name what differs."""
        upper, lower = self.body.rows(186, 222, gap=6)
        cells = dict(zip(self.family, (*upper.columns(1, 1, 1), *lower.columns(1, 1, 1)), strict=True))
        last, heading = [*self.family][-1], title("The autoencoder family")
        self.keep(last)
        words, small = self.kept[last]
        come = FadeIn(words, heading, rate_func=squish_rate_func(smooth, 0.5, 1))
        gone = FadeOut(self.formula, self.heading, rate_func=squish_rate_func(smooth, 0, 0.5))
        along = *Morph(self.model, small).moves.values(), gone, come
        self.claim("what differs: where the code comes from, and what limits it", *along, run_time=1)
        first, then = list[Animation](), list[Animation]()
        for (name, (label, made)), (_, row) in zip(self.kept.items(), SEATS, strict=True):
            there, large = self.kept[name] = self.small(name, cells[name], LAST)
            moves = ApplyMethod(label.move_to, there), *Morph(made, large).moves.values()
            (first if row == 1 else then).extend(moves)  # what goes to the middle column, ahead of the rest
        self.play(LaggedStart(AnimationGroup(*first), AnimationGroup(*then), lag_ratio=0.5), run_time=1.5)
        self.play(self.marked(cells, 0, 36), run_time=1.9)
        self.play(self.marked(cells, 1, 10), run_time=1.9)

    def marked(self, cells: Mapping[str, Region], row: int, rise: float) -> Animation:
        """Fill the blocks of one of the two differences in every model, and say what they do."""
        shown: list[Animation] = []
        for name, (_, made) in self.kept.items():
            says, *roles = DIFFERS[name][row]
            words = on_line(Words(says, size=24), cells[name].bottom + pt(rise), left=cells[name].left)
            goal = made.copy()
            for role in roles:
                goal[role].outline.set_fill(goal[role].hue, FILLED)
            filled = [Transform(made[role], goal[role]) for role in roles]
            shown.append(AnimationGroup(FadeIn(words), *filled))
        return LaggedStart(*shown, lag_ratio=0.4)

    def drawn(self, model: Architecture) -> Diagram:
        """Return a model's diagram, with its columns where those of all models are."""
        made, room = diagram(model, scale=SCALE), self.body
        _, top, _, bottom = model.extent
        up = room.centre[1] + pt(RISE + PITCH[1] * SCALE * (bottom + top) / 2)
        return made.shift(place(-pt(PITCH[0] * SCALE) * self.middle, up))

    def written(self, model: Architecture) -> Formula:
        """Return a model's energy and what its terms stand for, on one line above the words."""
        terms = " ".join(f"{{{{{term} : {role or 'lhs'}}}}}" for role, term in model.energy)
        source = f"{terms} quad quad {{{{{model.where} : where}}}}"
        line = Formula(source, size=38, colours=GREEN_GUESS)
        line.scale(min(1, self.body.inset(24, 0).width / line.width)).center()
        return on_line(line, self.body.bottom + pt(RISE))
