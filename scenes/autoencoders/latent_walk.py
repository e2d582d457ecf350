"""The plane of a VAE's codes: digits separate without labels, and the decoder turns each point into a picture."""

from statistics import NormalDist

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import class_names, kind

below = np.vectorize(NormalDist().cdf)  # the share of N(0, 1) that lies below a number
LEG = 1.2  # seconds of the walk from one class to the next
REST = 0.3  # seconds of rest there
TURN = 4  # classes after which the tiles come
SPREAD = 0.7  # share of the time by which the furthest tile begins to grow later than the nearest


class LatentWalk(LectureScene):
    """Without labels, each class has its place; on the way from one digit to another, one turns into the other."""

    studies = ("digits_vae", "digits")
    gif = (0, 29.5)

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
        room, self.beside = self.body.columns(10, 9)
        self.plane = Plane(
            (0, 1, 1), (0, 1, 1), within=room.inset(0, 5), labels=("z_1", "z_2"), x_ticks=names, y_ticks=names
        )
        labels, mu = self.run["embed_labels"], self.run["two_mu"]
        hues = rgb(labels + 0.5, 0.0, 10.0, "tab10")
        self.points = self.plane.dots(below(mu), hues, size=6)
        self.names = VGroup()
        for label in np.unique(labels):
            middle = self.plane.at(np.median(below(mu[-1][labels == label]), axis=0))
            self.names.add(Formula(self.called[label], size=44).move_to(middle))
        self.names.set_stroke(COLOURS["black"], line(5), background=True)
        stretched = Words("axes: equal steps, equal shares of $cal(N)(0, 1)$", size=24, colour="grey")
        self.add(title("A walk through the code", sign="ghost"), self.plane, self.points)
        self.add(self.beside.put(stretched, "bottom"))

    def train(self) -> None:
        """Move the points from one kept epoch to the next, and say how often neighbours are of one class."""
        encoder, epochs = Diagram(gap=50, scale=0.85), self.run["two_epochs"]
        encoder.variable("y", observed=True)
        encoder.encoder("enc", direction="right")
        encoder.variable("mu")
        encoder.connect("y", "enc", "mu")
        self.top, self.room = self.beside.rows(1, 5)
        self.top.put(encoder, "left")
        images = self.run["embed_images"]
        some = Pictures(images[:30].reshape(5, 6, *images.shape[1:]), self.room.height)
        self.aside = Group(encoder, self.room.put(some, "top"))
        if len(epochs) > 1:
            count = Counter("epoch", epochs, "{:.0f}", size=24)
            self.aside.add(count.next_to(encoder, RIGHT, buff=pt(18)))
        self.add(self.aside)
        self.say(f"a point for each {self.kind} $y$, at its code $mu$; labels only colour them")
        self.wait(1.5)
        if len(epochs) > 1:
            self.replay(5, pace="picture")
        alike = self.alike()
        self.together = alike > 0.5
        says = f"each point's nearest neighbour is of its class in ${100 * alike:.0f} %$ of cases"
        self.say(says, FadeIn(self.names))
        self.wait(2)

    def alike(self) -> float:
        """Return the share of the embedded pictures whose nearest neighbour in the plane has the same label."""
        mu, labels = self.run["two_mu"][-1], self.run["embed_labels"]
        apart = np.square(mu[:, None] - mu).sum(axis=-1) + np.diag(np.full(len(mu), np.inf))
        return float((labels[apart.argmin(axis=1)] == labels).mean())

    def start(self) -> None:
        """Put z at the first class's mean code, and show what the decoder makes of it."""
        way, pictures = self.run["walk_z"], self.run["walk"]
        self.places = [*self.run["walk_stops"], len(way) - 1]
        decoder = Diagram(gap=50, scale=0.85)
        decoder.variable("z")
        decoder.decoder("dec")
        decoder.variable("y~", label="tilde(y)")
        decoder.connect("z", "dec", "y~")
        self.top.put(decoder, "left")
        picture = Pictures(pictures[0], min(self.room.width, self.room.height) - pt(44), gap=0)
        follow(self.room.put(picture, "top"), pictures, put=picture.set_ink)
        seen = np.maximum(
            np.arange(len(way))[:, None] - np.arange(self.places[1])[::-1], 0
        )  # (W, steps of a leg)
        trail = self.plane.trace(below(way[seen]), "z", width=3)
        walker = self.plane.cloud(below(way[:, None]), "z", size=17)
        rim = self.plane.cloud(below(way[:, None]), "black", size=23)
        self.walker = Group(trail, rim, walker, picture)
        shown = Group(decoder, picture.boxes(edge="y_tilde", width=2.5), picture, rim, walker)
        self.say(
            "now $z$ walks, and the decoder draws what it finds there", FadeOut(self.aside), FadeIn(shown)
        )
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
        self.say(
            f"what would it draw elsewhere? a {self.kind} for each place", Drawn(tiles, spread), run_time=3
        )
        self.remove(self.points, self.names)
        self.wait(1)
        parted = "classes part without labels, and " if self.together else ""
        self.claim(f"{parted}on the way one {self.kind} turns into another")
