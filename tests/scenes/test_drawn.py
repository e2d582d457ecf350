"""Every scene that reads studies: what is on its stage are the arrays of the run, along its axes.

The table says which arrays each scene draws. "axes": places, along the axes of a plane or a box; "itself": the values
of a map, a surface or a picture; "scaled": numbers at a scale that no axis shows, such as the lengths of arrows.
After a star: how many different parts of it must be seen, such as moments of a training, or both coordinates.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from ebviz.stage.shares import smoothed
from ebviz.style.colourmap import rgb
from scenes.autoencoders._bubbles import ring_around
from tests.conftest import CATALOG
from tests.scenes.played import Played
from tests.scenes.stage import times_drawn

Runs = Mapping[str, Mapping[str, np.ndarray]]

DRAWN: dict[str, dict[str, str]] = {
    "a_is_given": {},  # its weights are those of a matrix
    "ae_energy": {
        "itself": "autoencoder: ellipse_ae_F*3 ellipse_copy_F*2",
        "axes": "autoencoder: ellipse_ae_curve*5; toys: ellipse*2",
    },
    "autoencoder_family": {
        "axes": "inference: fine_E",
    },
    "between_digits": {
        "itself": "digits_vae: many_pairs_pixels*4 many_pairs_line*4",
    },
    "bubble_ablations": {
        "axes": "packing: many_mu*6 no_mean_mu*6 no_variance_mu*6 no_cost_mu*3",
    },
    "bubble_of_bubbles": {
        "axes": "packing: few_mu*2 many_mu*6",
        "scaled": "packing: few_radius many_radius*2",
    },
    "bubbles_and_beta": {
        "axes": "packing: sweep_mu*6",
        "scaled": "packing: sweep_radius*3",
    },
    "bubbles_built_up": {
        "axes": "packing: pushed_mu*4 held_mu*4 tied_mu*4",
        "scaled": "packing: pushed_pull*4 held_pull*4 tied_pull*4 tied_spring*4 held_radius*3",
    },
    "bubbles_of_digits": {
        "axes": "bubbles: full_mu*4",
        "scaled": "bubbles: full_radius",
        "itself": "bubbles: images*10 prior_y*5",
    },
    "causal_mask": {
        "itself": "language_model: predictor_a*2",
    },
    "code_against_pixels": {
        "itself": "digits_vae: many_pairs_line*4 many_pairs_pixels*4",
    },
    "cold_hot": {
        "scaled": "gan: gaussians_C*4 gaussians_pull*12",
        "axes": "gan: gaussians_y_hat*8; toys: gaussians_held_out*2",
    },
    "contraction": {"axes": "toys: ellipse*2"},
    "cost_surface": {
        "axes": "gan: ellipse_C*3 ellipse_y_hat*5",
    },
    "attention": {  # its weights are read off
        "itself": "translation: queries keys*3 values*3 dial_h*5",
    },
    "attention_of_yours": {"itself": "attention: attention*2"},
    "delay": {},  # its costs are read off
    "copies": {"itself": "gan_digits: nearest*4 y_hat"},
    "denoising": {
        "axes": "denoising: spiral_walk*8 spiral_flow*8; toys: spiral*2",
        "itself": "denoising: spiral_F",
    },
    "digits_from_noise": {
        "itself": "gan_digits: y_hat*50; digits: images*16",
    },
    "energy_based_gan": {
        "axes": "energy_based_gan: curve*4 y_hat*5; toys: ellipse_held_out*2",
        "scaled": "energy_based_gan: C*3",
    },
    "energy_is_not_height": {
        "axes": "thermostat: fine_y*2",
    },
    "oversmoothing": {},  # its vectors are read off
    "sparsity": {},  # it has so many vertices as it has
    "eight_classes": {},  # each kind has a cloud of its own
    "gates": {},  # they are read off
    "every_energy": {
        "axes": "inference: fine_E*24; ellipse: y*2",
    },
    "five_points": {
        "axes": "free_energy: mesh_y*2 mesh_y_check*2",
    },
    "flat_energy": {
        "itself": "horn_model: general_slice_F*3 wide_slice_F*3",
    },
    "four_energies": {
        "axes": "toys: ellipse*2",
        "scaled": "toys: moons*2",
        "itself": "autoencoder: ellipse_ae_F moons_ae_F; denoising: ellipse_F moons_F; "
        "contractive: ellipse_F moons_F; toy_vae: ellipse_F moons_F",
    },
    "free_energy_map": {
        "itself": "free_energy: mesh_F",
        "axes": "free_energy: row_fine_E*3",
    },
    "free_form": {
        "axes": "training: free_cold_curve*4 free_warm_curve*4 free_cold_tail*4 free_warm_tail*4; ellipse: y*2",
        "scaled": "training: free_cold_force*4 free_warm_force*4",
    },
    "gan_diagram": {
        "axes": "gan: ellipse_y_hat*5; toys: ellipse_held_out*2",
        "scaled": "gan: ellipse_C*3 ellipse_z*2",
    },
    "gan_failures": {
        "scaled": "gan: gaussians_C*3; gan_failures: collapse_C*3 unstable_C*3 vanishing_C*2",
        "axes": "gan: gaussians_y_hat*5; gan_failures: collapse_y_hat*6 unstable_y_hat*5 "
        "vanishing_y_hat*9; toys: gaussians_held_out*2",
    },
    "gibbs_weights": {
        "axes": "thermostat: z tour_E*5 tour_weight*5; ellipse: y*2",
        "itself": "thermostat: tour_weight*3",
    },
    "heads": {
        "itself": "translation: values*6 dial_h*12 together*6",
    },
    "hot_limit": {
        "axes": "thermostat: E z y_tilde*2",
    },
    "horn_turning": {
        "axes": "horn: rim*13 slice_ellipse*2 x y*2; mse: x_grid y_pred*2",
    },
    "horn_unrolling": {
        "axes": "horn: x y*2",
    },
    "inference_descent": {
        "axes": "inference: fine_E; ellipse: y*2",
    },
    "inside_the_blocks": {},  # its vectors are colours of squares, which `test_transformer_films` compares
    "inpainting_race": {
        "itself": "digits: test_images*5; digits_autoencoder: dae_filled*5 dae_y_tilde_all*2 "
        "navier_stokes*5 telea*5",
    },
    "latent_walk": {
        "itself": "digits_vae: map*121 walk*3",
    },
    "loss_functionals": {
        "itself": "losses: energy_F*2 hinge_F*2 log_F*2",
        "axes": "losses: energy_image*2; ellipse: y*2",
    },
    "message_passing": {},  # its vectors are plates of colours
    "model_diagram": {
        "axes": "inference: fine_E*2 fine_y*2 fine_z; ellipse: y*2",
    },
    "no_discriminator": {
        "axes": "toys: ellipse*2",
        "scaled": "discriminator: C*3 cost_pull*3 probability_pull*3 D*3",
    },
    "spinning_free_energy": {
        "axes": "free_energy: surface_F",
    },
    "struck_out": {
        "axes": "mouth: x*2 y*6",
    },
    "target_propagation": {
        "axes": "toys: ellipse*2; target_prop: curve*4",
    },
    "the_ghost": {
        "axes": "ellipse: y*2 theta",
    },
    "the_force": {
        "itself": "training: cold_F*3 warm_F*3",
        "scaled": "training: cold_force*7 fan_pull*9",
        "axes": "training: cold_y_check*8 cold_y_tilde*10 warm_y_tilde*10; ellipse: y*2",
    },
    "thermostat": {
        "axes": "thermostat: dial_F*4 dial_section*4 section_y2",
    },
    "thermostat_catastrophe": {
        "axes": "catastrophe: fall_y_tilde*12; ellipse: y*2",
        "itself": "catastrophe: fall_pull*6",
    },
    "translation": {
        "itself": "translation: predictor_a*12 free_a*6",
    },
    "variational_bound": {
        "axes": "variational: bump_bound bump_q free_bound free_q",
        "scaled": "variational: bump_gap free_gap",
    },
}


below = np.vectorize(NormalDist().cdf)  # the share of N(0, 1) that lies below a number


def around(loop: np.ndarray, axis: int = 0) -> np.ndarray:
    """Return a loop that ends where it starts."""
    return np.concatenate([loop, np.take(loop, [0], axis)], axis)


def constants(scene: str) -> Any:
    return importlib.import_module(CATALOG.scenes[scene].module)


def jacobians(runs: Runs) -> np.ndarray:
    """Return where the lines along the data begin, for the last λ of scene `contraction`."""
    run, module = runs["contractive"], constants("contraction")
    y, shown = runs["toys"]["ellipse"][run["ellipse_mark"][: module.DRAWN]], slice(module.DRAWN)
    singular, right, t = (run[f"ellipse_{name}"] for name in ("singular", "right", "tangent"))
    apart = np.linalg.norm(y[:, None] - y, axis=-1) + np.diag(np.full(len(y), np.inf))
    scale = module.TOUCH * np.median(apart.min(axis=1)) / singular[:, shown].max()  # of all λ
    reach = scale * np.einsum(
        "mk,mki,mkj,mj->mi", singular[-1, shown], right[-1, shown], right[-1, shown], t[shown]
    )
    return np.concatenate([y - reach, (y + reach)[-1:]])


def beside_axis(
    values: np.ndarray, low: float, high: float, *, bins: int = 48, side: float = 1.0, blur: float = 0.0
) -> np.ndarray:
    """Return how far the corners of a histogram of values (N,) between low and high are from its axis."""
    counts = smoothed(np.histogram(np.clip(values, low, high), bins, (low, high))[0].astype(float), blur)
    return np.concatenate(
        [[0.0], side * np.repeat(counts / counts.max(), 2), [0.0, 0.0]]
    )  # back to the first


def above_y(runs: Runs, toy: str, name: str) -> np.ndarray:
    """Return C of y or of ŷ at the end of a GAN's training, above its mean at y."""
    return runs["gan"][f"{toy}_{name}"][-1] - runs["gan"][f"{toy}_C_y"][-1].mean()


