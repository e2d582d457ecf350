"""What users bring: weights of their networks, samples and pictures of their own, read from files of many makers.

``weights`` reads checkpoints, ``samples`` reads arrays, tables and pictures, ``kinds`` says what a file is. Nothing
that a file holds or names is run.
"""
