"""Studies: their configuration, the run they give, where runs come from, and the progress of a computation.

To write your own, add a file ``studies/NAME.py`` with ``INPUTS``, a class ``Config(StudyConfig)`` and a function
``compute(config, …)`` that returns arrays by name. The module itself can be called, as its function :func:`study`.
"""

from ebviz.study.called import let_call
from ebviz.study.config import (
    AttentionPath,
    CheckpointPath,
    GraphPath,
    LabelsPath,
    PicturesPath,
    SamplesPath,
    StudyConfig,
    TextPath,
    parameters,
)
from ebviz.study.entry import Entry
from ebviz.study.progress import report
from ebviz.study.run import Run
from ebviz.study.source import study

__all__ = [
    "AttentionPath",
    "CheckpointPath",
    "Entry",
    "GraphPath",
    "LabelsPath",
    "PicturesPath",
    "Run",
    "SamplesPath",
    "StudyConfig",
    "TextPath",
    "parameters",
    "report",
    "study",
]

let_call(__name__)
