"""Training: one loop for every model, or several players by turns, each with the history that animations replay."""

from ebviz.training.alternating import Player, alternate
from ebviz.training.history import History
from ebviz.training.loop import refuse_blown_up, shuffled, train
from ebviz.training.schedule import Pace, geometric_steps, quadratic_steps

__all__ = [
    "History",
    "Pace",
    "Player",
    "alternate",
    "geometric_steps",
    "quadratic_steps",
    "refuse_blown_up",
    "shuffled",
    "train",
]
