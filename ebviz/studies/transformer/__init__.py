"""Lecture 5: the transformer as encoder, predictor and decoder."""
