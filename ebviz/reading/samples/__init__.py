"""Samples and pictures of the user's own: npz, npy, csv, safetensors and IDX; nothing in a file is run."""

from ebviz.reading.samples.containers import Arrays, arrays
from ebviz.reading.samples.pictures import Pictures, read_pictures
from ebviz.reading.samples.points import read_samples

__all__ = ["Arrays", "Pictures", "arrays", "read_pictures", "read_samples"]
