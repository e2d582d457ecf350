"""Make stale tasks fresh: upstream first, independent ones in parallel, each under its own lock."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from ebviz.build.executors import Engine
from ebviz.build.graph import Graph
from ebviz.build.judgement import Action, Judgement, State
from ebviz.build.locks import Locks
from ebviz.build.observer import Observer
from ebviz.build.order import Order
from ebviz.build.plan import Judge
from ebviz.build.ranks import Ranks
from ebviz.build.task import Task, read_as
from ebviz.errors import BuildError, UsageError
from ebviz.store import Manifest
from ebviz.store.garbage import clear

OUTSIDE_DIGEST = "the build decides when a study is computed, never what it gives"
TICK = 0.1  # seconds between checks of progress and of locks that other runs hold


@dataclass(slots=True)
class Outcome:
    """What a run did, by task name; ``where`` has the lines of a project's own code that led to a failure."""

    built: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    where: dict[str, list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)  # those that failed because they were asked for wrongly

    @property
    def ok(self) -> bool:
        """Is everything fresh now?"""
        return not (self.failed or self.skipped)

    @property
    def code(self) -> int:
        """The exit code: 0, or 1 if anything failed, or 2 if all that failed was asked for wrongly."""
        return 0 if self.ok else 2 if {*self.failed} == {*self.refused} else 1


