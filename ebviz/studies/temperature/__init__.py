"""Lecture 2: warm free energies and training."""
