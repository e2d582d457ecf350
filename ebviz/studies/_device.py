"""The key that says where a model of the user's computes."""

from __future__ import annotations

from pydantic import Field

from ebviz.study import StudyConfig


class OnDevice(StudyConfig):
    """Base of configurations that name a model of the user's."""

    device: str = Field(
        "cpu",
        description="where a model of yours computes: cpu, cuda, cuda:1, mps, xpu; checked against the CPU",
        pattern=r"^(cpu|(cuda|xpu)(:\d{1,3})?|mps)$",
    )
