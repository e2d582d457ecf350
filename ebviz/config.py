"""Where 0.1.0 kept a study's configuration, for studies that import it from here. It lives in :mod:`ebviz.study`."""

from ebviz.study import CheckpointPath, PicturesPath, StudyConfig

__all__ = ["CheckpointPath", "PicturesPath", "StudyConfig"]
