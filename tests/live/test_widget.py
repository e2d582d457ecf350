"""A page in a notebook: the model answers for the sliders' latest places, and nothing is built again."""

from __future__ import annotations

import base64
import importlib
import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser

import ebviz
from ebviz.energy import softargmin, softmin
from ebviz.errors import UsageError
from ebviz.live import bundle
from ebviz.live.page import Page
from ebviz.live.scale import Scale
from ebviz.live.widget import View
from ebviz.studies import _latent
from ebviz.study import Run

Written = Callable[[str], tuple[Path, Any]]
NOTEBOOK_S = """async () => {
  const code = document.getElementById("code").textContent;
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const view = (await import(address)).default;
  const [values, acts] = [JSON.parse(await window.kernel("null")), {}];
  const told = (now) => {
    const changed = Object.keys(now).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(values[name]));
    Object.assign(values, now);
    for (const name of changed) acts[`change:${name}`]?.();
  };
  window.sent = 0;
  window.model = {
    get: (name) => values[name],
    set: (name, value) => { values[name] = value; },
    save_changes: async () => {
      window.sent++;
      told(JSON.parse(await window.kernel(JSON.stringify(values.places))));
    },
    on: (name, act) => { acts[name] = act; },
    off: (name) => { delete acts[name]; },
  };
  window.told = told;
  window.end = view.render({ model: window.model, el: document.getElementById("cell") });
}"""
STILL = "new Promise((done) => setTimeout(done, 300))"


def view_of(written: Written, name: str, **dials: Any) -> View:
    path, page = written(name)
    return View.of(page, {}, path, dials)


def test_the_model_answers_for_every_slider(written: Written, runs: Mapping[str, Run]) -> None:
    view, run = view_of(written, "free_energy", beta=1.0), runs["energies"]
    model, z = _latent.of(runs["inference"]), torch.tensor(run["z"], dtype=torch.float64)
    identity, row, column = view.model_id, 40, 20
    view.y1, view.y2, view.z = run["y1"][column], run["y2"][row], z[7]
    y = torch.tensor([run["y1"][column], run["y2"][row]], dtype=torch.float64)
    E = model.energy(y, z).detach()
    for beta in (0.0, 0.37, 1.0, 20.0, math.inf):
        view.beta = beta
        assert view.beta == beta
        assert view.arrays["F"][row, column] == pytest.approx(float(softmin(E, beta)), rel=1e-9)
        assert view.arrays["a"] == pytest.approx(softargmin(E, beta).numpy(), rel=1e-9)
    assert view.arrays["E"] == pytest.approx(E.numpy(), rel=1e-9)
    view.w1 = view.w2 = 0.0
    assert view.arrays["F"] == pytest.approx((run["y1"] ** 2)[None] + (run["y2"] ** 2)[:, None], abs=1e-5)
    assert view.model_id == identity
    assert "E" not in json.loads(view.given)["arrays"]


def test_the_thermostat_s_model_is_the_trained_one(written: Written, runs: Mapping[str, Run]) -> None:
    view = view_of(written, "thermostat", beta=2.5)
    E = torch.tensor(runs["thermostat"]["E"][1], dtype=torch.float64)
    found = [float(view.arrays[f"F{n}"][0]) for n in range(3)]
    assert found == pytest.approx(softmin(E, 2.5).tolist(), abs=1e-5)
    F = softmin(torch.tensor(runs["trained_energies"]["E"], dtype=torch.float64), 2.5)
    assert view.arrays["F"] == pytest.approx(F.numpy(), abs=1e-5)


def test_a_dial_turns_a_slider_and_is_turned_by_it(written: Written) -> None:
    beta, double = ebviz.Dial("beta"), ebviz.Dial("half", 0.5) * 2
    view = view_of(written, "free_energy", beta=beta, w2=double)
    assert (beta.value, view.w2) == (view.beta, 1.0)
    beta.set(3.2)
    assert view.beta == 3.2
    view.places = {**view.places, "beta": 0}  # by hand
    assert (view.beta, beta.value) == (0.0, 0.0)
    double.dials()[0].set(0.25)
    assert view.w2 == 0.5
    both = ebviz.Dial("both", 1.0)
    view = view_of(written, "free_energy", beta=both, w1=both / 10)
    view.places = {**view.places, "beta": 73}
    assert (view.beta, view.w1) == (10.0, 1.0)
    assert view.answer["places"] == view.places


