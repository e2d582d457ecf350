"""Where 0.1.0 kept study `digits`, for code that imports it from here; its lecture's folder has it."""

from ebviz.studies.autoencoders.digits import Config, compute

__all__ = ["Config", "compute"]
