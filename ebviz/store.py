"""The content-addressed store."""

from __future__ import annotations

from ebviz.artifact import Run

__all__ = ["Run"]
