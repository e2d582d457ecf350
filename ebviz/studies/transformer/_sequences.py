"""The steps of the studies of sequence models: how one is made, trained and looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Generator, Tensor
from torch.nn.functional import normalize

from ebviz.data.language import blanks
from ebviz.energy.attention import attend, past
from ebviz.errors import UsageError
from ebviz.models import yours
from ebviz.models.blocks import YourBlock
from ebviz.models.inside import exchanged, inside
from ebviz.models.sequence import BOUNDARY, SequenceModel, Shape, decoded, delay, symbol_cost
from ebviz.models.transformer import Predictor
from ebviz.studies.transformer import _sentences
from ebviz.training import geometric_steps, train

if TYPE_CHECKING:
    from ebviz.study import Run

WATCHED = 1000  # sentences over which a cost is averaged during a training, at most
BETAS = 41  # positions of the dial, from 0 to ∞, the model's own β in the middle
COUNTED = 8  # symbols of sentences up to which every way to leave blanks is gone through
Corrupt = Callable[[Tensor], Tensor]  # y (B, T) → what the encoder sees of it


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences y (N, T), and what they are translated from, x (N, S), if from anything."""

    y: Tensor
    x: Tensor | None = None

    @classmethod
    def of(cls, language: Run) -> Sentences:
        """Return all sentences of a run of study `language`."""
        return cls(*_sentences.sentences(language))

    def __getitem__(self, rows: Any) -> Sentences:
        return Sentences(self.y[rows], None if self.x is None else self.x[rows])

    def __len__(self) -> int:
        return len(self.y)

    def watched(self) -> Sentences:
        """Return at most ``WATCHED`` of them, evenly spaced."""
        return self[:: -(-len(self) // WATCHED)]

    def shown(self, config: Any, study: str) -> Sentences:
        """Return the one that a configuration shows; raise :class:`UsageError` if there is none of that number."""
        row, last = config.shown, len(self) - 1
        if row > last:
            raise UsageError(f"{study}.shown: expected the number of a sentence, 0 to {last}, got {row}")
        return self[row : row + 1]


def model(
    config: Any,
    study: str,
    language: Run,
    generator: Generator,
    *,
    delayed: bool = True,
    causal: bool = True,
    translating: bool = False,
    blank: bool = False,
) -> SequenceModel:
    """Return an untrained model of a language: with a source if ``translating``, with a word for a ``blank``."""
    if config.d % config.heads:
        raise UsageError(f"d = {config.d}: expected a multiple of heads = {config.heads}")
    shape = Shape(
        words=len(language["words"]) + blank,
        longest=language["y"].shape[1],
        d=config.d,
        heads=config.heads,
        hidden=config.hidden,
        source_words=len(language["source_words"]) if translating else 0,
        source_longest=language["x"].shape[1] if translating else 0,
    )
    net = SequenceModel(shape, delayed=delayed, causal=causal, generator=generator)
    for name in config.named:
        setattr(net, name, block(config, study, name, shape, causal=delayed))
    return net


def block(config: Any, study: str, name: str, shape: Shape, *, causal: bool) -> YourBlock:
    """Return a block of the user's, which a configuration names."""
    entry = getattr(config, name)
    title = f"{study}.{name} = {entry}"
    found = yours.made(entry, title, getattr(config, f"{name}_arguments"), seed=config.seed)
    source = name == "predictor" and shape.source_words > 0
    words = shape.words if name == "decoder" else 0
    return YourBlock(found, title, config.d, source=source, causal=causal, words=words, device=config.device)


def fit(
    net: SequenceModel,
    config: Any,
    kept: Sentences,
    look: Callable[[], dict[str, Tensor]],
    generator: Generator,
    text: str,
    corrupt: Corrupt | None = None,
) -> dict[str, Tensor]:
    """Train a model on sentences by the mean of their costs; return loss (T,), steps (S,), and what was looked at."""

    def loss(y: Tensor, x: Tensor | None = None) -> Tensor:
        scores, _ = net(y if corrupt is None else corrupt(y), x)
        return symbol_cost(scores, y).sum(-1).mean()

    history = train(
        loss,
        [kept.y] if kept.x is None or net.source is None else [kept.y, kept.x],
        net.parameters(),
        model=net,
        generator=generator,
        steps=config.steps,
        batch=config.batch,
        lr=config.lr,
        schedule="cosine",
        probe=look,
        look_at=geometric_steps(config.steps, config.looks),
        text=text,
    )
    return {**history.seen, "loss": history.loss, "steps": history.steps}


def trained(
    config: Any, study: str, language: Run, text: str, *, delayed: bool
) -> tuple[SequenceModel, Sentences, dict[str, Tensor]]:
    """Return a model trained on all sentences as they are, the one that is shown, and what the pictures replay."""
    generator = torch.Generator().manual_seed(config.seed)
    net = model(config, study, language, generator, delayed=delayed)
    sentences = Sentences.of(language)
    shown, watched = sentences.shown(config, study), sentences.watched()

    def look() -> dict[str, Tensor]:
        return looked_at(net, shown) | {"cost": costs(net, watched).sum(-1).mean()}

    arrays = fit(net, config, sentences, look, generator, text)
    with torch.no_grad():
        arrays |= {"symbol_cost": costs(net, sentences), "places": places(net)}
    return net, shown, arrays | {"shown": shown.y[0]}


def looked_at(net: SequenceModel, shown: Sentences, seen: Tensor | None = None) -> dict[str, Tensor]:
    """Return what a model makes of the sentence that is shown; ``seen`` (1, T) is what its encoder sees of it::

    shown_cost (T,), shown_p (T, V)      C of each symbol, and the probability of every word in its place
    {block}_a (H, T, ·)                  the attention of each block
    """
    scores, looks = net(shown.y if seen is None else seen, shown.x)
    found = {"shown_cost": symbol_cost(scores, shown.y)[0], "shown_p": scores[0].softmax(-1)}
    return found | {f"{block}_a": a[0] for block, a in looks.items()}


def costs(net: SequenceModel, sentences: Sentences, corrupt: Corrupt | None = None) -> Tensor:
    """Return C of each symbol, (N, T); the encoder sees what is left by ``corrupt``."""
    seen = sentences.y if corrupt is None else corrupt(sentences.y)
    return symbol_cost(net(seen, sentences.x)[0], sentences.y)


def places(net: SequenceModel) -> Tensor:
    """Return the cosines between the vectors of the places, (T, T)."""
    vectors = normalize(net.y.places.detach(), dim=-1)
    return vectors @ vectors.T


def translated(language: Run) -> Sentences:
    """Return all sentences with their sources; raise :class:`UsageError` if they have none."""
    found = Sentences.of(language)
    if found.x is None:
        raise UsageError("language.text: expected what is translated before a tab in each line, got no tabs")
    return found


def divided(count: int, share: float, shown: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Return the numbers of the sentences to train with, and of those held out, ``shown`` among them; both rise."""
    order = torch.randperm(count, generator=generator)
    order = torch.cat([torch.tensor([shown]), order[order != shown]])
    held = min(max(1, round(share * count)), count - 1)
    return order[held:].sort().values, order[:held].sort().values


@torch.no_grad()
def said(net: SequenceModel, sentences: Sentences) -> Tensor:
    """Return what is said freely of the sources of sentences (N, T): (N, T)."""
    assert sentences.x is not None
    return decoded(net, sentences.x, sentences.y.shape[1])


@torch.no_grad()
def said_freely(net: SequenceModel, shown: Sentences) -> dict[str, Tensor]:
    """Return a sentence as it is said freely, with its probabilities and the predictor's attention."""
    assert shown.x is not None
    free = said(net, shown)
    scores, looks = net(free, shown.x)
    found = {"free": free[0], "free_p": scores[0].softmax(-1), "free_a": looks["predictor"][0]}
    return found | {"shown_x": shown.x[0], **attention_by_beta(net, free, shown.x)}


def attention_by_beta(net: SequenceModel, said: Tensor, x: Tensor) -> dict[str, Tensor]:
    """Return the predictor's attention in its steps, and at every β: a sentence (1, L) that is said of (1, K)."""
    if not isinstance(net.predictor, Predictor):  # the user's has queries and keys of its own
        return {}
    assert net.x is not None
    assert net.source is not None
    attention, seen = net.predictor.attention, past(said.shape[1])
    h, _ = net.encoder(net.y(delay(said)), seen)
    source, _ = net.source(net.x(x))
    q, keys, values = (
        attention.split(part)[0]
        for part in (attention.queries(h), attention.keys(source), attention.values(source))
    )
    between = torch.logspace(-1.5, 1.5, BETAS - 2) * attention.beta
    betas = torch.cat([torch.zeros(1), between, torch.full((1,), torch.inf)])
    each = [attend(q, keys, values, float(beta)) for beta in betas]
    heads, _ = attend(q, keys, values, attention.beta)  # (H, L, D)
    return {
        "queries": q,
        "keys": keys,
        "scores": q @ keys.mT,
        "values": values,
        "together": attention.together(heads.transpose(0, 1).flatten(1)),
        "beta": torch.tensor(attention.beta),
        "dial_beta": betas,
        "dial_a": torch.stack([a for _, a in each]),
        "dial_h": torch.stack([h for h, _ in each]),
    }


@torch.no_grad()
def passed_through(net: SequenceModel, shown: Sentences, p: Tensor, language: Run) -> dict[str, Tensor]:
    """Return what each part of the model makes of a sentence, as it is and with one symbol exchanged.

    ``p`` (L, V) says how likely each word is. There is none of this where a block is the user's.
    """
    if any(isinstance(block, YourBlock) for block in net.children()):
        return {}
    assert shown.x is not None
    ends = not language["source_words"][BOUNDARY].any()
    y, x, at = exchanged(shown.y, shown.x, p, len(language["source_words"]), ends=ends)
    # one at a time: what is not touched stays the same to the bit
    passed = [inside(net, *one) for one in zip(y.split(1), x.split(1), strict=True)]
    target, source = (torch.stack(some, dim=1) for some in zip(*passed, strict=True))
    return {
        "inside_y": target,
        "inside_x": source,
        "inside_seen": delay(y),
        "inside_source": x,
        "exchanged_i": at,
    }


@torch.no_grad()
def cost_of_all(net: SequenceModel, sentences: Sentences, share: float, blank: int) -> Tensor:
    """Return the mean cost of sentences (N, T) over all 2^T ways to leave blanks, by their probabilities: ()."""
    total = torch.zeros(())
    for left, chance in blanks(sentences.y.shape[1], share):
        seen = sentences.y.masked_fill(left, blank)
        total += chance * symbol_cost(net(seen)[0], sentences.y).sum(-1).mean()
    return total
