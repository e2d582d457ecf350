"""The build: from what a project declares to files that are fresh, each stamped with what made it.

:mod:`catalog` finds what there is, :mod:`graph` makes tasks of it, :mod:`plan` judges which are stale and why,
:mod:`run` has them made again by the workers of an executor, :mod:`recipes` says how each kind is made.
"""

from ebviz.study.source import study

__all__ = ["study"]
