"""What can be built: studies, scenes and figures, found by reading source files without running any."""

from ebviz.build.catalog.discover import discover
from ebviz.build.catalog.entries import Catalog, FigureEntry, SceneEntry, StudyEntry, command_name

__all__ = ["Catalog", "FigureEntry", "SceneEntry", "StudyEntry", "command_name", "discover"]
