"""Lecture 4: the GAN as contrastive energy learning."""
