"""Live pages: what a browser shows of them, and what they are made of."""
