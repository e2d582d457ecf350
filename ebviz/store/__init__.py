"""The content-addressed store beside the renders: atomic writes, records that detect damage, garbage collection."""

from ebviz.store.manifest import Blob, Last, Manifest
from ebviz.store.store import Store

__all__ = ["Blob", "Last", "Manifest", "Store"]
