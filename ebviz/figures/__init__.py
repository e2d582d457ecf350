"""Where 0.1.0 kept the matplotlib kit: figures of users' own import it from here. It lives in :mod:`ebviz.plot`."""

from ebviz.plot import *  # noqa: F403
from ebviz.plot import __all__ as __all__
