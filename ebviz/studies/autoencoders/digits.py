"""Pictures of digits: scikit-learn's, or MNIST from files that the user names; shuffled, and some of them held out.

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


class Config(StudyConfig):
    seed: int = Field(
        1, description="seed of the order, and so of the choice that is held out", ge=0, le=2**63 - 1
    )
    images: PicturesPath | None = Field(
        None, description="file of pictures, IDX or npz; by default scikit-learn's digits"
    )
    labels: PicturesPath | None = Field(None, description="file of their labels, IDX; not needed with an npz")
    n: int = Field(60_000, description="keep at most this many pictures", ge=40, le=10_000_000)
    held_out: int = Field(397, description="hold out this many of them", ge=20, le=1_000_000)


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
            raise UsageError("expected digits.images along with digits.labels, got only the labels")
        images, labels = data.digits()
    else:
        images, labels = data.load_images(config.images, config.labels)
    if len(images) < config.held_out + 20:
        raise UsageError(
            f"expected at least {config.held_out + 20} pictures, 20 more than digits.held_out, got {len(images)}"
        )
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(config.seed))[: config.n]
    if len(order) < config.held_out + 20:
        raise UsageError(
            f"digits.n: expected at least {config.held_out + 20}, digits.held_out + 20, got {config.n}"
        )
    test, rest = order[: config.held_out], order[config.held_out :]
    first = [(labels[test] == digit).nonzero().flatten()[:1] for digit in range(10)]
    return {
        "images": images[rest],
        "labels": labels[rest],
        "test_images": images[test],
        "test_labels": labels[test],
        "chosen": torch.tensor([int(at) if len(at) else -1 for at in first]),
    }
