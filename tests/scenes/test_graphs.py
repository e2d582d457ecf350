"""The films of graphs: what is on screen is what the runs hold, for a graph of the user's too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from tests.conftest import run_study
from tests.scenes.test_second import watched


def test_a_graph_of_yours_is_given(tmp_path: Path) -> None:
    nx.write_graphml(nx.karate_club_graph(), tmp_path / "karate.graphml")
    run = run_study("graph", tmp_path, {}, data=tmp_path / "karate.graphml", moments=4)
    seen = watched("a_is_given", {"graph": run})
    everything = "\n".join(seen.texts)
    assert seen.outside == set()
    assert "$34$ vertices ($12$ are shown)" in everything
    assert "“33”" in everything
    assert "a graph of $156$ edges" in everything
    assert "$0" not in everything
    scene: Any = seen.scene
    assert 33 in scene.shown
    given = run["given"][np.ix_(scene.shown, scene.shown)]
    assert scene.network.weights == pytest.approx(given)
    assert scene.discs.shares.reshape(12, 12) == pytest.approx(given.T)
    assert {number.number.source for number in scene.sums} == {"1.00"}
