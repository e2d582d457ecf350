"""A scene of the course, played once for all its tests, and a figure, drawn once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ebviz.study import Run
from tests.conftest import CATALOG
from tests.scenes.drawings import Drawings
from tests.scenes.played import Played
from tests.scenes.played import played as play


@pytest.fixture(scope="session", params=sorted(CATALOG.scenes))
def played(
    request: pytest.FixtureRequest, runs: Mapping[str, Run], tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """A scene as it was played; pytest puts the tests of each scene together, so that one play serves them all."""
    return play(CATALOG.scenes[request.param], runs, tmp_path_factory.mktemp("played"))


@pytest.fixture(scope="session", params=sorted(CATALOG.figures))
def drawings(request: pytest.FixtureRequest, runs: Mapping[str, Run]) -> Drawings:
    """A figure in every theme; pytest puts the tests of each together, so that its formulas are set once."""
    return Drawings(CATALOG.figures[request.param], runs)
