"""The content-addressed store beside the renders: files written whole, records that notice damage, garbage."""

from ebviz.store.manifest import Blob, Last, Manifest
from ebviz.store.store import Store

__all__ = ["Blob", "Last", "Manifest", "Store"]
