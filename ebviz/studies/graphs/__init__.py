"""Lecture 6: graph convolution from attention."""
