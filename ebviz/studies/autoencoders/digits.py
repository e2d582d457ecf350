"""Pictures of digits: scikit-learn's, or MNIST from files that the user names; shuffled, and some held out.

    ebviz figures --set digits.images=train-images-idx3-ubyte.gz --set digits.labels=train-labels-idx1-ubyte.gz

Source: NYU Deep Learning 2021, week 9, there 28 × 28 MNIST.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import PicturesPath, StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()
PICTURES = "an IDX file of bytes, as it is or gzipped, or an npz"


class Config(StudyConfig):
    seed: int = Field(1, description="seed of the order, and so of what is held out", ge=0, le=2**63 - 1)
    images: PicturesPath | None = Field(
        None, description="file of pictures, IDX or npz; by default scikit-learn's digits"
    )
    labels: PicturesPath | None = Field(None, description="file of their labels, IDX; an npz has them itself")
    n: int = Field(60_000, description="at most so many pictures are kept", ge=40, le=10_000_000)
    held_out: int = Field(397, description="of those, so many are held out", ge=20, le=1_000_000)


def compute(config: Config) -> dict[str, Tensor]:
    """Read and shuffle them::

    images (N, S, S), labels (N,) int64            to train with, ink from 0 to 1
    test_images (M, S, S), test_labels (M,) int64  held out
    chosen (10,) int64                             the first held-out picture of each digit, or −1
    """
    import torch

    from ebviz import data
    from ebviz.errors import UsageError

    if config.images is None:
        if config.labels is not None:
            raise UsageError("digits.labels is given, but no digits.images (accepted: both or neither)")
        images, labels = data.digits()
    else:
        images, labels = data.load_images(config.images, config.labels)
    if len(images) < config.held_out + 20:
        raise UsageError(
            f"{len(images)} pictures: accepted are at least {config.held_out + 20}, digits.held_out and 20 more"
        )
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(config.seed))[: config.n]
    if len(order) < config.held_out + 20:
        raise UsageError(f"digits.n = {config.n}: accepted is at least digits.held_out + 20")
    test, rest = order[: config.held_out], order[config.held_out :]
    first = [(labels[test] == digit).nonzero().flatten()[:1] for digit in range(10)]
    return {
        "images": images[rest],
        "labels": labels[rest],
        "test_images": images[test],
        "test_labels": labels[test],
        "chosen": torch.tensor([int(at) if len(at) else -1 for at in first]),
    }


def scaled(lecture: int, side: int, power: int = 1) -> int:
    """Return a number of the lecture's, chosen for 28 × 28 pictures, for pictures of another side.

    Widths go with the side, the batch with the area (``power`` 2).

    >>> scaled(500, 28), scaled(500, 8), scaled(256, 8, 2)
    (500, 143, 21)
    """
    return max(1, round(lecture * (side / 28) ** power))
