"""Lecture figures made by real models: energies in PyTorch, drawn by Manim and matplotlib."""

__version__ = "0.2.0"