def cold_to_hot(runs: Runs, toy: str, name: str) -> np.ndarray:
    """Return the colours of y or of ŷ by their cost at the end, none where they are outside of the plane."""
    module, edges = (
        importlib.import_module("scenes.gan._costs"),
        [runs["toys"][f"{toy}_y{k}"] for k in (1, 2)],
    )
    places = runs["toys"][f"{toy}_held_out"] if name == "C_y" else runs["gan"][f"{toy}_y_hat"][-1]
    seen = np.all(
        [(axis >= edge[0]) & (axis <= edge[-1]) for axis, edge in zip(places.T, edges, strict=True)], 0
    )
    hues = rgb(above_y(runs, toy, name), 0.0, 0.4 * gan_margin(runs))
    return np.column_stack([hues, seen])[: module.SHOWN]


def gan_margin(runs: Runs) -> float:
    return float(runs["gan"].config["recipe"]["margin"])  # type: ignore[attr-defined]


def digits_bars(runs: Runs, name: str, tick: float, both: tuple[str, str]) -> np.ndarray:
    """Return a histogram of scene `digits_from_noise`, whose axis holds both quantities up to a whole tick."""
    values = [np.asarray(runs["gan_digits"][one]) for one in both]
    top = tick * float(np.ceil(max(some.max() for some in values) / tick))
    shown = np.asarray(runs["gan_digits"][name])
    return beside_axis(shown[-1] if shown.ndim > 1 else shown, 0.0, top)


