"""Models that the course's films are made of in place of its own."""

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus


class Sides(nn.Module):
    """How far to the side the heart's outline runs at the angle z."""

    def forward(self, z: Tensor) -> Tensor:
        return 1.6 * z.sin() ** 3


class Heart(nn.Module):
    """A decoder with one weight: an angle z (B, 1) becomes a point (B, 2) on a heart."""

    def __init__(self, scale: float = 1.0) -> None:
        super().__init__()
        self.scale, self.sides = nn.Parameter(torch.tensor(scale)), Sides()

    def forward(self, z: Tensor) -> Tensor:
        up = 1.3 * z.cos() - 0.5 * (2 * z).cos() - 0.2 * (3 * z).cos() - 0.1 * (4 * z).cos()
        return self.scale * torch.cat([self.sides(z), up], dim=-1)


class Curve(nn.Module):
    """A decoder that is a network: z (B, 1) from −1 to 1 becomes a point (B, 2) on a curve with two ends."""

    def __init__(self, hidden: int = 32) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(1, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 2)
        )

    def forward(self, z: Tensor) -> Tensor:
        return self.net(3 * z)


class Score(nn.Module):
    """An energy that is not made of a decoder: y (B, 2) and an angle z (B, 1) become E (B,), never negative."""

    def __init__(self, hidden: int = 48) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 1)
        )

    def forward(self, y: Tensor, z: Tensor) -> Tensor:
        return softplus(self.net(torch.cat([y, z.cos(), z.sin()], dim=-1)))[:, 0]


class Bubble(nn.Module):
    """The encoder of a VAE: y (B, 2) becomes the centre μ and log v of a bubble, each (B, 1)."""

    def __init__(self, hidden: int = 32) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU())
        self.centre, self.spread = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, y: Tensor) -> tuple[Tensor, Tensor]:
        h = self.body(y)
        return self.centre(h), self.spread(h).clamp(-8, 8)


class Spring(nn.Module):
    """The cost of a GAN: y (B, 2) becomes C (B,), a length and so never negative."""

    def __init__(self, hidden: int = 64) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU())
        self.out = nn.Linear(hidden, 8)

    def forward(self, y: Tensor) -> Tensor:
        return torch.sqrt(self.out(self.net(y)).square().sum(-1) + 1e-4) - 1e-2


class Maker(nn.Module):
    """The generator of a GAN: z (B, 2) becomes ŷ (B, 2)."""

    def __init__(self, hidden: int = 64) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(2, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, 2)
        )

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z)
