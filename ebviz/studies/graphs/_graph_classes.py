"""The steps of study `graph_classes`."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn.functional import cross_entropy

from ebviz.data import graphs
from ebviz.data.graphs import CLASSES, Graphs
from ebviz.models import yours
from ebviz.models.graph import GraphClassifier, Sizes
from ebviz.models.your_layer import YourLayer
from ebviz.studies._spelled import spelled
from ebviz.training import geometric_steps, train
from ebviz.training.history import History, Probe


def classified(config: Any) -> dict[str, Tensor]:
    """Train, and return the arrays of the study."""
    random = np.random.default_rng(config.seed)
    kept = graphs.of_classes(config.n, config.least, config.most, random)
    fresh = graphs.of_classes(config.held_out, config.least, config.most, random)
    generator = torch.Generator().manual_seed(config.seed)
    net = classifier(config, generator)
    shown = fresh[(fresh.y == CLASSES.index(config.shown)).nonzero()[:1, 0]]

    def look() -> dict[str, Tensor]:
        features, _ = net.embed(fresh.a, fresh.real)
        guessed = net(fresh.a, fresh.real).argmax(-1)
        found = {
            "accuracy": (guessed == fresh.y).float().mean(),
            "trained": right(net, kept),
            "features": features,
            "guessed_labels": guessed,
        }
        return found | gates(net, shown)

    history = fitted(net, kept, config, generator, probe=look, looks=config.looks, text="graph classes")
    places = first_places(fresh, random)
    size = int(shown.real.sum())
    return {
        **history.seen,
        "alone": alone(config, kept, fresh),
        "loss": history.loss,
        "steps": history.steps,
        "features": flat(history.seen["features"]),
        "a": fresh.a,
        "labels": fresh.y,
        "confusion": torch.stack([confusion(fresh.y, guessed) for guessed in history.seen["guessed_labels"]]),
        "classes": spelled(CLASSES),
        "shown_a": shown.a[0, :size, :size],
        "shown_places": places[CLASSES.index(config.shown), :size],
        "first_places": places,
        "first_order": fresh.order[firsts(fresh)],
    }


def fitted(
    net: GraphClassifier,
    kept: Graphs,
    config: Any,
    generator: Generator,
    *,
    probe: Probe,
    looks: int,
    text: str,
) -> History:
    """Train a classifier on graphs, and return its history."""
    steps = config.epochs * max(1, config.n // config.batch)
    return train(
        lambda a, real, y: cross_entropy(net(a, real), y),
        [kept.a, kept.real, kept.y],
        net.parameters(),
        model=net,
        generator=generator,
        steps=steps,
        batch=config.batch,
        lr=config.lr,
        schedule="cosine",
        probe=probe,
        look_at=geometric_steps(steps, looks),
        text=text,
    )


def alone(config: Any, kept: Graphs, fresh: Graphs) -> Tensor:
    """Return the share of other graphs, (), that a classifier gets right in which no vertex hears of another."""
    generator = torch.Generator().manual_seed(config.seed)
    net = GraphClassifier(Sizes(config.width, 0, len(CLASSES)), generator=generator)

    def look() -> dict[str, Tensor]:
        return {"accuracy": right(net, fresh)}

    history = fitted(net, kept, config, generator, probe=look, looks=2, text="without layers")
    return history.seen["accuracy"][-1]


def firsts(some: Graphs) -> Tensor:
    """Return which graph is the first of each class, (K,)."""
    return torch.stack([(some.y == kind).nonzero()[0, 0] for kind in range(len(CLASSES))])


def first_places(some: Graphs, random: np.random.Generator) -> Tensor:
    """Return where the vertices of the first graph of each class are drawn, (K, t, 2), 0 for those it lacks."""
    found = torch.zeros(len(CLASSES), some.a.shape[1], 2)
    for places, first in zip(found, firsts(some).tolist(), strict=True):
        size = int(some.real[first].sum())
        places[:size] = graphs.layout(some.a[first, :size, :size].numpy(), random)
    return found


def classifier(config: Any, generator: Generator) -> GraphClassifier:
    """Return an untrained classifier, with layers of the user's if the configuration names one."""
    net = GraphClassifier(Sizes(config.width, config.layers, len(CLASSES)), generator=generator)
    if config.layer is not None:
        title = f"graph_classes.layer = {config.layer}"
        made = (
            yours.made(config.layer, title, config.layer_arguments, seed=config.seed + k)
            for k in range(config.layers)
        )
        own = [YourLayer(layer, title, config.width, config.width, device=config.device) for layer in made]
        net.layers = torch.nn.ModuleList(own)
    return net


@torch.no_grad()
def right(net: GraphClassifier, some: Graphs) -> Tensor:
    """Return the share of graphs that are classified right, ()."""
    return (net(some.a, some.real).argmax(-1) == some.y).float().mean()


def gates(net: GraphClassifier, shown: Graphs) -> dict[str, Tensor]:
    """Return the gates of one graph's edges, (L, n, n), if the layers have any."""
    _, found = net.embed(shown.a, shown.real)
    if found is None:
        return {}
    size = int(shown.real.sum())
    return {"gates": found[0, :, :size, :size].mean(-1)}


def flat(features: Tensor) -> Tensor:
    """Return where vectors (S, M, d) point: along the two directions in which the last ones differ most, (S, M, 2).

    Their lengths, which say little more than how many neighbours there are, are left out.
    """
    features = features.double()
    features = features / features.norm(dim=-1, keepdim=True).clamp(min=1e-12)
    last = features[-1]
    middle = last.mean(0)
    ways = torch.linalg.svd(last - middle, full_matrices=False).Vh[:2]
    ways = ways * ways.gather(1, ways.abs().argmax(1, keepdim=True)).sign()  # whatever sign the library picks
    return ((features - middle) @ ways.T).float()


def confusion(y: Tensor, guessed: Tensor) -> Tensor:
    """Return how many of each class are taken for which, (K, K).

    >>> confusion(torch.tensor([0, 0, 7]), torch.tensor([0, 1, 7]))[[0, 7]].tolist()[0][:2]
    [1.0, 1.0]
    """
    count = len(CLASSES)
    return torch.bincount(y * count + guessed, minlength=count**2).view(count, count).float()
