"""Lecture 3: from the latent-variable model to autoencoders."""
