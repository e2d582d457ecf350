"""Training: one loop for every model, or several players by turns, each with the history that animations replay."""

from ebviz.training.alternating import Player, alternate
from ebviz.training.loop import History, geometric_steps, refuse_blown_up, shuffled, train

__all__ = ["History", "Player", "alternate", "geometric_steps", "refuse_blown_up", "shuffled", "train"]