class Build:
    """One run over the tasks of a graph.

    Parameters
    ----------
    graph : the requested tasks, and everything they are made from.
    judge : decides what is stale.
    engine : returns an engine; called when the first task must be built, and again after a worker has died.
    jobs : how many tasks run at once.
    observer : is told what happens.
    """

    def __init__(
        self, graph: Graph, judge: Judge, engine: Callable[[], Engine], jobs: int, observer: Observer
    ) -> None:
        self.graph, self.judge, self.store = graph, judge, judge.store
        self.jobs, self.observer = jobs, observer
        self._make_engine = engine
        self._engine: Engine | None = None
        self.judged: dict[str, Judgement] = {}
        self._running: dict[Future[Manifest], str] = {}
        self._locks = Locks(judge.store)
        self._crashed: set[str] = set()  # those whose process died: each gets one more try, alone
        self._started: dict[str, float] = {}
        self._ranks = Ranks(graph.tasks, self.store)
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Build what is stale; return the outcome, failures included. Ctrl-C ends the workers and propagates."""
        tasks = self.graph.tasks
        sorter = TopologicalSorter({name: task.upstream() for name, task in tasks.items()})
        sorter.prepare()
        ready: list[str] = []
        try:
            while sorter.is_active():
                ready = sorted([*ready, *sorter.get_ready()], key=self._ranks.first)
                finished = [name for name in ready if self._advance(tasks[name])]
                ended, again = self._collect()
                for name in [*finished, *ended]:
                    sorter.done(name)
                settled = {*finished, *ended, *self._running.values()}
                ready = [*(name for name in ready if name not in settled and name not in again), *again]
                if not finished and not ended:
                    self._pause()
            self._end(kill=False)
        except BaseException:
            self._end(kill=True)
            raise
        return self.outcome

    def keys(self) -> dict[str, str | None]:
        """Return the tasks that are being built, each with its key."""
        return {name: self.judged[name].key for name in self._running.values()}

    # ------------------------------------------------------------------------------------ advancing a task

    def _advance(self, task: Task) -> bool:
        """Advance a ready task by one step; return whether it is finished (a task being built finishes later)."""
        try:
            finished = self._step(task)
        except Exception as error:
            finished = self._fail(task, self.store.explain(error), None)
        if finished:
            self._locks.free(task.name)
        return finished

    def _step(self, task: Task) -> bool:
        name = task.name
        ended = {**self.outcome.failed, **self.outcome.skipped}
        causes = [upstream for upstream in task.upstream() if upstream in ended]
        if causes:
            root = self.outcome.skipped.get(causes[0], causes[0])
            self.outcome.skipped[name] = root
            self.observer.skipped(task, root)
            return True
        if name not in self.judged:
            self.judged[name] = self.judge.judge(task, self.judged)
        judged = self.judged[name]
        if judged.state is State.BROKEN:
            return self._fail(task, judged.reasons[0], None)
        if judged.action is Action.NOTHING:
            return self._fresh(judged)
        if judged.action is Action.BUILD and not self._free(name):
            return False
        if not self._locks.take(name):
            if self._locks.wait_for(name):
                self.observer.waiting(task)
            return False
        if self._locks.waited_for(name) or self.store.manifest(
            judged.key or ""
        ):  # another run may have done it
            judged = self.judged[name] = self.judge.judge(task, self.judged)
        if judged.action is Action.BUILD:
            self._submit(judged)
            return False
        return self._fresh(judged) if judged.action is Action.NOTHING else self._restore(judged)

    def _free(self, name: str) -> bool:
        """Is there room to build? A task that was running when a worker died gets the machine to itself."""
        if self._crashed & {*self._running.values()} or (name in self._crashed and self._running):
            return False
        return len(self._running) < self.jobs

    def _submit(self, judged: Judgement) -> None:
        task = judged.task
        if self._engine is None:
            self.observer.starting()
            self._engine = self._make_engine()
        self._started[task.name] = time.monotonic()
        self.observer.started(task)
        self._running[self._engine.submit(self._order(judged), self.judge.code.counted(task))] = task.name

    def _order(self, judged: Judgement) -> Order:
        """Gather what a worker needs."""
        task = judged.task
        upstream = {name: self._manifest(name) for name in task.upstream()}
        inputs: dict[str, dict[str, Path]] = {}
        for name, part in task.inputs:
            blob = upstream[name].outputs[part]
            inputs.setdefault(name, {})[part] = self.store.blob_path(blob.sha256)
        last = self.store.last(task.name)
        assert judged.key is not None
        return Order(
            self.judge.project,
            task,
            judged.key,
            judged.parts,
            inputs,
            {name: manifest.key for name, manifest in upstream.items()},
            {read_as(name): provenance(made) for name, made in upstream.items() if "arrays" in made.outputs},
            last.manifest.notes if last else {},
        )

    def _manifest(self, name: str) -> Manifest:
        manifest = self.judged[name].manifest
        assert manifest is not None
        return manifest

    # ------------------------------------------------------------------------------------ how a task can end

    def _fresh(self, judged: Judgement) -> bool:
        assert judged.manifest is not None
        with suppress(OSError):  # only needed to explain a later status
            self.store.remember(judged.manifest, judged.task.publish)
        self.outcome.fresh.append(judged.task.name)
        self.observer.fresh(judged.task)
        return True

    def _restore(self, judged: Judgement) -> bool:
        """Publish a result that was made before."""
        manifest = judged.manifest
        assert manifest is not None
        self.store.used(manifest)
        for part, blob in manifest.outputs.items():
            if not self.store.holds(blob):
                self.store.mend(blob, self.store.renders / judged.task.publish[part])
        self.store.record(manifest)
        self.store.publish_all(manifest, judged.task.publish)
        self.outcome.restored.append(judged.task.name)
        self.observer.restored(
            judged.task, [self.store.renders / place for place in judged.task.publish.values()]
        )
        return True

    def _fail(self, task: Task, line: str, log: Path | None) -> bool:
        self.outcome.failed[task.name] = line
        self.observer.failed(task, line, log)
        return True

    def _collect(self) -> tuple[list[str], list[str]]:
        """Take in what has ended: return the names of finished tasks, and of those to try again."""
        finished: list[str] = []
        again: list[str] = []
        for future in [future for future in self._running if future.done()]:
            name = self._running.pop(future)
            made: Manifest | Exception
            try:
                made = future.result()
            except BrokenExecutor:
                made = BuildError("its worker process died (killed, or out of memory)")
                if name not in self._crashed:
                    self._crashed.add(name)
                    self._locks.free(name)
                    again.append(name)
                    continue
            except Exception as error:
                made = error
            finished.append(name)
            self._settle(self.graph.tasks[name], made)
        return finished, again

    def _settle(self, task: Task, made: Manifest | Exception) -> None:
        """Publish a result, or report why there is none."""
        log = self.store.log_path(task.name)
        if isinstance(made, Exception):
            self.outcome.where[task.name] = list(getattr(made, "__notes__", ()))
            if isinstance(made, UsageError):
                self.outcome.refused.append(task.name)
            self._fail(task, self.store.explain(made), log if log.exists() else None)
        else:
            try:
                self.store.publish_all(made, task.publish)
                judged = self.judged[task.name]
                self.judged[task.name] = Judgement(
                    task, State.FRESH, Action.NOTHING, (), judged.parts, judged.key, made
                )
                self.outcome.built.append(task.name)
                seconds = time.monotonic() - self._started[task.name]
                places = [self.store.renders / place for place in task.publish.values()]
                self.observer.built(task, seconds, places)
                for line in made.notes.get("remarks", ()):
                    self.observer.remark(task, line)
                self._ranks.learn(task, seconds)
            except Exception as error:
                self._fail(task, self.store.explain(error), None)
        self._locks.free(task.name)

    # --------------------------------------------------------------------------------------------- helpers

    def _pause(self) -> None:
        if self._running:
            wait(self._running, timeout=TICK, return_when=FIRST_COMPLETED)
        else:
            time.sleep(TICK)
        if self._engine is not None:
            for message in self._engine.messages():
                self.observer.progress(message)
        self.observer.tick()

    def _end(self, kill: bool) -> None:
        if self._engine is not None:
            (self._engine.kill if kill else self._engine.close)()
        self._locks.free_all()
        if kill or self._crashed:  # leftovers of killed workers
            clear(self.store)


def provenance(manifest: Manifest) -> dict[str, Any]:
    """Return what the record of a film or figure says about one study: its config, seed and artifact."""
    config = manifest.parts["params"]["config"]
    return {"config": config, "seed": config.get("seed"), "artifact": manifest.outputs["arrays"].sha256}
