"""The plane of a VAE's codes: digits separate without labels, and the decoder turns each point into a picture."""

from statistics import NormalDist

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import alike_nearby, class_names, kind, nearest

below = np.vectorize(NormalDist().cdf)  # the share of N(0, 1) that lies below a number
LEG = 1.2  # seconds of the walk from one class to the next
REST = 0.3  # seconds of rest there
TURN = 4  # classes after which the tiles come
SPREAD = 0.7  # share of the time by which the furthest tile begins to grow later than the nearest


class LatentWalk(LectureScene):
    """Without labels, most neighbours share a class; on the way from digit to digit, one turns into the other."""

    studies = ("digits_vae", "digits")
    gif = (0, 31)

    def thumbnail(self) -> None:
        """Draw some tiles of the plane."""
        some = self.study("digits_vae")["map"][::-1]
        middle = np.linspace(1, len(some) - 2, 5).astype(int)
        self.add(*poster(Pictures(some[np.ix_(middle, middle)], 6), "a walk", "in the", "code"))

    def construct(self) -> None:
        self.run, self.data = self.study("digits_vae"), self.study("digits")
        self.called, self.kind = class_names(self.data), kind(self.data)
        self.lay_out()
        self.train()
        self.start()
        self.walk(0, TURN)
        self.unroll()
        self.walk(TURN, len(self.places) - 1)
        self.wait(1)

    def lay_out(self) -> None:
        """Lay out the plane of codes, each axis stretched so that equal steps hold equal shares of N(0, 1)."""
        names = {float(below(z)): f"{z}" for z in (-2, -1, 0, 1, 2)}
        main, self.beside = self.body.columns(10, 9)
        room, foot = main.rows(15, 1)
        self.plane = Plane(
            (0, 1, 1), (0, 1, 1), within=room, labels=("z_1", "z_2"), x_ticks=names, y_ticks=names
        )
        labels, mu = self.run["embed_labels"], self.run["two_mu"]
        self.hues = rgb(labels + 0.5, 0.0, 10.0, "tab10")
        self.points = self.plane.dots(below(mu), self.hues, size=6)
        self.names = VGroup()
        for label in np.unique(labels):
            middle = self.plane.at(below(self.run["walk_z"][self.run["walk_stops"][label]]))  # the mean code
            self.names.add(Formula(self.called[label], size=40).move_to(middle))
        self.names.set_stroke(COLOURS["black"], line(5), background=True)
        stretched = foot.put(Words("axes stretched so that $cal(N)(0, 1)$ is even", size=24, colour="grey"))
        self.add(title("A walk through the code", sign="ghost"), self.plane, self.points, stretched)

    def net(self, start: str, block: str, end: str) -> Diagram:
        """Return a part of the model, from what it is given to what it makes."""
        net = Diagram(gap=50, scale=0.85)
        net.variable(start, observed=start == "y")
        (net.encoder if block == "enc" else net.decoder)(block, direction="right")
        net.variable(end, label="tilde(y)" if end == "y~" else None)
        net.connect(start, block, end)
        return net

    def train(self) -> None:
        """Move the points from one kept epoch to the next, and say how often neighbours are of one class."""
        encoder, epochs = self.net("y", "enc", "mu"), self.run["two_epochs"]
        self.top, self.room = self.beside.rows(1, 5)
        self.top.put(encoder, "left")
        images = self.run["embed_images"][:30]
        some = Pictures(images.reshape(5, 6, *images.shape[1:]), self.room.height)
        self.aside = Group(encoder, self.room.put(some, "top"))
        self.add(self.aside)
        self.say(f"a point for each {self.kind} $y$, at its code $mu$; labels only colour them")
        if len(epochs) > 1:
            count = Counter("epoch", form="{:.0f}", size=24)
            bind(count, [epochs], lambda moment: count.put(epochs[int(np.ceil(moment - 0.02))]))
            self.aside.add(count.next_to(encoder, RIGHT, buff=pt(18)))
            self.play(FadeIn(count), run_time=1.5)
            self.replay(5, pace="even", dwell=dict.fromkeys(map(float, range(1, len(epochs) - 1)), 0.5))
        alike = alike_nearby(self.run["two_mu"][-1], self.run["embed_labels"])
        self.together = alike > 0.5
        says = f"each point's nearest neighbour is of its class in ${100 * alike:.0f} %$ of cases"
        self.say(says, FadeIn(self.names))
        self.wait(1.8)

    def start(self) -> None:
        """Put z at the first class's mean code, and show what the decoder makes of it."""
        way, pictures = self.run["walk_z"], self.run["walk"]
        self.places = [*self.run["walk_stops"], len(way) - 1]
        decoder = self.net("z", "dec", "y~")
        self.top.put(decoder, "left")
        picture = Pictures(pictures[0], min(self.room.width, self.room.height) - pt(44), gap=0)
        follow(self.room.put(picture, "top"), pictures, put=picture.set_ink)
        told = Counter("$tilde(y)$ is made from $z$; the nearest code's class:", form="{:.0f}", size=24)
        there = np.array(self.called, float)[self.run["embed_labels"]][nearest(way, self.run["two_mu"][-1])]
        bind(told, [there], lambda moment: told.put(there[round(moment)]))
        on_line(told, self.room.bottom + pt(10), left=self.room.left)
        leg = np.arange(self.places[1])[::-1]
        seen = np.maximum(np.arange(len(way))[:, None] - leg, 0)  # (W, steps of a leg)
        trail = self.plane.trace(below(way[seen]), "z", width=3)
        walker = self.plane.cloud(below(way[:, None]), "z", size=17)
        rim = self.plane.cloud(below(way[:, None]), "black", size=23)
        self.walker = Group(trail, rim, walker, picture, told)
        shown = Group(decoder, picture.boxes(edge="y_tilde", width=2.5), picture, rim, walker, told)
        self.say("now $z$ walks, and the decoder draws what it finds", FadeOut(self.aside), FadeIn(shown))
        self.add(self.walker)

    def walk(self, first: int, last: int) -> None:
        """Walk from class to class, resting at each."""
        stops = self.places[first : last + 1]
        rests = {float(stop): REST for stop in stops[1:-1]}
        seconds = LEG * (len(stops) - 1)
        self.replay(seconds, only=[self.walker], start=stops[0], stop=stops[-1], pace="even", dwell=rests)

    def unroll(self) -> None:
        """Let decoded tiles spread from where z is, over the points."""
        pictures, here = self.run["map"][::-1], below(self.run["walk_z"][self.places[TURN]])
        tiles = Pictures(pictures, self.plane.frame.width)
        tiles.scale(1 - 1 / (tiles.cells[1] + 1)).move_to(self.plane.frame)  # leaves half a gap at the edges
        middle = (np.arange(len(pictures)) + 0.5) / len(pictures)
        far = np.hypot(middle - here[0], middle[::-1, None] - here[1])[..., None, None]

        def spread(share: float) -> None:
            shown = eased((share - SPREAD * far / far.max()) / (1 - SPREAD))
            tiles.set_shown(np.broadcast_to(shown, tiles.kept))

        spread(0)
        self.add(tiles, self.walker)
        says = f"what would it draw elsewhere? a {self.kind} for each place"
        self.say(says, Drawn(tiles, spread), run_time=2)
        self.remove(self.points, self.names)
        self.classes(tiles)
        parted = "most neighbours share a class, and " if self.together else ""
        self.claim(f"{parted}on the way one {self.kind} turns into another")

    def classes(self, tiles: Pictures) -> None:
        """Frame each tile in the colour of the class whose code is nearest to it; the classes' names come back."""
        places = np.stack(np.meshgrid(self.run["map_z"], self.run["map_z"][::-1]), axis=-1).reshape(-1, 2)
        edges = tiles.boxes(edge="white", width=1.6).set_fill(opacity=0)
        for edge, hue in zip(edges, self.hues[nearest(places, self.run["two_mu"][-1])], strict=True):
            edge.set_stroke(ManimColor(hue))
        self.add(edges, self.walker)
        self.say("each edge: the class of the nearest code", FadeIn(edges, self.names), run_time=1)
        self.add(self.walker)
        self.wait(0.6)
        self.play(FadeOut(edges), tiles.animate.set_opacity(0.3), run_time=0.8)
