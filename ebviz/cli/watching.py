"""What ``ebviz watch`` does: after every save it makes again what the save affects.

What is wrong is said, the last picture stays, and the next save tries again.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Collection, Mapping
from concurrent.futures import wait
from dataclasses import dataclass
from pathlib import Path

from ebviz.build.executors import LocalEngine, end_server, modules_for
from ebviz.build.judgement import Judgement, State
from ebviz.build.plan import Judge, plan
from ebviz.build.project import IMPORTS
from ebviz.build.run import Build, provenance
from ebviz.build.saves import Saves
from ebviz.build.sketch import Sketch, draw
from ebviz.build.task import read_as
from ebviz.cli.make import built
from ebviz.cli.session import Session, located
from ebviz.cli.telling import Teller
from ebviz.errors import EbvizError, UsageError, explain
from ebviz.export.formats import quality_text
from ebviz.store import Store
from ebviz.store.garbage import clear

PICTURES = "watch"  # folder below renders for pictures of moments
OFTEN = ("ebviz.stage.still", "imageio.plugins.pillow", "matplotlib.cm", "safetensors.numpy")
"""What drawing loads when it needs it, and here has been loaded before."""
TICK = 0.1  # seconds between looks for saves while something is made


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is watched: a scene at some moments, or its film if there are none; how; and ``--set`` values."""

    folder: str | None
    scene: str
    moments: tuple[str, ...]
    quality: str
    theme: str
    changes: tuple[str, ...]