def test_what_a_slider_does_not_have_is_refused_in_one_line(written: Written) -> None:
    view = view_of(written, "training", variant="warm", step=3)
    assert view.places == {"step": 3, "variant": 1}
    for name, value, said in (
        ("variant", "wram", "variant: expected one of cold, warm, got 'wram'; did you mean 'warm'?"),
        ("step", -1, "step: expected a number from 0 to 48, got -1"),
        ("step", "last", "step: expected a number from 0 to 48, got 'last'"),
    ):
        with pytest.raises(UsageError) as refused:
            setattr(view, name, value)
        assert str(refused.value) == said
    with pytest.raises(UsageError, match=r"^page training has no slider 'stop'; did you mean 'step'\?"):
        view_of(written, "training", stop=1)


def test_a_slider_stands_between_its_places_where_it_may() -> None:
    scale = Scale("w", [0.0, 0.5, 1.0], low=-1, between="even")
    assert [scale.place("w", value) for value in (0, 0.25, 1)] == [-1, -0.5, 1]
    assert [scale.value(place) for place in (-1, -0.5, 1, 9)] == [0.0, 0.25, 1.0, 1.0]
    assert Scale("z", [0.0, 0.5, 1.0]).settled("z", 0.7) == 0.5


def test_without_the_extra_one_line_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ebviz.live.widget")
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(UsageError, match=r"^live views in a notebook need: pip install 'ebviz\[live\]'$"):
        importlib.import_module("ebviz").live("free_energy")


def test_a_widget_s_rules_of_css_are_for_its_own_element() -> None:
    rules = bundle.nested("ebviz")
    assert ":root" not in rules
    assert "\nbody" not in rules
    assert rules.count("{") == rules.count("}")


def test_in_a_browser_the_hand_is_answered_by_the_model(browser: Browser, written: Written) -> None:
    """The front end as a notebook loads it; a function of this process stands for the kernel."""
    view = view_of(written, "free_energy", beta=1.0)

    def kernel(places: str) -> str:
        if (asked := json.loads(places)) is not None:
            view.places = asked
        return json.dumps({"given": view.given, "places": view.places, "answer": view.answer})

    page = browser.new_page(viewport={"width": 1000, "height": 900}, color_scheme="dark")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.expose_function("kernel", kernel)
    code = f"<script type='text/plain' id='code'>{view._esm}</script>"
    page.set_content(f"<style>{view._css}</style>{code}<div id='cell'></div>")
    page.evaluate(NOTEBOOK_S)
    page.evaluate(STILL)

    def read(name: str) -> float:
        return float(page.locator(f'output[data-name="{name}"]').get_attribute("data-value") or "nan")

    def at_hand() -> tuple[float, float]:
        F = view.arrays["F"][int(view.places["row"]), int(view.places["column"])]
        return float(F), float(view.arrays["E"][int(view.places["z"])])

    assert (read("F"), read("E")) == pytest.approx(at_hand(), rel=1e-6)
    page.evaluate(
        """async () => {
          const slider = document.querySelector('input[name="beta"]');
          for (let place = 60; place <= 90; place++) {
            slider.value = place;
            slider.dispatchEvent(new Event("input"));
            await new Promise((done) => setTimeout(done, 2));
          }
        }"""
    )
    page.wait_for_function("window.model.get('answer').places.beta === 90")
    page.evaluate(STILL)
    assert view.places["beta"] == 90
    assert 1 <= page.evaluate("window.sent") <= 30  # only the latest place, once the last was answered
    shown = (
        "want => Math.abs(document.querySelector('output[data-name=\"F\"]').dataset.value / want - 1) < 1e-6"
    )
    page.wait_for_function(shown, arg=at_hand()[0])  # a busy machine draws it a little later
    page.evaluate(
        "now => window.told({ places: now })", {**view.places, "beta": 60}
    )  # comes back, and too late
    page.evaluate(STILL)
    assert page.locator('input[name="beta"]').input_value() == "90"
    view.beta = 0.25  # by code
    page.evaluate("now => window.told(now)", json.loads(kernel("null")))
    page.evaluate(STILL)
    assert page.locator(".slider output").first.inner_text() == "0.25"
    assert read("F") == pytest.approx(at_hand()[0], rel=1e-6)
    assert said == []
    page.close()


def test_what_travels_is_in_single_precision(written: Written) -> None:
    view = view_of(written, "free_energy")
    F = view.answer["arrays"]["F"]
    assert np.frombuffer(base64.b64decode(F["data"]), "<f4") == pytest.approx(
        view.arrays["F"].ravel(), rel=1e-6
    )


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    page = Page("mine", {})
    page.view("free_energy", "Mine", "It is mine.")
    page.model("nowhere.answers:anywhere")
    with pytest.raises(
        UsageError, match=r"^page mine: its model 'nowhere.answers:anywhere' cannot be loaded"
    ):
        View.of(page, {}, tmp_path / "mine.html", {})
