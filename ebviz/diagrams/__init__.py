"""Architectures as blocks and wires: plain data that the stage and the plots draw alike."""
