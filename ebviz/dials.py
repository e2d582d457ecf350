"""Definitions that stay live: what is said of a dial holds whatever the dial is set to, then and later.

>>> x = Dial("x")
>>> y = 2 * x
>>> y
2 * x
>>> x.set(6)
>>> y.value
12
>>> x.set(7)
>>> y.value
14

A value of a study may be one: ``ebviz.draw("cross_section", set={"free_energy.beta": beta})`` draws what the dial
says at that moment, and :meth:`Live.show` whatever it says from then on. ``ebviz.live("free_energy", beta=beta)``
is turned with the dial, and turns it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from ebviz.errors import UsageError

UNSET = object()
NO_NOTEBOOK = "there is no notebook here in which to show something"
SIGNS = {
    "+": (operator.add, 1),
    "-": (operator.sub, 1),
    "*": (operator.mul, 2),
    "/": (operator.truediv, 2),
    "**": (operator.pow, 3),
}  # what each does, and how closely it binds
ATOM = 4


class Live:
    """A number that follows the dials that it is made of: an expression, which is worked out when it is asked for.

    Parameters
    ----------
    work : what makes its value of those of its parts. parts : other live numbers, or plain ones.
    shown : how it reads. binds : how closely its outermost sign binds.
    """

    def __init__(
        self, work: Callable[..., Any], parts: tuple[Any, ...], shown: str, binds: int = ATOM
    ) -> None:
        self._work, self._parts, self._shown, self._binds = work, parts, shown, binds
        self._followers: list[Callable[[Any], object]] = []

    @property
    def value(self) -> Any:
        """What it is now; raises `UsageError` as long as one of its dials was not set."""
        return self._work(*(part.value if isinstance(part, Live) else part for part in self._parts))

    def dials(self) -> list[Dial]:
        """Return the dials that it is made of, each once, in the order in which they are read."""
        return list(dict.fromkeys(self._dials()))

    def _dials(self) -> Iterator[Dial]:
        for part in self._parts:
            if isinstance(part, Live):
                yield from part._dials()

    def follow(self, act: Callable[[Any], object]) -> None:
        """Have a function called with the value: now, if there is one, and whenever one of its dials is set.

        >>> x, seen = Dial("x", 2), []
        >>> (x**2).follow(seen.append)
        >>> x.set(3)
        >>> seen
        [4, 9]
        """
        for dial in self.dials():
            dial._followers.append(lambda _: act(self.value) if self.is_set else None)
        if self.is_set:
            act(self.value)

    def show(self, make: Callable[[Any], Any]) -> None:
        """Show in a notebook what a function makes of the value, and in its place what it makes of later ones.

        ``beta.show(lambda beta: ebviz.draw("cross_section", set={"free_energy.beta": beta}))`` is a figure that is
        drawn anew whenever the dial is set.
        """
        try:
            from IPython.core.getipython import get_ipython
            from IPython.display import display
        except ModuleNotFoundError:
            raise UsageError(NO_NOTEBOOK) from None
        if get_ipython() is None:
            raise UsageError(NO_NOTEBOOK)
        shown: list[Any] = []

        def again(value: Any) -> None:
            if shown:
                shown[0].update(make(value))
            else:
                shown.append(display(make(value), display_id=True))

        self.follow(again)

    @property
    def is_set(self) -> bool:
        """Were all of its dials set?"""
        return all(dial._now is not UNSET for dial in self.dials())

    def through(self, function: Callable[[Any], Any]) -> Live:
        """Return what a function makes of it.

        >>> import math
        >>> x = Dial("x", 0.0)
        >>> x.through(math.cos), x.through(math.cos).value
        (cos(x), 1.0)
        """
        return Live(function, (self,), f"{getattr(function, '__name__', 'f')}({self._shown})")

    def _with(self, sign: str, other: Any, turned: bool = False) -> Live:
        work, binds = SIGNS[sign]
        left, right = (other, self) if turned else (self, other)
        first, second = _within(left, binds + (sign == "**")), _within(right, binds + (sign in "-/"))
        return Live(work, (left, right), f"{first} {sign} {second}", binds)

    def __repr__(self) -> str:
        return self._shown

    def __add__(self, other: Any) -> Live:
        return self._with("+", other)

    def __radd__(self, other: Any) -> Live:
        return self._with("+", other, turned=True)

    def __sub__(self, other: Any) -> Live:
        return self._with("-", other)

    def __rsub__(self, other: Any) -> Live:
        return self._with("-", other, turned=True)

    def __mul__(self, other: Any) -> Live:
        return self._with("*", other)

    def __rmul__(self, other: Any) -> Live:
        return self._with("*", other, turned=True)

    def __truediv__(self, other: Any) -> Live:
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> Live:
        return self._with("/", other, turned=True)

    def __pow__(self, other: Any) -> Live:
        return self._with("**", other)

    def __rpow__(self, other: Any) -> Live:
        return self._with("**", other, turned=True)

    def __neg__(self) -> Live:
        return Live(operator.neg, (self,), f"-{_within(self, SIGNS['*'][1])}", SIGNS["*"][1])


class Dial(Live):
    """A number that is set by hand.

    Parameters
    ----------
    name : what it is called. value : where it stands at first, if anywhere.

    >>> beta = Dial("beta", 1.0)
    >>> 1 / (2 * beta - 3) ** 2
    1 / (2 * beta - 3) ** 2
    """

    def __init__(self, name: str, value: Any = UNSET) -> None:
        super().__init__(self._read, (), name)
        self._now = value

    def _read(self) -> Any:
        if self._now is UNSET:
            raise UsageError(f"the dial '{self._shown}' was not set: {self._shown}.set(…) sets it")
        return self._now

    def _dials(self) -> Iterator[Dial]:
        yield self

    def set(self, value: Any) -> None:
        """Turn it to a value; whoever follows it is told."""
        self._now = value
        for act in self._followers:
            act(value)


def _within(part: Any, binds: int) -> str:
    """Return how a part reads within an expression whose sign binds so closely."""
    return f"({part!r})" if isinstance(part, Live) and part._binds < binds else repr(part)
