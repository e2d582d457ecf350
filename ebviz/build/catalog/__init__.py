"""What can be built: studies, scenes, figures and pages, found by reading source files without running any."""

from ebviz.build.catalog.discover import discover
from ebviz.build.catalog.entries import Catalog, FigureEntry, PageEntry, SceneEntry, StudyEntry, command_name

__all__ = ["Catalog", "FigureEntry", "PageEntry", "SceneEntry", "StudyEntry", "command_name", "discover"]
