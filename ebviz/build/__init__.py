"""The build: from a project's declarations to up-to-date files, each stamped with what it was made from.

:mod:`catalog` finds what can be built, :mod:`graph` turns it into tasks, :mod:`plan` decides which are stale and
why, :mod:`run` has an executor's workers rebuild them, and :mod:`recipes` says how each kind is made.
"""

from ebviz.study.source import study

__all__ = ["study"]
