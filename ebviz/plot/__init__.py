"""All that a slide figure says, in one import: ``from ebviz.plot import *``.

The words are listed in `vocabulary`: ours, and those of matplotlib's names that figures use.
"""

from ebviz.plot.vocabulary import *  # noqa: F403
from ebviz.plot.vocabulary import __all__ as __all__
