"""Pages opened from their files in a real browser: by keyboard, at two sizes, and against PyTorch's numbers."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from ebviz.energy import SquaredEnergy, softargmin, softmin
from ebviz.models import EllipseDecoder
from ebviz.studies import _latent
from ebviz.study import Run
from tests.conftest import CATALOG
from tests.live.conftest import SIZES, Seen

ROUNDING = 2e-6  # of single precision, relative
PAGES = sorted(CATALOG.pages)
NO_WEBGL = """
const usual = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind === "webgl2" ? null : usual.call(this, kind, ...rest);
};"""
PIXEL = """canvas => {
  const [gl, found] = [canvas.getContext("webgl2"), new Uint8Array(4)];
  document.querySelector("main").live.tick();
  gl.readPixels(canvas.width / 2, canvas.height / 2, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, found);
  return [...found];
}"""
LOSE = """canvas => {
  window.lost = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
  window.lost.loseContext();
}"""
Open = Callable[..., Seen]


def colours(seen: Seen, selector: str) -> int:
    """Return how many colours a part of a page shows."""
    picture = Image.open(io.BytesIO(seen.page.locator(selector).first.screenshot())).convert("RGB")
    return len(np.unique(np.asarray(picture).reshape(-1, 3), axis=0))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_a_file_says_nothing_and_fits_the_screen(opened: Open, name: str) -> None:
    for size, frame in SIZES.items():
        seen = opened(name, size)
        assert seen.said == []
        assert [url for url in seen.asked if not url.startswith(("file:", "data:"))] == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= frame["width"]
        assert colours(seen, ".plot .sheet") > 50
        for hue in ("light", "colourblind"):
            seen.page.locator(f'input[value="{hue}"]').check()
        seen.drawn()
        assert seen.page.locator("html").get_attribute("data-look") == "colourblind"
        assert seen.said == []


@pytest.mark.parametrize("name", PAGES)
def test_every_slider_is_moved_by_keys_and_says_where_it_is(opened: Open, name: str) -> None:
    seen = opened(name)
    sliders = seen.page.locator("input[type=range]")
    assert sliders.count() > 0
    for n in range(sliders.count()):
        slider = sliders.nth(n)
        slider.focus()
        said = set()
        for key in ("Home", "ArrowRight", "End"):
            slider.press(key)
            seen.drawn()
            said.add(words := slider.get_attribute("aria-valuetext"))
            assert words == seen.page.locator(".slider output").nth(n).inner_text()
        assert len(said) == 3, said
        assert slider.get_attribute("aria-label")
    assert seen.said == []


@pytest.mark.parametrize("name", PAGES)
def test_all_that_is_drawn_is_described(opened: Open, name: str) -> None:
    seen = opened(name)
    for canvas in seen.page.locator("canvas[role=img]").all():
        assert canvas.get_attribute("aria-label")
    assert seen.page.locator("svg.formula:not([aria-label])").count() == 0


def setting(random: np.random.Generator, seen: Seen) -> dict[str, int]:
    """Return random places of all sliders but those that turn the view."""
    ends = seen.page.locator("input[type=range]").evaluate_all(
        "all => all.map((one) => [one.name, one.min, one.max])"
    )
    return {
        name: int(random.integers(int(low), int(high) + 1))
        for name, low, high in ends
        if name not in ("turn", "tilt")
    }


def beta_at(place: int, dial: Mapping[str, float]) -> float:
    if place <= 0:
        return 0.0
    last = int(dial["count"]) - 1
    if place >= last:
        return math.inf
    return dial["warmest"] * (dial["coldest"] / dial["warmest"]) ** ((place - 1) / (last - 2))


@pytest.mark.parametrize("moved", [False, True], ids=["the model's w", "any w"])
def test_free_energies_and_weights_are_those_of_pytorch(
    opened: Open, written: Callable[[str], tuple[Path, Any]], runs: Mapping[str, Run], moved: bool
) -> None:
    seen, values = opened("free_energy"), written("free_energy")[1].values
    random, run = np.random.default_rng(7), runs["energies"]
    z = torch.tensor(run["z"], dtype=torch.float64)
    for _ in range(10):
        at = setting(random, seen)
        at |= {} if moved else {"w1": 0, "w2": 0}
        seen.set(**at)
        model = _latent.of(runs["inference"]).energy
        if moved:
            w = [values["w"][n] + at[f"w{n + 1}"] * values["w_step"] for n in (0, 1)]
            model = SquaredEnergy(EllipseDecoder(torch.tensor(w, dtype=torch.float64)))
        y = torch.tensor([run["y1"][at["column"]], run["y2"][at["row"]]], dtype=torch.float64)
        E, beta = model(y, z).detach(), beta_at(at["beta"], values["dial"])
        bound = values["bound"] + ROUNDING * float(E.max())
        assert seen.read("F") == pytest.approx(float(softmin(E, beta)), abs=bound)
        assert seen.read("E") == pytest.approx(float(E[at["z"]]), abs=bound)
        if math.isfinite(beta):  # at ∞, two latents may be equally good to within the bound
            a = float(softargmin(E, beta)[at["z"]])
            assert (
                a * math.exp(-2 * beta * bound) - 1e-9
                <= seen.read("a")
                <= a * math.exp(2 * beta * bound) + 1e-9
            )
    assert seen.said == []


def test_the_thermostat_s_free_energies_are_those_of_pytorch(
    opened: Open, written: Callable[[str], tuple[Path, Any]], runs: Mapping[str, Run]
) -> None:
    seen, values = opened("thermostat"), written("thermostat")[1].values
    E = torch.tensor(runs["thermostat"]["E"][1], dtype=torch.float64)
    for place in np.random.default_rng(7).integers(0, values["dial"]["count"], 10):
        seen.set(beta=int(place))
        wanted = softmin(E, beta_at(int(place), values["dial"]))
        found = [seen.read(f"F{n}") for n in range(3)]
        assert found == pytest.approx(wanted.tolist(), abs=ROUNDING * float(E.max()))


def walk(seen: Seen, count: int, variant: int | None = None) -> list[int]:
    """Choose a variant, and return random moments to go to."""
    if variant is not None:
        seen.page.locator(f'input[value="{variant}"]').first.check()
    return [int(step) for step in np.random.default_rng(variant).integers(0, count, 5)]


@pytest.mark.parametrize(
    ("page", "study", "variants", "shown"),
    [
        ("training", "training", ("cold", "warm"), {"held_out": "*_held_out"}),
        ("bubbles", "packing", ("many", "no_mean"), {"overlap": "*_overlap"}),
        ("gan", "gan", ("gaussians", "ellipse"), {"distance": "*_distance"}),
    ],
)
def test_a_history_shows_what_was_stored(
    opened: Open,
    runs: Mapping[str, Run],
    page: str,
    study: str,
    variants: tuple[str, ...],
    shown: dict[str, str],
) -> None:
    seen, run = opened(page), runs[study]
    for n, variant in enumerate(variants):
        stored = {name: run[array.replace("*", variant)] for name, array in shown.items()}
        for step in walk(seen, len(next(iter(stored.values()))), n):
            seen.set(step=step)
            for name, array in stored.items():
                assert seen.read(name) == pytest.approx(float(array[step]), rel=1e-6), (variant, step)


def test_a_walk_and_a_graph_show_what_was_stored(opened: Open, runs: Mapping[str, Run]) -> None:
    seen, z = opened("latent_walk"), runs["digits_vae"]["walk_z"]
    for step in walk(seen, len(z)):
        seen.set(step=step)
        assert [seen.read("z1"), seen.read("z2")] == pytest.approx(z[step].tolist(), rel=1e-6)
    seen, fading = opened("adjacency"), runs["graph"]["fading"]
    for step in walk(seen, len(fading)):
        seen.set(step=step)
        assert [seen.read(f"from{n}") for n in range(6)] == pytest.approx(fading[step, 0].tolist(), rel=1e-6)


def test_attention_at_any_beta_is_pytorch_s(
    opened: Open, written: Callable[[str], tuple[Path, Any]], runs: Mapping[str, Run]
) -> None:
    seen, (_, page) = opened("attention"), written("attention")
    a = torch.tensor(runs["attention"]["attention_all"], dtype=torch.float64)
    for step in walk(seen, len(page.values["moments"]), 1):
        seen.set(step=step)
        beta = page.values["moments"][step]
        wanted = torch.where(a[0, 1, -1] > 0, torch.softmax(beta * a[0, 1, -1].log(), -1), 0)
        found = [seen.read(f"a{n}") for n in range(len(wanted))]
        assert found == pytest.approx(wanted.tolist(), abs=0.5 / 65535 + 1e-6)


def test_a_surface_is_turned_by_hand_and_a_point_is_picked_on_the_map(opened: Open) -> None:
    seen = opened("free_energy")
    box = seen.page.locator(".turned").bounding_box()
    assert box is not None
    before = [seen.page.locator(f'input[name="{name}"]').input_value() for name in ("turn", "tilt")]
    seen.page.mouse.move(box["x"] + 200, box["y"] + 200)
    seen.page.mouse.down()
    seen.page.mouse.move(box["x"] + 260, box["y"] + 240, steps=4)
    seen.page.mouse.up()
    seen.drawn()
    after = [seen.page.locator(f'input[name="{name}"]').input_value() for name in ("turn", "tilt")]
    assert all(int(new) > int(old) for old, new in zip(before, after, strict=True))
    seen.page.locator("canvas").nth(2).click(position={"x": 60, "y": 60})
    seen.drawn()
    assert int(seen.page.locator('input[name="column"]').input_value()) < 30
    assert int(seen.page.locator('input[name="row"]').input_value()) > 45


def test_without_webgl_the_slide_stands_in_and_the_rest_goes_on(opened: Open) -> None:
    seen = opened("free_energy", before=NO_WEBGL)
    still = seen.page.locator(".turned img")
    assert still.is_visible()
    assert still.get_attribute("alt")
    assert colours(seen, ".turned img") > 50
    seen.set(beta=0)
    assert seen.read("F") > 0
    assert seen.said == []


def test_a_lost_context_comes_back(opened: Open) -> None:
    seen = opened("free_energy")
    canvas = seen.page.locator(".turned canvas").first
    before = canvas.evaluate(PIXEL)
    assert before[3] == 255
    canvas.evaluate(LOSE)
    seen.page.locator(".turned img").wait_for(state="visible")
    seen.page.evaluate("window.lost.restoreContext()")
    canvas.wait_for(state="visible")
    seen.drawn()
    assert canvas.evaluate(PIXEL) == before
    assert not seen.page.locator(".turned img").is_visible()
    assert seen.said == []
