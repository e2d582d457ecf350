"""Weights from files of others: safetensors, and what torch.save and Lightning write; nothing in a file is run.

``read_weights`` gives tensors by name, ``load_into`` puts them into a module, ``picked`` takes some, name and shape.
What was left out of names, and what was passed over, is said.
"""

from ebviz.reading.weights.fitting import Fit, load_into, picked
from ebviz.reading.weights.reading import read_weights

__all__ = ["Fit", "load_into", "picked", "read_weights"]
