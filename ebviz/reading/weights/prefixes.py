"""Which names of a checkpoint are a model's, once what a container or a wrapper put before them is taken off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Shape = tuple[int, ...]

# What wrappers put into names, anywhere in them: torch.compile, FSDP, activation checkpointing.
WOVEN = ("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")
WRAPPER = "module"  # what DataParallel and its distributed kin put before them
# Under which keys training scripts keep the weights, the likeliest first.
CONTAINERS = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params")


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a file's names become a model's: ``prefix`` is taken off them, then ``added`` is put before them.

    ``rivals`` are other prefixes under which all names of the model are found too, ``equal`` those of them that are
    no less likely.
    """

    prefix: str = ""
    added: str = ""
    rivals: tuple[str, ...] = ()
    equal: tuple[str, ...] = ()

    def source(self, name: str) -> str:
        """Return the file's name for the model's."""
        return self.prefix + name.removeprefix(self.added)


def plain(names: Iterable[str]) -> dict[str, str]:
    """Return each name without what wrappers wove into it → the name; all as they are if two would become one.

    >>> plain(["_orig_mod.0.weight"])
    {'0.weight': '_orig_mod.0.weight'}
    """
    names = list(names)
    found = {".".join(part for part in name.split(".") if part not in WOVEN): name for name in names}
    return found if len(found) == len(names) else {name: name for name in names}


def usual(levels: Mapping[str, str]) -> str:
    """Return the prefix that a file's names have by habit: the key of the weights, then a wrapper around all.

    ``levels``: dotted name → the dictionary in the file that it lies in.

    >>> usual({"model.module.fc.weight": "model", "model.module.fc.bias": "model", "mean": ""})
    'model.module.'
    """
    prefix = ""
    while True:
        inside = {name[len(prefix) :]: level for name, level in levels.items() if name.startswith(prefix)}
        heads = list(dict.fromkeys(name.partition(".")[0] for name in inside))
        keys = {
            name.partition(".")[0]
            for name, level in inside.items()
            if f"{level}.".startswith(f"{prefix}{name.partition('.')[0]}.")
        }
        known = [key for key in CONTAINERS if key in keys]
        alone = [head for head in heads if len(heads) == 1 and (head in keys or head == WRAPPER)]
        if not (chosen := known or alone):
            return prefix
        prefix += f"{chosen[0]}."


def fit(wanted: Mapping[str, Shape], given: Mapping[str, Shape], habit: str = "") -> Fitting:
    """Return how most wanted names are found in the file, with the wanted shapes; ``habit`` breaks a tie.

    >>> fit({"fc.weight": (3, 2)}, {"net.fc.weight": (3, 2)}).prefix
    'net.'
    >>> fit({"net.fc.weight": (3, 2)}, {"fc.weight": (3, 2)}).added
    'net.'
    """
    right: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for name, shape in given.items():
        parts = name.split(".")
        for at in range(len(parts)):
            own = ".".join(parts[at:])
            if own in wanted:
                head = name[: len(name) - len(own)]
                named[head] += 1
                right[head] += shape == wanted[own]
    if wanted and max(named.values(), default=0) < len(wanted):
        for added in _shared(wanted):
            if all(given.get(habit + name[len(added) :]) == shape for name, shape in wanted.items()):
                return Fitting(habit, added)
    if not named:
        return Fitting(habit)
    rank = {head: (right[head], named[head], head == habit, head.startswith(habit)) for head in named}
    best = max(named, key=rank.__getitem__)
    rivals = [head for head in named if right[head] == right[best] == len(wanted) and head != best]
    return Fitting(best, "", tuple(rivals), tuple(head for head in rivals if rank[head] == rank[best]))


def _shared(names: Iterable[str]) -> list[str]:
    """Return the beginnings up to a dot that all names have, the shortest first."""
    first, *others = [f"{name}." for name in names]
    parts = first.split(".")[:-2]
    heads = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    return [head for head in heads if all(name.startswith(head) for name in others)]
