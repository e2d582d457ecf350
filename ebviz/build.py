"""Make stale tasks fresh: upstream first, independent ones at once, each under a lock of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebviz.artifact import Run
from ebviz.catalog import discover
from ebviz.display import Display
from ebviz.engine import Engine, LocalEngine
from ebviz.errors import BuildError, UsageError, nearest
from ebviz.manifest import Manifest
from ebviz.plan import Action, Judge, Judgement, State, plan
from ebviz.project import Project
from ebviz.store import Store
from ebviz.sweep import sweep
from ebviz.tasks import Graph, Task
from ebviz.worker import Job, Result

if TYPE_CHECKING:
    from filelock import BaseFileLock

OUTSIDE_DIGEST = "the build decides when a study is computed, never what it gives"
TICK = 0.1  # seconds between two looks at progress and at locks that others hold
GUESS = {
    "study": 5.0,
    "scene": 60.0,
    "webm": 60.0,
    "gif": 10.0,
    "sheet": 3.0,
    "figure": 2.0,
}  # seconds, if unknown


@dataclass(slots=True)
class Outcome:
    """What a run did, by task name."""

    built: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Is everything fresh now?"""
        return not (self.failed or self.skipped)


class Build:
    """One run over the tasks of a graph.

    Parameters
    ----------
    graph : what is wanted, and all it is made from.
    judge : decides what is stale.
    engine : makes an engine; called when the first task must be built, and again after a worker died.
    jobs : how many tasks run at once.
    display : is told what happens.
    """

    def __init__(
        self, graph: Graph, judge: Judge, engine: Callable[[], Engine], jobs: int, display: Display
    ) -> None:
        self.graph, self.judge, self.store = graph, judge, judge.store
        self.jobs, self.display = jobs, display
        self._make_engine = engine
        self._engine: Engine | None = None
        self.judged: dict[str, Judgement] = {}
        self._running: dict[Future[Result], str] = {}
        self._locks: dict[str, BaseFileLock] = {}
        self._waiting: set[str] = set()
        self._crashes: dict[str, int] = {}
        self._started: dict[str, float] = {}
        self._ranks: dict[str, float] = {}
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Build what is stale; failures are collected, never raised. Ctrl-C ends the workers and passes on."""
        tasks = self.graph.tasks
        sorter = TopologicalSorter({name: task.upstream() for name, task in tasks.items()})
        sorter.prepare()
        ready: list[str] = []
        self._ranks = self._chains()
        try:
            while sorter.is_active():
                ready = sorted([*ready, *sorter.get_ready()], key=lambda name: -self._ranks[name])
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

    # ------------------------------------------------------------------------------------ one task forward

    def _advance(self, task: Task) -> bool:
        """Bring a ready task one step on; return whether it is finished (built tasks finish later)."""
        try:
            finished = self._step(task)
        except Exception as error:
            finished = self._fail(task, self.store.explain(error), None)
        if finished:
            self._unlock(task.name)
        return finished

    def _step(self, task: Task) -> bool:
        name = task.name
        ended = {**self.outcome.failed, **self.outcome.skipped}
        causes = [upstream for upstream in task.upstream() if upstream in ended]
        if causes:
            root = self.outcome.skipped.get(causes[0], causes[0])
            self.outcome.skipped[name] = root
            self.display.skipped(task, root)
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
        if not self._lock(task):
            return False
        if name in self._waiting or self.store.manifest(
            judged.key or ""
        ):  # another run may have done it meanwhile
            self._waiting.discard(name)
            judged = self.judged[name] = self.judge.judge(task, self.judged)
        if judged.action is Action.BUILD:
            self._submit(judged)
            return False
        return self._fresh(judged) if judged.action is Action.NOTHING else self._restore(judged)

    def _free(self, name: str) -> bool:
        """Is there room to build? Whoever was running when a worker died gets the machine alone."""
        suspects = [task for task in self._running.values() if self._crashes.get(task)]
        if suspects or (self._crashes.get(name) and self._running):
            return False
        return len(self._running) < self.jobs

    def _lock(self, task: Task) -> bool:
        from filelock import Timeout

        if task.name in self._locks:
            return True
        lock = self.store.lock(task.name)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if task.name not in self._waiting:
                self._waiting.add(task.name)
                self.display.waiting(task)
            return False
        self._locks[task.name] = lock
        return True

    def _unlock(self, name: str) -> None:
        if (lock := self._locks.pop(name, None)) is not None:
            lock.release()

    def _submit(self, judged: Judgement) -> None:
        task = judged.task
        if self._engine is None:
            self.display.starting()
            self._engine = self._make_engine()
        self._started[task.name] = time.monotonic()
        self.display.started(task)
        try:
            self._running[self._engine.submit(self._job(judged))] = task.name
        except BrokenExecutor:
            self._replace_engine()
            self._running[self._engine.submit(self._job(judged))] = task.name

    def _job(self, judged: Judgement) -> Job:
        """Gather what a worker needs."""
        task = judged.task
        upstream = {name: self._manifest(name) for name in task.upstream()}
        inputs: dict[str, dict[str, Any]] = {}
        for name, part in task.inputs:
            inputs.setdefault(name, {})[part] = upstream[name].outputs[part]
        last = self.store.last(task.name)
        assert judged.key is not None
        return Job(
            self.judge.project,
            task,
            judged.key,
            judged.parts,
            inputs,
            {name: manifest.key for name, manifest in upstream.items()},
            {
                manifest.task.partition(":")[2]: provenance(manifest)
                for manifest in upstream.values()
                if "arrays" in manifest.outputs
            },
            last.manifest.notes if last else {},
        )

    def _manifest(self, name: str) -> Manifest:
        manifest = self.judged[name].manifest
        assert manifest is not None
        return manifest

    # ------------------------------------------------------------------------------------ how a task can end

    def _fresh(self, judged: Judgement) -> bool:
        assert judged.manifest is not None
        with suppress(OSError):  # only for the words of a later status
            self.store.remember(judged.manifest, judged.task.publish)
        self.outcome.fresh.append(judged.task.name)
        return True

    def _restore(self, judged: Judgement) -> bool:
        """Publish what was made before."""
        manifest = judged.manifest
        assert manifest is not None
        self.store.used(manifest)
        for part, blob in manifest.outputs.items():
            if not self.store.holds(blob):
                self.store.mend(blob, self.store.renders / judged.task.publish[part])
        self.store.record(manifest)
        self.store.publish_all(manifest, judged.task.publish)
        self.outcome.restored.append(judged.task.name)
        self.display.restored(
            judged.task, [self.store.renders / place for place in judged.task.publish.values()]
        )
        return True

    def _fail(self, task: Task, line: str, log: Path | None) -> bool:
        self.outcome.failed[task.name] = line
        self.display.failed(task, line, log)
        return True

    def _collect(self) -> tuple[list[str], list[str]]:
        """Take in what has ended since: return the names of finished tasks, and of those to try again."""
        finished: list[str] = []
        for future in [future for future in self._running if future.done()]:
            try:
                result = future.result()
            except BrokenExecutor:
                ended, again = self._crashed()
                return finished + ended, again
            except Exception as error:  # the job or its result could not travel
                result = Result(self._running[future], error=self.store.explain(error))
            finished.append(name := self._running.pop(future))
            self._settle(self.graph.tasks[name], result)
        return finished, []

    def _settle(self, task: Task, result: Result) -> None:
        log = self.store.log_path(task.name)
        if result.manifest is None:
            self._fail(task, result.error or "failed", log if log.exists() else None)
        else:
            try:
                self.store.publish_all(result.manifest, task.publish)
                judged = self.judged[task.name]
                self.judged[task.name] = Judgement(
                    task, State.FRESH, Action.NOTHING, (), judged.parts, judged.key, result.manifest
                )
                self.outcome.built.append(task.name)
                seconds = time.monotonic() - self._started[task.name]
                places = [self.store.renders / place for place in task.publish.values()]
                self.display.built(task, seconds, places)
                self._guess_from(task, seconds)
            except Exception as error:
                self._fail(task, self.store.explain(error), None)
        self._unlock(task.name)

    def _crashed(self) -> tuple[list[str], list[str]]:
        """A worker died (killed, or out of memory): whichever task it was, each gets one more try, alone."""
        names = list(self._running.values())
        self._running.clear()
        self._replace_engine()
        failed = [name for name in names if self._crashes.get(name)]
        for name in names:
            self._crashes[name] = 1
            self._unlock(name)
        for name in failed:
            log = self.store.log_path(name)
            why = "its worker process died (killed, or out of memory)"
            self._fail(self.graph.tasks[name], why, log if log.exists() else None)
        return failed, [name for name in names if name not in failed]

    # -------------------------------------------------------------------------------------------- the rest

    def _pause(self) -> None:
        if self._running:
            wait(self._running, timeout=TICK, return_when=FIRST_COMPLETED)
        else:
            time.sleep(TICK)
        if self._engine is not None:
            for message in self._engine.messages():
                self.display.progress(message)

    def _replace_engine(self) -> None:
        if self._engine is not None:
            self._engine.kill()
        self._engine = self._make_engine()

    def _end(self, kill: bool) -> None:
        if self._engine is not None:
            (self._engine.kill if kill else self._engine.close)()
        for name in list(self._locks):
            self._unlock(name)
        if kill:
            sweep(self.store)

    def _guess_from(self, film: Task, seconds: float) -> None:
        """Expect what is made from a film to take about as long as the film did: the longest must not come last."""
        for name, task in self.graph.tasks.items():
            if (
                task.kind in ("gif", "webm")
                and film.name in task.upstream()
                and self.store.last(name) is None
            ):
                self._ranks[name] = seconds

    def _chains(self) -> dict[str, float]:
        """Return for each task the seconds from its start to the end of the longest chain that needs it."""
        tasks = self.graph.tasks
        ranks: dict[str, float] = {}
        users: dict[str, list[str]] = {name: [] for name in tasks}
        for name, task in tasks.items():
            for upstream in task.upstream():
                users[upstream].append(name)
        for name in reversed(
            list(TopologicalSorter({n: t.upstream() for n, t in tasks.items()}).static_order())
        ):
            last = self.store.last(name)
            seconds = last.manifest.notes.get("took") if last else None
            own = GUESS[tasks[name].kind] if seconds is None else float(seconds)
            ranks[name] = own + max((ranks[user] for user in users[name]), default=0.0)
        return ranks


def provenance(manifest: Manifest) -> dict[str, Any]:
    """Return what the record of a film or figure says about one study: its config, seed and artifact."""
    config = manifest.parts["params"]["config"]
    return {"config": config, "seed": config.get("seed"), "artifact": manifest.outputs["arrays"].sha256}


def study(name: str, folder: Path | None = None) -> Run:
    """Return the run of a study at its default configuration; build it first if it must be.

    For scenes under plain `manim` and for notebooks; ``folder`` lies in the project (default: the current one).

    Raises
    ------
    UsageError
        There is no such study, or no project.
    BuildError
        It could not be built.
    """
    project = Project.around(folder or Path.cwd())
    catalog = discover(project.packages)
    if name not in catalog.studies:
        known = ", ".join(sorted(catalog.studies))
        raise UsageError(f"there is no study '{name}'{nearest(name, catalog.studies)} (known: {known})")
    graph = Graph(project, catalog)
    graph.add_study(name)
    store = Store(project.renders)
    judge = Judge(project, store)
    judged = plan(graph, judge)[f"study:{name}"]
    if judged.action is not Action.NOTHING:
        store.prepare()
        engine = partial(LocalEngine, 1, modules_for(graph))
        build = Build(graph, judge, engine, 1, Display())
        if not build.run().ok:
            raise BuildError("; ".join(build.outcome.failed.values()))
        judged = build.judged[f"study:{name}"]
    assert judged.manifest is not None
    return store.run(judged.manifest)


def modules_for(graph: Graph) -> list[str]:
    """Return the modules that the workers of these tasks need from the start."""
    imports = graph.project.imports
    return list(
        dict.fromkeys(module for task in graph.tasks.values() for module in imports.get(task.kind, ()))
    )
