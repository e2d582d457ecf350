"""Lecture 1: inference with a latent-variable energy-based model."""