class UnreadableError(EbvizError):
    """Files that may hold the scene cannot be read: says why, on one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class SavedAgain(BaseException):
    """What is being made is no longer wanted: something it is made from has been saved."""


class LibraryChanged(BaseException):
    """The library on the disk is no longer the one that has been loaded."""


class Plan:
    """What has to be made, as the files are now.

    The pictures of moments are not tasks: only what they read is.

    Raises
    ------
    UsageError
        There is no such scene (any more), or a ``--set`` value is wrong.
    UnreadableError
        Files that may hold the scene cannot be read.
    """

    def __init__(self, wanted: Wanted) -> None:
        session = Session(wanted.folder)
        catalog = session.catalog
        if wanted.scene not in catalog.scenes and catalog.problems:
            raise UnreadableError(catalog.problems)
        self.graph = session.graph(wanted.changes)
        self.scene = session.one(wanted.scene, catalog.scenes, "scene")
        try:
            quality = quality_text(wanted.quality)
            for moment in wanted.moments:
                self.graph.add_still(self.scene, quality, moment, wanted.theme)
            if not wanted.moments:
                self.graph.add_scene(self.scene, quality, ("mp4", "png"), wanted.theme)
        finally:
            self.graph.close()
        self.targets = [self.graph.tasks[name] for name in self.graph.wanted]
        for still in self.targets if wanted.moments else ():
            del self.graph.tasks[still.name]
            if still.problem:
                raise UsageError(still.problem)
        self.judge = Judge(session.project, Store(session.project.renders), hashes=session.hashes)
        self.judged = plan(self.graph, self.judge)
        self.judge.save()

    def build(self, teller: Teller, modules: list[str]) -> Mapping[str, Judgement] | None:
        """Make what is stale; return the judgement of each task then, None if something failed."""
        rows = [*self.judged.values()]
        if all(row.state is State.FRESH for row in rows):
            self.judge.store.prepare()
            clear(self.judge.store)
            return self.judged

        def begun(build: Build) -> None:
            teller.running = build.keys

        build = built(self.graph, self.judge, rows, None, teller, modules, begun)
        return build.judged if build.outcome.ok else None


class Watching:
    """One watch, from the first picture until Ctrl-C.

    Parameters
    ----------
    wanted : what is watched. teller : says what happens.
    """

    def __init__(self, wanted: Wanted, teller: Teller) -> None:
        self.wanted, self.teller = wanted, teller
        self.saves = Saves(located(wanted.folder))
        self._begun = False
        self._folder = Path(tempfile.mkdtemp(prefix="ebviz-"))
        # what to draw, as long as nothing is saved that its studies are made from
        self._sketch: Sketch | None = None
        self._engine: LocalEngine | None = None  # which draws it
        self._remarks: set[str] = set()  # those made of its pictures so far
        self._reads: tuple[str, ...] | None = None  # the studies that the scene reads
        self._counting: frozenset[Path] = frozenset()  # files and folders that count for those studies
        self._known: frozenset[Path] = frozenset()
        self._pending: list[Path] = []  # saved while something else was made
        teller.look, teller.settle = self._look, self._settle

    def run(self) -> None:
        """Watch; ends with `KeyboardInterrupt`, with `LibraryChanged`, or at once if it was asked for wrongly."""
        saved: list[Path] = []
        try:
            while True:
                try:
                    self._make(saved)
                    saved = self._pending or self.saves.wait()
                except SavedAgain:
                    saved = [*self._pending, *self.saves.take()]
                self._pending = []
                while self.saves.library_has_changed():
                    problems = self.saves.library_problems()
                    if not problems:
                        raise LibraryChanged
                    self.teller.complain(problems)
                    saved += self.saves.wait()
        finally:
            end_server()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self, saved: Collection[Path]) -> None:
        """Make what is affected by what has been saved, and say what is wrong."""
        started = time.monotonic()
        try:
            if self._sketch is None or self._concern_studies(saved) or not self._drawn(started):
                self._replan(started)
        except UnreadableError as error:
            self.teller.complain(error.problems)
        except UsageError as error:
            if not self._begun:
                raise
            self.teller.complain([str(error)])
        except Exception as error:
            self.teller.complain([explain(error)])
        self._begun = True

    def _concern_studies(self, saved: Collection[Path]) -> bool:
        """Has anything been saved that may change the studies, or what is a module of the project?"""
        return any(
            path not in self._known
            or not path.exists()
            or not self._counting.isdisjoint({path.resolve(), *path.resolve().parents})
            for path in saved
        )

    def _replan(self, started: float) -> None:
        """Find out what is stale, make it, and draw."""
        self._sketch = None
        planned = Plan(self.wanted)
        modules = list(dict.fromkeys([*IMPORTS["still"], *OFTEN, *modules_for(planned.graph)]))
        self._engine = LocalEngine(modules)  # starts the server, unless it runs
        judged = planned.build(self.teller, modules)
        store = planned.judge.store
        if judged is not None and self.wanted.moments:
            self._sketch, self._reads = self._prepared(planned, judged), None
            self._drawn(started)
        elif judged is not None:
            self.teller.show([store.renders / planned.targets[0].publish["mp4"]])
        declared = self.saves.follow(planned.judge.code, planned.graph.tasks.values())
        self.saves.follow(planned.judge.code, planned.targets)
        if len(declared) < len(planned.graph.tasks):  # one is being saved just now, and may be read by half
            self._sketch = None  # whatever is saved next, find out anew
        self._known = self.saves.known()
        self._counting = frozenset(
            path
            for one in declared
            for paths in (one.modules, one.files, one.folders, one.missing)
            for path in paths
        )

    def _prepared(self, planned: Plan, judged: Mapping[str, Judgement]) -> Sketch:
        """Return what to draw, from studies that are fresh now."""
        store, made = planned.judge.store, {name: row.manifest for name, row in judged.items()}
        studies = {read_as(name): made[name] for name in planned.targets[0].upstream()}
        runs = {
            name: store.blob_path(manifest.outputs["arrays"].sha256)
            for name, manifest in studies.items()
            if manifest is not None
        }
        return Sketch(
            planned.judge.project,
            planned.targets[0].entry,
            f"watch:{planned.scene}",
            {
                still.params["moment"]: store.renders / PICTURES / Path(still.publish["png"]).name
                for still in planned.targets
            },
            quality_text(self.wanted.quality),
            self.wanted.theme,
            runs,
            {name: provenance(manifest) for name, manifest in studies.items() if manifest is not None},
            self._folder,
        )

    def _drawn(self, started: float) -> bool:
        """Draw the pictures; return whether that is settled: not if the scene reads other studies than before."""
        assert self._sketch is not None
        assert self._engine is not None
        try:
            future = self._engine.call(draw, self._sketch)
            while not wait([future], timeout=TICK).done:
                if self.saves.has_new():
                    raise SavedAgain
        except BaseException:
            self._engine.kill()
            raise
        result = future.result()
        if result.reads is not None:
            if self._reads not in (None, result.reads):
                return False
            self._reads = result.reads
        if result.problem:
            self.teller.complain([result.problem])
        else:
            self.teller.drawn(time.monotonic() - started, [*self._sketch.places.values()])
            for line in result.remarks:
                if line not in self._remarks:  # once, not after every save
                    self.teller.line(line)
            self._remarks = {*result.remarks}
        return True

    def _look(self) -> None:
        """End the run in progress if what it makes would not be wanted any more after what has just been saved."""
        if self.saves.has_new():
            self._pending += self.saves.take()
            try:
                judged = Plan(self.wanted).judged
            except Exception:  # in the middle of an edit; what is wrong is said when nothing runs
                return
            if any(
                name not in judged or judged[name].key != key for name, key in self.teller.running().items()
            ):
                raise SavedAgain

    def _settle(self) -> None:
        """Plan anew once nothing runs, if something has been saved meanwhile."""
        if self._pending and not self.teller.running():
            raise SavedAgain
