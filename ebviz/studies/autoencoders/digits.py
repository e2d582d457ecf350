"""Pictures of digits: scikit-learn's, or those in files that the user names; shuffled, and some of them held out.

    ebviz figures --set digits.images=train-images-idx3-ubyte.gz --set digits.labels=train-labels-idx1-ubyte.gz

MNIST's relatives have other things in up to ten classes, or more, of which ten are taken.

Source: NYU Deep Learning 2021, week 9, there 28 × 28 MNIST.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import LabelsPath, PicturesPath, StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()


class Config(StudyConfig):
    seed: int = Field(
        1, description="seed of the order, and so of the choice that is held out", ge=0, le=2**63 - 1
    )
    images: PicturesPath | None = Field(
        None,
        description="file of pictures, IDX, npz, npy, csv or safetensors; by default scikit-learn's digits",
    )
    labels: LabelsPath | None = Field(
        None, description="file of their labels; not needed if they are beside the pictures"
    )
    turned: bool = Field(False, description="the file has rows and columns exchanged, as EMNIST's do")
    classes: tuple[int, ...] | None = Field(
        None, description="labels of the classes to take, at most ten; by default all, or the first ten"
    )
    n: int = Field(60_000, description="keep at most this many pictures", ge=40, le=10_000_000)
    held_out: int = Field(397, description="hold out this many of them", ge=20, le=1_000_000)


def compute(config: Config) -> dict[str, Tensor]:
    """Read and shuffle them::

    images (N, S, S), labels (N,) int64            to train with, ink from 0 to 1; labels from 0 to 9
    test_images (M, S, S), test_labels (M,) int64  held out
    chosen (10,) int64                             the first held-out picture of each class, or −1
    classes (10,) int64                            what the file calls each class, or −1
    """
    import torch

    from ebviz.errors import UsageError

    images, labels = _given(config)
    classes = _classes(labels, config.classes)
    kept = torch.isin(labels, torch.tensor(classes))
    images, labels = images[kept], torch.searchsorted(torch.tensor(classes), labels[kept])
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
        "classes": torch.tensor([*classes, *[-1] * 10][:10]),
    }


def _given(config: Config) -> tuple[Tensor, Tensor]:
    """Return all pictures (N, S, S) and their labels (N,), as the file has them."""
    from ebviz import data
    from ebviz.errors import UsageError

    if config.images is not None:
        return data.load_images(config.images, config.labels, turned=config.turned)
    for name in ("labels", "turned"):
        if getattr(config, name):
            raise UsageError(f"expected digits.images along with digits.{name}, got only the {name}")
    return data.digits()


def _classes(labels: Tensor, wanted: tuple[int, ...] | None) -> list[int]:
    """Return the labels of the classes to take, in order: those wanted, else 0 to 9 or the first ten that there are.

    Raises
    ------
    UsageError : there is no picture of a class that is wanted; none or more than ten are wanted.
    """
    from ebviz.errors import UsageError
    from ebviz.remarks import remark

    there = labels.unique().tolist()
    chosen = None if wanted is None else sorted({*wanted})
    if chosen is not None and not 1 <= len(chosen) <= 10:
        raise UsageError(f"digits.classes: expected one to ten labels, got {len(chosen)}")
    if absent := sorted({*(chosen or ())} - {*there}):
        raise UsageError(f"digits.classes: expected labels that there are, {_range(there)}, got {absent[0]}")
    if chosen is not None:
        return chosen
    if there[-1] <= 9:
        return list(range(10))
    if len(there) > 10:
        remark(
            f"there are {len(there)} classes, {_range(there)}; the first ten are taken, {_range(there[:10])} "
            "(digits.classes names others)"
        )
    return there[:10]


def _range(labels: list[int]) -> str:
    return f"{labels[0]} to {labels[-1]}"
