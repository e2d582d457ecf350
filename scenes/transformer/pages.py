"""A page of attention with β and the causal mask."""

from __future__ import annotations

import numpy as np

from ebviz.live import Page, page, plain
from ebviz.plot import Run, brief

BETAS = (0.0, *(2.0 ** (n / 4) for n in range(-12, 17)))
MOST = 16  # tokens whose names can be read
FORMULAS = (  # name, Typst, how it is read aloud
    ("beta", "beta", "beta, the coldness"),
    ("a", "a = softargmax_beta (s)", "a, the softargmax of the scores"),
)


@page(studies=("attention",))
def attention(page: Page, attention: Run) -> None:
    """Attention by hand: β from the mean of all tokens to one of them; and what the causal mask strikes out."""
    page.view(
        "history",
        "Attention at any β",
        "β decides how strictly a query chooses; the mask strikes out what is still to come.",
    )
    for name, source, said in FORMULAS:
        page.formula(name, source, said)
    known = "attention_all" if "attention_all" in attention else "attention"
    a = attention[known][..., :MOST, :MOST].astype(float)
    names = ["".join(chr(letter) for letter in word if letter) or "·" for word in attention["words"]][
        : a.shape[2]
    ]
    read = names
    if "source_words" in attention:
        read = [
            "".join(chr(letter) for letter in word if letter) or "·" for word in attention["source_words"]
        ]
    T, S = a.shape[2:]
    ahead = bool(np.triu(a, 1).any())  # or the mask has been applied already
    masks = {"all": "{a}: every row looks at every column", "past": "with the causal mask: only at what was"}
    if not ahead:
        masks = {"all": "{a}: each row looks at what was, as the causal mask demands"}
    variants, half = [], 0.0
    for layer, heads in enumerate(a):
        for head, rows in enumerate(heads):
            key = f"l{layer}h{head}"
            variants.append({"key": key, "words": f"layer {layer + 1}, head {head + 1}"})
            for what in masks:
                found = np.tril(rows) if what == "past" else rows
                every = np.stack([sharpened(found, beta)[::-1] for beta in BETAS])
                half = max(half, page.array(f"{key}_{what}", every, bits=16))
    ticks = {"xticks": [[n + 0.5, name] for n, name in enumerate(read[:S])]}
    ticks |= {"yticks": [[T - n - 0.5, name] for n, name in enumerate(names)]}
    shape = {"names": ["key", "query"], "equal": True, "x": [0, S], "y": [0, T], **ticks}
    page.dial("beta", BETAS, slider="step")
    page.value(
        variants_are="attention",
        variants=variants,
        moments=list(BETAS),
        label="{beta}",
        start={"step": BETAS.index(1.0), "variant": int(a.max(axis=-1).mean(axis=-1).argmax())},
        panels=[
            {
                **shape,
                "caption": caption,
                "layers": [
                    {"kind": "image", "array": f"*_{what}", "high": 1, "role": "other", "cells": True}
                ],
            }
            for what, caption in masks.items()
        ],
        readings=[
            {"name": f"a{n}", "array": "*_all", "part": n, "label": f"{names[-1]} looks at {name}"}
            for n, name in enumerate(read[:S])
        ],
        bound=half,
        notes=[
            f"Weights at other β follow from those at β = 1, without the scores: a to the power of β, each row over "
            f"its sum. From β = {brief(BETAS[1])} to {brief(BETAS[-1])}, and 0: all that is seen counts alike. "
            f"They are kept in 16 bits: off by at most {plain(half)}."
        ],
    )


def sharpened(a: np.ndarray, beta: float) -> np.ndarray:
    """Return the weights (T, S) that scores give at β, from those that they give at β = 1: rows of aᵝ over their sum.

    What has no weight at β = 1 was struck out, and has none at any β; so has a row without any.

    >>> sharpened(np.array([[0.8, 0.2, 0.0]]), 0.0).tolist()
    [[0.5, 0.5, 0.0]]
    """
    there = a > 0
    scores = np.where(there, beta * np.log(np.where(there, a, 1.0)), -np.inf)
    most = np.where(there.any(axis=1, keepdims=True), scores.max(axis=1, keepdims=True), 0.0)
    weights = np.exp(scores - most)
    return weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-300)
