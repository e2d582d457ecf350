"""What is said of the heads of a transformer: where they look, how many do, and what the picture leaves out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scenes.transformer._looking import (
    AFTER,
    BEFORE,
    CHOICE,
    HEADS,
    ITSELF,
    ONE,
    SEVERAL,
    Looking,
    layer,
    tokens,
)
from scenes.transformer._words import MOST, plain

LONGEST = 12  # letters of a token in a sentence
RUNS = 2  # runs of layers that a sentence names
NAMED = {BEFORE: "at the token before", ITSELF: "at the token itself", AFTER: "at the token after"}


def quoted(token: str) -> str:
    """Return a token as Typst has to be given it in a sentence, cut if it is very long."""
    return f"“{plain(token if len(token) <= LONGEST else token[: LONGEST - 1] + '…')}”"


def name(it: Looking, place: tuple[int, int]) -> str:
    """Return what a head is called."""
    return f"{layer(it.run, it.layers[place[0]])}, head ${place[1] + 1}$"


def asks(it: Looking) -> str:
    """Ask what each token looks at."""
    whose = "a transformer's" if it.own else "the language model's"
    return f"{whose} attention: each token on the right looks at some on the left: at which?"


def example(it: Looking, place: tuple[int, int]) -> str:
    """Say which token looks the most at which, in a head."""
    row, column = it.example(place)
    share = f"${100 * it.a[(*place, row, column)]:.0f}$ % of its attention"
    return f"{quoted(it.rows[row])} gives {share} to {quoted(it.columns[column])}"


def all_heads(it: Looking) -> str:
    """Say how many heads there are, and ask where they look."""
    layers, heads = it.way.shape
    of = "one layer" if layers == 1 else f"${layers}$ layers"
    return f"all ${layers * heads}$ heads of {of}: where does each of them look?"


def looks(it: Looking, way: int) -> str:
    """Say how many heads look in a way, and how much the one does that is shown."""
    count, total = int((it.way == way).sum()), it.way.size
    whole = "this head" if total == 1 else f"all ${total}$ heads"
    who = whole if count == total else f"${count}$ of ${total}$ heads"
    says = f"{who} {'looks' if count == 1 else 'look'} {where(it, way)}"
    share = f"${100 * it.share[it.clearest(way)]:.0f}$ %"
    if way == SEVERAL:
        return f"{says}; {'the' if count == 1 else 'here the'} favourite gets only {share}"
    return f"{says}, {'this one ' * (count > 1)}with {share} of its attention"


def where(it: Looking, way: int) -> str:
    """Return what heads look at that look in a way."""
    if way == ONE:
        favourites = it.chosen.mean(2).argmax(-1)[it.way == ONE]
        same = (favourites == favourites[0]).all()
        return f"at {quoted(tokens(it.run)[1][favourites[0]])}" if same else "at one and the same token"
    return NAMED.get(way, "mostly at one token" if way == CHOICE else "at several tokens at once")


def claim(it: Looking) -> str:
    """Say how many heads pick one token, and how many mix several; or in which layers they do."""
    picks, total = int(it.sharp.sum()), it.sharp.size
    if total == 1:
        return looks(it, int(it.way[0, 0]))
    if picks in (0, total):
        return (
            f"each of the ${total}$ heads {'looks mostly at one token' if picks else 'mixes several tokens'}"
        )
    mixing, picking = layers(it, ~it.sharp), layers(it, it.sharp)
    if mixing and picking:
        return f"{mixing[0]} mix{'es' * mixing[1]} several tokens, {picking[0]} look{'s' * picking[1]} mostly at one"
    verbs = "looks" if picks == 1 else "look", "mixes" if total - picks == 1 else "mix"
    return (
        f"${picks}$ of ${total}$ heads {verbs[0]} mostly at one token, ${total - picks}$ {verbs[1]} several"
    )


def layers(it: Looking, which: np.ndarray) -> tuple[str, bool] | None:
    """Return the names of the layers that some heads (L, H) are all of, and whether it is one.

    None if they are no whole layers, or too many to be named.

    >>> from types import SimpleNamespace
    >>> it = SimpleNamespace(layers=[0, 1, 2, 3], own=True)
    >>> layers(it, np.array([[True], [False], [True], [True]]))
    ('layers $1$ and $3$–$4$', False)
    """
    rows = np.flatnonzero(which[:, 0])
    if (which != which[:, :1]).any() or np.ptp(it.layers) != len(it.layers) - 1:
        return None
    if not it.own:
        return " and ".join(f"the {layer(it.run, row)}" for row in rows.tolist()), len(rows) == 1
    runs = np.split(rows, [k + 1 for k, (a, b) in enumerate(pairwise(rows)) if b > a + 1])
    if len(runs) > RUNS:
        return None
    named = [f"${run[0] + 1}$" + f"–${run[-1] + 1}$" * (len(run) > 1) for run in runs]
    return f"layer{'s' * (len(rows) > 1)} {' and '.join(named)}", len(rows) == 1


def cuts(it: Looking) -> str:
    """Say what is left out of the picture; nothing if nothing is."""
    layers, heads, rows, columns = it.run["attention"].shape
    sides = {" on the right": rows, " on the left": columns} if rows != columns else {"": rows}
    parts = [f"tokens $1$–${MOST}$ of ${count}${side}" for side, count in sides.items() if count > MOST]
    parts += [f"${HEADS}$ of ${layers}$ layers"] * (layers > HEADS)
    parts += [f"heads $1$–${HEADS}$ of ${heads}$"] * (heads > HEADS)
    return "; ".join(parts)