def by_decades(run: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the cost of a sequence model at even distances on a logarithmic axis of steps."""
    logs = np.log10(1 + run["steps"])
    return np.interp(np.linspace(0, logs[-1], 61), logs, run["cost"])


def costs_of(runs: Runs, j: int) -> tuple[float, ...]:
    """Return what one symbol costs: copied, when the input is late, and predicted."""
    copier, model = runs["sequence_autoencoder"], runs["language_model"]
    return copier["shown_cost"][-1, j], copier["late_cost"][j], model["shown_cost"][-1, j]


def weights_by_beta(runs: Runs) -> np.ndarray:
    """Return the weights of scene `attention` along its dial, (B, K)."""
    run, module = runs["translation"], constants("attention")
    head, word = module.undecided(run["free_a"], 5)
    return run["dial_a"][:, head, word]


def guessed(runs: Runs) -> np.ndarray:
    """Return how probable the right symbols are to the language model, (S, L)."""
    run = runs["language_model"]
    return run["shown_p"][:, np.arange(len(run["shown"])), run["shown"]]


def of_kind(runs: Runs, kind: int) -> np.ndarray:
    """Return where the graphs of a class lie in the end, as scene `eight_classes` shows them."""
    run = runs["graph_classes"]
    return run["features"][-1][run["labels"] == kind]


def open_most(runs: Runs) -> np.ndarray:
    """Return the gates (S, d) of the vertex whose gates end furthest from 1/d, in the layer that `gates` shows."""
    run = runs["graph_classes"]
    mean = run["shown_a"] / run["shown_a"].sum(1, keepdims=True)
    off = np.abs(run["gates"][-1] - mean)
    layer = int(off.sum((1, 2)).argmax())
    vertex = int(off[layer].max(1).argmax())
    return run["gates"][:, layer, vertex, run["shown_a"][vertex] > 0]


def weights_from_warm(runs: Runs) -> np.ndarray:
    """Return |w| (S, 2) of scene `thermostat_catastrophe`, which begin to move when β begins to fall."""
    run = runs["catastrophe"]
    first = int(run["fall_warm"])
    w = np.abs(np.concatenate([run["fall_w"][[first]].repeat(first, axis=0), run["fall_w"][first:]]))
    return np.concatenate([w, w[-1:]])


def best_weights(runs: Runs) -> np.ndarray:
    """Return the best |w| (B, 2) at the β that the same scene shows."""
    run = runs["catastrophe"]
    return run["w"][run["beta"] <= run["fall_beta"][0]]


def off_ridges(runs: Runs, name: str) -> np.ndarray:
    """Return an array (H, W, 2) of the free energy's mesh at each second point of a row and of a column, (N, 2).

    Points above both of their neighbours along an axis, where F has no gradient, are left out, and so are that at
    which y′ stands and that to its right, where its letter does.
    """
    F = runs["free_energy"]["mesh_F"]
    high = np.pad(F, 1, constant_values=np.inf)
    sides = (high[2:, 1:-1], high[:-2, 1:-1]), (high[1:-1, 2:], high[1:-1, :-2])
    ridge = np.any([F - np.maximum(*pair) > 0 for pair in sides], axis=0)
    y, row = runs["free_energy"]["mesh_y"], runs["free_energy"]["five_i"][2, 0]
    right, up = np.moveaxis(y - y[row, 0], -1, 0)
    taken = (np.abs(up) < 0.01) & (right < 0.51)
    return runs["free_energy"][name][::2, ::2][~(ridge | taken)[::2, ::2]]


def shares_of_one(runs: Runs) -> np.ndarray:
    """Return how much one sample pulls on each point of the untrained, warm model (K,), in units of the greatest."""
    run, k = runs["training"], int(runs["training"]["fan_i"])
    way = runs["ellipse"]["y"][k] - run["cold_y_tilde"][0]
    return listened_to(np.linalg.norm(run["warm_force"][0, k], axis=-1) / np.linalg.norm(way, axis=-1))


def listened_to(weights: np.ndarray) -> np.ndarray:
    """Return weights (K,) in units of the greatest."""
    return weights / weights.max()


def in_the_ring(runs: Runs) -> np.ndarray:
    """Return the z of the prior that scene `bubble_of_bubbles` lets fall: those within the large bubble."""
    run = runs["packing"]
    ring = ring_around(run, run["many_mu"][-1], run["many_radius"][-1])  # type: ignore[arg-type]
    within = run["prior_z"][np.linalg.norm(run["prior_z"], axis=-1) < ring]
    return within[:: constants("bubble_of_bubbles").EVERY]


# What is computed from the arrays before it is drawn: scene → way, and the numbers.
def along_the_line(runs: Runs, name: str) -> np.ndarray:
    """What film `flat_energy` draws of F along its line: as far as the loop is, or what is stored, drawn finer."""
    run, module = runs["horn_model"], importlib.import_module("scenes.temperature.flat_energy")
    y = run["slice_y"]
    fine = np.linspace(y[0], y[-1], module.FINE)
    if name == "wide":
        return np.asarray(np.interp(fine, y, run["wide_slice_F"][-1, 32]))
    line = np.stack([fine, np.full(len(fine), y[32])], axis=-1)
    return np.asarray(module.nearest(line, run["general_manifold"][-1, 25]))


DERIVED: list[tuple[str, str, Callable[[Runs], np.ndarray]]] = [
    *(
        (
            "cold_hot",
            "axes",
            lambda runs, name=name, side=side: beside_axis(
                above_y(runs, "gaussians", name),
                -0.2 * gan_margin(runs),
                0.6 * gan_margin(runs),
                side=side,
                blur=1.2,
            ),
        )
        for name, side in (("C_y", -1), ("C_hat", 1))
    ),
    *(
        (scene, "itself", lambda runs, toy=toy, name=name: cold_to_hot(runs, toy, name))
        for scene, toy in (("cold_hot", "gaussians"), ("gan_diagram", "ellipse"))
        for name in ("C_y", "C_hat")
    ),
    ("bubble_of_bubbles", "scaled", in_the_ring),
    *(("a_is_given", "itself", lambda runs, at=at: runs["graph"]["fading"][at].T.ravel()) for at in (0, -1)),
    *(
        ("eight_classes", "axes", lambda runs, kind=kind: of_kind(runs, kind))
        for kind in (0, 1, 2, 3, 5, 6, 7)
    ),
    ("sparsity", "axes", lambda runs: lengthened(np.log10(runs["graph_costs"]["grid_edges"]))),
    ("sparsity", "axes", lambda runs: lengthened(2 * np.log10(runs["graph_costs"]["grid_t"]))),
    *(
        ("oversmoothing", "itself", lambda runs, key=key: runs["oversmoothing"][f"{key}_x"][-1].T)
        for key in ("mean", "attention", "masked")
    ),
    *(
        (
            "oversmoothing",
            "axes",
            lambda runs, key=key: lengthened(np.log10(runs["oversmoothing"][f"{key}_apart"])),
        )
        for key in ("mean", "masked")
    ),
    *(("causal_mask", "itself", lambda runs, at=at: guessed(runs)[at]) for at in (0, -1)),
    ("contraction", "axes", jacobians),
    *(
        ("three_floors", "axes", lambda runs, study=study: lengthened(by_decades(runs[study])))
        for study in ("sequence_autoencoder", "language_model", "translation")
    ),
    *(
        (
            scene,
            "axes",
            lambda runs, name=name, both=both, tick=tick: digits_bars(
                runs, name, tick or runs["gan_digits"].config["margin"] / 5, both
            ),
        )
        for scene, both, tick in (
            ("digits_from_noise", ("C_y", "C_hat"), 0.0),
            ("copies", ("held_out_distance", "nearest_distance"), 0.5),
        )
        for name in both
    ),
    ("energy_is_not_height", "axes", lambda runs: lifted(runs)),
    *(
        ("no_discriminator", "axes", lambda runs, form=form: np.log10(runs["discriminator"][f"{form}_sweep"]))
        for form in ("probability", "repair", "cost")
    ),
    *(
        (
            "no_discriminator",
            "axes",
            lambda runs, i=i: runs["discriminator"]["y_hat"][: constants("no_discriminator").DRAWN, i],
        )
        for i in (0, 1)
    ),
    ("no_discriminator", "axes", lambda runs: 100 * (1 - runs["discriminator"]["right_sweep"])),
    *(("cost_surface", "axes", lambda runs, i=i: some_held_out(runs)[:, i]) for i in (0, 1)),
    ("gan_failures", "axes", lambda runs: lengthened(np.log10(runs["gan_failures"]["vanishing_mean_pull"]))),
    ("gan_failures", "axes", lambda runs: lengthened(runs["gan_failures"]["collapse_spread"])),
    ("gan_failures", "axes", lambda runs: lengthened(runs["gan_failures"]["unstable_distance"])),
    ("five_points", "axes", lambda runs: around(runs["inference"]["fine_y"])),
    ("flat_energy", "axes", lambda runs: around(runs["horn_model"]["general_manifold"][-1, 25])),
    *(
        ("flat_energy", "axes", lambda runs, name=name: along_the_line(runs, name))
        for name in ("general", "wide")
    ),
    ("free_energy_map", "axes", lambda runs: around(runs["inference"]["fine_y"])),
    ("free_energy_map", "axes", lambda runs: off_ridges(runs, "mesh_y")),
    ("free_energy_map", "scaled", lambda runs: off_ridges(runs, "mesh_grad")),
    *(
        (
            "gan_diagram",
            "axes",
            lambda runs, name=name: lengthened(shown_of_gan(runs)[f"ellipse_{name}"].mean(axis=1)),
        )
        for name in ("C_y", "C_hat")
    ),
    ("horn_unrolling", "axes", lambda runs: around(runs["horn_model"]["horn_manifold"][-1], 1)),
    *(("horn_unrolling", "axes", lambda runs, i=i: runs["horn_model"]["f"][:, i]) for i in (0, 1)),
    ("hot_limit", "itself", lambda runs: listened_to(runs["thermostat"]["dial_gibbs"][0, 1])),
    ("inference_descent", "axes", lambda runs: around(runs["inference"]["fine_y"])),
    ("the_ghost", "axes", lambda runs: lengthened(runs["inference"]["fine_y"][:, 1])),
    (
        "the_ghost",
        "axes",
        lambda runs: np.delete(runs["inference"]["z_check"], int(runs["ellipse"]["i_right"])),
    ),
    *(
        ("latent_walk", "axes", lambda runs, k=k: below(runs["digits_vae"]["two_mu"][-1, :, k]))
        for k in (0, 1)
    ),
    ("target_propagation", "axes", lambda runs: runs["target_prop"]["found"][-1]),
    ("struck_out", "axes", lambda runs: lengthened(runs["mouth"]["y2_pred"])),
    ("the_force", "scaled", lambda runs: runs["training"]["warm_force"].sum(axis=1)[-1]),
    ("the_force", "itself", lambda runs: shares_of_one(runs)),
    *(
        ("thermostat_catastrophe", "axes", lambda runs, i=i, of=of: of(runs)[:, i])
        for i in (0, 1)
        for of in (weights_from_warm, best_weights)
    ),
]


def some_held_out(runs: Runs) -> np.ndarray:
    """Return the held-out y (N, 2) that scene `cost_surface` shows."""
    y = runs["toys"]["ellipse_held_out"]
    return y[:: max(1, len(y) // constants("cost_surface").SHOWN)]


def lifted(runs: Runs) -> np.ndarray:
    """Return F at the points of scene `energy_is_not_height`, all of which rise to their own."""
    F, module = runs["thermostat"]["named_F"][-1], constants("energy_is_not_height")
    return F[module.every(len(F), module.ROWS), module.every(F.shape[1], module.COLUMNS)].ravel()


def shown_of_gan(runs: Runs) -> Mapping[str, np.ndarray]:
    """Return study `gan` with the moments of the ellipse that films show: fewer, late in the training."""
    made: Mapping[str, np.ndarray] = importlib.import_module("scenes.gan._costs").steadied(
        runs["gan"], "ellipse"
    )
    return made


def at_the_hottest(runs: Runs) -> int:
    """Return the moment at which scene `cold_hot` compares costs: when ŷ costs most beside y."""
    gan = runs["gan"]
    return max(1, int((gan["gaussians_C_hat"].mean(axis=1) - gan["gaussians_C_y"].mean(axis=1)).argmax()))


# What one counter reads, among other texts: scene, and the texts.
STOPS = [0, 1, 2, 3, 4, -1]  # sizes at which film `sparsity` halts
READ: list[tuple[str, Callable[[Runs], list[str]]]] = [
    *(
        (
            "loss_functionals",
            lambda runs, name=name: [f"{np.median(runs['losses'][name][at]):.2f}" for at in (0, -1)],
        )
        for name in (f"{loss}_F_{where}" for loss in ("energy", "hinge", "log") for where in ("hat", "check"))
    ),
    (
        "cold_hot",
        lambda runs: [
            f"{runs['gan']['gaussians_distance'][moment]:.2f}" for moment in (0, at_the_hottest(runs), -1)
        ],
    ),
    (
        "energy_based_gan",
        lambda runs: [
            f'{100 * runs["energy_based_gan"]["pushed"][at]:.0f} "%"'
            for at in (int(runs["energy_based_gan"]["joins"]), -1)
        ],
    ),
    ("digits_from_noise", lambda runs: [f"{runs['gan_digits']['distance'][at]:.3f}" for at in (0, -1)]),
    ("digits_from_noise", lambda runs: [f"{float(runs['gan_digits']['floor']):.3f}"]),
    *(("delay", lambda runs, j=j: [f"{cost:.2f}" for cost in costs_of(runs, j)]) for j in range(6)),
    *(("causal_mask", lambda runs, j=j: [f"{p[j]:.2f}" for p in guessed(runs)[[0, -1]]]) for j in range(6)),
    ("sparsity", lambda runs: [f'{edges:.0f} "looks"' for edges in runs["graph_costs"]["grid_edges"][STOPS]]),
    ("sparsity", lambda runs: [f'{t * t:.0f} "looks"' for t in runs["graph_costs"]["grid_t"][STOPS]]),
    *(("gates", lambda runs, j=j: [f"{eta:.2f}" for eta in open_most(runs)[[0, -1], j]]) for j in range(3)),
    *(
        ("attention", lambda runs, k=k: [f"{a:.2f}" for a in weights_by_beta(runs)[[0, 20, 40], k]])
        for k in range(3)
    ),
    (
        "translation",
        lambda runs: [f'{200 * runs["translation"]["right"][at]:.0f} "of" 200' for at in (0, -1)],
    ),
    *(
        (
            "translation",
            lambda runs, j=j: [
                f"{runs['translation']['shown_p'][at, j, runs['translation']['shown'][j]]:.2f}"
                for at in (0, -1)
            ],
        )
        for j in range(6)
    ),
    *(
        (
            "inpainting_race",
            lambda runs, name=name: [
                f'{runs["digits_autoencoder"][f"psnr_{key}"].astype(float)[some].mean():.1f} "dB"'
                for key, some in (("corrupted", runs["digits"]["chosen"][::2]), (name, slice(None)))
            ],
        )
        for name in ("dae", "telea", "navier_stokes")
    ),
]


def lengthened(line: np.ndarray) -> np.ndarray:
    """Return a line as it stands when it has been drawn to its end, where the last point is the moving one."""
    return np.append(line, line[-1])


def declared(scene: str) -> Iterator[tuple[str, str, str, int]]:
    """Yield way, study, array and least number of parts of each entry of the table."""
    for way, text in DRAWN.get(scene, {}).items():
        for part in text.split("; "):
            study, _, names = part.partition(": ")
            for name, _, least in (word.partition("*") for word in names.split()):
                yield way, study, name, int(least or 1)


READERS = sorted(name for name, entry in CATALOG.scenes.items() if entry.studies)


@pytest.mark.parametrize("played", READERS, indirect=True)
def test_what_is_on_the_stage_is_what_was_computed(played: Played) -> None:
    scene, given, stage = played.entry.name, played.runs, played.stage
    missing = [
        f"{study}.{name} ({way}): {seen} of {least}"
        for way, study, name, least in declared(scene)
        if (seen := times_drawn(stage, given[study][name], way, least)) < least
    ]
    missing += [
        f"derived, number {place} of {scene} ({way})"
        for place, (way, numbers) in enumerate((way, made) for name, way, made in DERIVED if name == scene)
        if not times_drawn(stage, numbers(given), way, 1)
    ]
    missing += [
        f"on a counter, number {place} of {scene}: {', '.join(texts(given))}"
        for place, texts in enumerate(made for name, made in READ if name == scene)
        if not stage.read(texts(given))
    ]
    assert not missing, "not on the stage"


def test_every_scene_that_reads_studies_is_in_the_table() -> None:
    assert {*DRAWN, *(scene for scene, *_ in DERIVED)} == set(READERS)
    for scene in READERS:
        assert {study for _, study, *_ in declared(scene)} <= set(CATALOG.scenes[scene].studies)
