"""The keys that say where the scalar latent of a model of the user's lies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.errors import UsageError
from ebviz.study import StudyConfig

if TYPE_CHECKING:
    from ebviz.energy import Domain


class Ends(StudyConfig):
    """Base of configurations with a range of latents, by default that of an angle."""

    z_low: float = Field(0.0, description="least latent z of a model of yours", ge=-1e6, le=1e6)
    z_high: float = Field(2 * math.pi, description="greatest latent z of a model of yours", ge=-1e6, le=1e6)
    z_closed: bool = Field(True, description="do the least and the greatest z mean the same, as of an angle?")

    def domain(self, study: str) -> Domain:
        """Return the range; raise :class:`UsageError` if there is nothing in it."""
        from ebviz.energy import Domain

        if not self.z_low < self.z_high:
            ends = f"{self.z_low:g} and {self.z_high:g}"
            raise UsageError(f"{study}: expected z_low below z_high, got {ends}")
        return Domain(self.z_low, self.z_high, self.z_closed)
