"""Single moments of a scene drawn as quickly as can be, for who is writing it: nothing is checked, stored or judged.

What is drawn is the scene as its files are when it is drawn. The runs that it reads are given, and so are as fresh
as who gives them knows.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebviz.build.executors import print_to
from ebviz.build.project import Project
from ebviz.build.where import place_of
from ebviz.build.worker import steady, temporary, write_log
from ebviz.store import Store


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is to be drawn.

    Parameters
    ----------
    entry : "module:class" of the scene. task : what its log is named after.
    places : moment, such as "8.6" → where the picture goes.
    quality : "854x480@15". theme : what the scene wears.
    runs : study → file of its arrays. studies : study → its configuration and the like, for the record.
    folder : where formulas that have been set are kept for the next time.
    """

    project: Project
    entry: str
    task: str
    places: Mapping[str, Path]
    quality: str
    theme: str
    runs: Mapping[str, Path]
    studies: Mapping[str, Mapping[str, Any]]
    folder: Path


@dataclass(frozen=True, slots=True)
class Sketched:
    """What came of it: the studies that the scene reads (None: its module could not be imported), and the problem.

    ``remarks`` are what is to be known of pictures that were drawn.
    """

    reads: tuple[str, ...] | None
    problem: str = ""
    remarks: tuple[str, ...] = ()


def draw(sketch: Sketch) -> Sketched:
    """Draw the pictures, in a process that serves for nothing else."""
    store = Store(sketch.project.renders)
    print_to(store.log_path(sketch.task))
    reads: tuple[str, ...] | None = None
    try:
        with (
            sketch.project.importing(),
            chdir(sketch.project.root),
            store.scratch() as folder,
            temporary(folder),
        ):
            steady()
            module, _, name = sketch.entry.partition(":")
            scene = getattr(importlib.import_module(module), name)
            reads = tuple(getattr(scene, "studies", ()))
            remarks = _draw(sketch, scene, folder)
    except BaseException as error:
        write_log(store.log_path(sketch.task), traceback.format_exc())
        place = place_of(error, sketch.project)
        return Sketched(reads, f"{place}: {store.explain(error)}" if place else store.explain(error))
    return Sketched(reads, remarks=tuple(remarks))


def _draw(sketch: Sketch, scene: Any, folder: Path) -> list[str]:
    """Draw the pictures; return what is to be said of them."""
    import imageio.v3 as iio

    from ebviz.build.recipes import frame_of
    from ebviz.export.moments import seconds
    from ebviz.export.provenance import record, stamp_png
    from ebviz.stage.still import draw_moments
    from ebviz.study.run import Run
    from ebviz.style.lending import lending

    width, height, fps = frame_of(sketch.quality)
    runs = {name: Run.open(path) for name, path in sketch.runs.items()}
    wanted = {moment: seconds(moment) for moment in sketch.places}
    media = sketch.folder / "media"
    with lending() as loans:
        pictures = draw_moments(
            scene,
            [*wanted.values()],
            runs=runs,
            width=width,
            height=height,
            fps=fps,
            theme=sketch.theme,
            media=media,
        )
    made = record(
        sketch.task,
        "",
        studies=sketch.studies,
        quality=sketch.quality,
        theme=sketch.theme,
        fonts=loans.families(),
    )
    for moment, place in sketch.places.items():
        path = folder / "picture.png"
        iio.imwrite(path, pictures[wanted[moment]], plugin="pillow")
        stamp_png(path, made)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    return loans.remarks()
