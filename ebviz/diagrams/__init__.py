"""Architectures as blocks and wires: plain data, drawn by both the stage and the plots."""
