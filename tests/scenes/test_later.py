"""Lectures 3 and 4 with other configurations: films and figures write what their runs hold, or are refused first.

Three times: with other numbers everywhere; with nets and samples of the user's, trained; with nets and their weights.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from ebviz.build.catalog.entries import Entry
from ebviz.study import Run
from scenes.autoencoders._words import a, fate
from tests.conftest import CATALOG, run_study
from tests.scenes.later import FIGURES, SCENES, SECOND, figure_s_words, scene_s_words, second_runs
from tests.scenes.second import importable
from tests.studies.test_your_parts import (
    GAN,
    NETS,
    ONE,
    PICTURES_AE,
    PICTURES_GAN,
    PIXELS,
    TWO,
    VAE,
    WIDE_VAE,
)

Runs = Mapping[str, Run]
TARGETS = [("scene", name) for name in SCENES] + [("figure", name) for name in FIGURES]
FIRST = (  # what only the first configuration writes
    "[5 -", "m = 5", "[2 -", "m = 2$", "eight Gaussians", "into eight", "of 8", "of $8$", "sigma = 0.15",
    "sigma = 0.25", "beta = 0.05", "beta = 20", "d = 32", "d = 20", "lambda = 1$", "lambda = 0.1$", "0.05 above",
    "0.05$ above", "at $2 sqrt", "at $2.5 sqrt", "52 more", "with the penalty on", "$50$ % of the pixels",
    "of all $397$",
)  # fmt: skip
YOURS: dict[str, dict[str, Any]] = {  # nets of the user's
    "autoencoder": ONE,
    "denoising": TWO,
    "contractive": TWO,
    "toy_vae": VAE,
    "bubbles": {"decoder": "nets:Decoder", "decoder_arguments": {"n": PIXELS, "ink": True}},
    "digits_vae": WIDE_VAE,
    "digits_autoencoder": PICTURES_AE,
    "gan": GAN,
    "gan_failures": {**GAN, "classifier": "nets:Logit"},
    "discriminator": {"classifier": "nets:Logit", "cost": "nets:Cost"},
    "gan_digits": PICTURES_GAN,
    "energy_based_gan": {**ONE, "generator": GAN["generator"]},
}
PARTS = ("encoder", "decoder", "cost", "classifier", "generator")


@pytest.fixture(scope="session")
def nets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("nets")
    (folder / "nets.py").write_text(NETS)
    kept = sys.modules.pop("nets", None)
    with importable(folder):
        yield importlib.import_module("nets")
    sys.modules.pop("nets", None)
    if kept is not None:
        sys.modules["nets"] = kept


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return second_runs(tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="session")
def yours(nets: Any, second: Runs, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """All studies with nets of the user's, trained on samples of the user's."""
    folder = tmp_path_factory.mktemp("yours")
    numbers = np.random.default_rng(0)
    centres = numbers.normal(scale=20, size=(4, 2))
    np.save(folder / "mine.npy", 40 + centres[numbers.integers(4, size=150)] + numbers.normal(size=(150, 2)))
    data = {f"{toy}_data": folder / "mine.npy" for toy in ("ellipse", "moons", "spiral", "gaussians")}
    runs = {**second, "toys": run_study("toys", folder, {}, **{**SECOND["toys"], **data, "modes": 4})}
    for study, config in YOURS.items():
        runs[study] = run_study(study, folder, runs, **{**SECOND[study], **config})
    return runs


@pytest.fixture(scope="session")
def weighed(nets: Any, second: Runs, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """All studies with nets of the user's and their weights."""
    folder = tmp_path_factory.mktemp("weighed")
    runs = dict(second)
    for study, config in YOURS.items():
        if study in ("gan_failures", "energy_based_gan"):
            continue  # which are trainings
        torch.manual_seed(0)
        whole = nn.ModuleDict(
            {
                part: getattr(nets, config[part].partition(":")[2])(**config.get(f"{part}_arguments", {}))
                for part in PARTS
                if part in config
            }
        )
        path = folder / f"{study}_weights.safetensors"
        save_file(whole.state_dict(), path)
        runs[study] = run_study(study, folder, second, **{**SECOND[study], **config, "weights": path})
    return runs


def entry_of(kind: str, name: str) -> Entry:
    return CATALOG.scenes[name] if kind == "scene" else CATALOG.figures[name]


def words(kind: str, name: str, runs: Runs) -> list[str]:
    return scene_s_words(CATALOG.scenes[name], runs) if kind == "scene" else figure_s_words(name, runs)


def refused(kind: str, name: str, runs: Runs) -> bool:
    """Would the build refuse it, before anything is trained?"""
    return any(
        runs[study].config.get(key) is not None
        for place, _ in entry_of(kind, name).cannot
        for study, _, key in [place.partition(".")]
    )


def two(value: float) -> str:
    return f"{float(value):.2f}"


def per_cent(share: float) -> str:
    return f"{100 * float(share):.0f} %"


Said = Callable[[Runs], list[str]]
SAID: dict[str, Said] = {  # what a target has to write, from what its runs hold
    "ae_energy": lambda r: [
        "$h$ of 7 dimensions",
        f"${100 * r['autoencoder']['ellipse_ae_low']:.0f}$ %",
        f"{r['autoencoder']['ellipse_copy_held_out'][-1]:.3f}",
    ],
    "between_digits": lambda r: [
        *(a(digit) for digit in r["digits_vae"]["many_between"][r["digits_vae"]["many_pairs"][0]]),
        f"of ${len(r['digits_vae']['many_between'])}$ pairs",
    ],
    "bubble_ablations": lambda r: [
        "drawn to $2.25 sqrt(v)$",
        two(r["packing"]["no_mean_median_radius"][-1]),
        *(f"they {fate(r['packing'], name)}" for name in ("many", "no_mean", "no_variance", "no_cost")),
    ],
    "bubble_of_bubbles": lambda r: [
        "four samples",
        "$7$ more join them, with $sqrt(v) = 0.2$",
        "drawn to $2.25 sqrt(v)$",
        f"over ${50}$ % of $tilde(y)$",
    ],
    "bubbles_and_beta": lambda r: ["$11$ bubbles", "drawn to $2.25 sqrt(v)$", "0.1", "50"],
    "bubbles_built_up": lambda r: [
        "four samples",
        "drawn to $2.25 sqrt(v)$",
        two(r["packing"]["tied_median_radius"][-1]),
    ],
    "bubbles_of_digits": lambda r: [
        "$12$ digits",
        "drawn to $1.75 sqrt(v)$",
        f"{r['bubbles']['full_cost'][-1]:.1f}",
    ],
    "cold_hot": lambda r: [
        "[7 - C(hat(y))]^+",
        "data $y$ in 5 clumps",
        f'{100 * r["gan"]["gaussians_share"][-1].sum():.0f} "%"',
        "gt.eq 4.2",
    ],
    "contraction": lambda r: [
        "at $lambda = 0.02$",
        "0.7",
        f"{r['contractive']['ellipse_along'][0].mean():.3f}",
        f"{r['contractive']['ellipse_across'][1].mean():.3f}",
    ],
    "cost_surface": lambda r: [
        "[7 - C(hat(y))]^+",
        f"mean $C(y) = {two(r['gan']['ellipse_C_y'][-1].mean())}$",
        f"{two(r['gan']['ellipse_distance'][0])} -> {r['gan']['ellipse_distance'][-1]:.3f}",
        "it is not there yet",
        "≥ 2.8",
    ],
    "denoising": lambda r: [
        "sigma = 0.2",
        two(r["denoising"]["spiral_off"][-1]),
    ],
    "copies": lambda r: [
        f"held-out $y$: mean {two(r['gan_digits']['held_out_distance'].mean())}",
        "how close do all 40",
    ],
    "digits_from_noise": lambda r: [f"{r['gan_digits']['floor']:.3f}"],
    "energy_based_gan": lambda r: [
        "[0.7 - C(hat(y))]^+",
        "m = 0.7",
        f"${100 * float(r['energy_based_gan']['pushed'][-1]):.0f}$ % of $hat(y)$",
    ],
    "four_energies": lambda r: [
        "up to $0.07$ above",
        "DAE, $sigma = 0.3$",
        "CAE, $lambda = 0.7$",
        "VAE, $beta = 0.09$",
        f"low in ${100 * float(r['toy_vae']['ellipse_low']):.0f}$ %",
    ],
    "gan_diagram": lambda r: ["[7 - C(hat(y))]^+", "while that costs less than 7"],
    "gan_failures": lambda r: [
        "five Gaussians",
        "here one of three fails",
        "much momentum: yet the two settle",
        "a penalty of $0.01$",
        "far ahead of $G$: yet it still pulls",
        "the pull on $hat(y)$ rises from",
        "of five modes",
    ],
    "inpainting_race": lambda r: [
        f"{per_cent(r['digits_autoencoder']['mask'][:].mean())} of the pixels are lost",
        "m_i in {0, 1.67}",
        f'{r["digits_autoencoder"]["psnr_dae"].mean():.1f} "dB"',
    ],
    "autoencoder_family": lambda r: ["E(y, z)", "where the code comes from"],
    "code_against_pixels": lambda r: [
        f"{r['digits_vae']['many_between_pixels_F'][r['digits_vae']['many_pairs'][1], 3]:.1f}",
        " and ".join(a(k) for k in r["digits_vae"]["many_between"][r["digits_vae"]["many_pairs"][1]]),
    ],
    "latent_walk": lambda r: ["12", *(f"{name}" for name in np.unique(r["digits_vae"]["embed_labels"]))],
    "no_discriminator": lambda r: [
        "[3 - C(hat(y))]^+",
        "≥ 3",
        f"the cost by {r['discriminator']['cost_strength'][-1]:.3f}",
        f"pulls it by {r['discriminator']['probability_strength'][-1]:.4f}",
    ],
    "target_propagation": lambda r: [f"{r['target_prop']['found_C'][-1]:.3f}", "it is off: $Dec"],
    "variational_bound": lambda r: ["beta = 5", two(r["variational"]["free_gap"][0])],
    "ae_copies": lambda r: ["$d = 7$", f"{per_cent(r['autoencoder']['ellipse_copy_low'])} of the plane"],
    "average_digit": lambda r: ["a $1$", "a $7$", f"{np.median(r['digits_autoencoder']['ae_energy']):.3f}"],
    "bubbles_ablations": lambda r: ["at $2.25 sqrt(v)$", two(r["packing"]["no_mean_median_radius"][-1])],
    "bubbles_curves": lambda r: ["overlap at $1.75 sqrt(v)$"],
    "bubbles_digits": lambda r: ["at $1.75 sqrt(v)$", "step $40$ of $40$"],
    "bubbles_hexagonal": lambda r: ["$19$ bubbles; the large radius: $5$ small ones", "$11$ bubbles"],
    "bubbles_overlap": lambda r: ["at $2.25 sqrt(v)$", "of $60$"],
    "bubbles_packed": lambda r: ["means of the 11 outermost", "step $60$ of $60$"],
    "collapsed_dimensions": lambda r: [f"prior: ${int(r['digits_vae']['many_collapsed'].sum())}$"],
    "contractive_directions": lambda r: ["penalised by $R$"],
    "contraction_ratio": lambda r: [
        f"${r['contractive']['moons_across'][0].mean() / r['contractive']['moons_along'][0].mean():.2f}$"
    ],
    "denoising_arrows": lambda r: ["sigma = 0.3"],
    "denoising_corruption": lambda r: [
        "$sigma = 0.2$",
        "$y$, 60 of them",
        "$hat(y)$, 90",
        f"${r['denoising']['spiral_off'][1]:.3f}$",
    ],
    "denoising_field": lambda r: ["two arms:"],
    "denoising_nearest": lambda r: ["trained, $sigma = 0.2$"],
    "denoising_pair": lambda r: ["corruption:"],
    "denoising_oracle": lambda r: ["= 12.5", f"${two(r['denoising']['spiral_gap'])} sigma$"],
    "digit_energies": lambda r: ["VAE of $d = 6$", f"{r['digits_vae']['many_energy'].max():.1f}"],
    "digit_reconstructions": lambda r: ["VAE, $d = 6$"],
    "digits_by_epoch": lambda r: ["epoch $7$", "epoch $12$", "VAE, $d = 6$"],
    "discriminator_fields": lambda r: [per_cent(r["discriminator"]["right"][-1])],
    "discriminator_section": lambda r: ["$m = 3$", f"{r['discriminator']['repair_strength'][-1]:.2g}"],
    "discriminator_sweep": lambda r: ["right end of $y$"],
    "embedding": lambda r: ["epoch $10$", "$d = 2$"],
    "embedding_tsne": lambda r: ["epoch $10$", "$d = 6$"],
    "encoder_kernels": lambda r: ["$40$ % of the pixels are lost"],
    "energies_ellipse": lambda r: [
        "$d = 7$",
        "DAE, $d = 9$",
        "$lambda = 0.7$",
        "$beta = 0.09$",
        "$0.07$ above",
        f"low: {per_cent(r['denoising']['ellipse_low'])}",
    ],
    "energies_moons": lambda r: ["$d = 7$", f"low: {per_cent(r['autoencoder']['moons_target_low'])}"],
    "energy_line": lambda r: ["from a $1$ to a $7$", "from a $4$ to a $9$", "$d = 6$"],
    "gan_arrows": lambda r: ["-nabla C(hat(y))"],
    "gan_digits": lambda r: [f"{r['gan_digits']['distance'][-1]:.3f}"],
    "gan_digits_energy": lambda r: ["of $20$", f"mean ${two(r['gan_digits']['C_y'][-1].mean())}$"],
    "gan_digits_nearest": lambda r: [f"mean ${two(r['gan_digits']['nearest_distance'].mean())}$"],
    "gan_digits_training": lambda r: ["$30$"],
    "gan_digits_walk": lambda r: ["$z_3$"],
    "gan_distance": lambda r: ["five Gaussians", "of 5", f"{r['gan']['gaussians_distance'][-1]:.4f}"],
    "gan_failure_curves": lambda r: ["of 5", "$40$ / $30$ / $12$ / $20$ in all"],
    "gan_fields": lambda r: ["[7 - C(hat(y))]^+", "round $40$"],
    "gan_fields_ellipse": lambda r: ["[7 - C(hat(y))]^+", f"{r['gan']['ellipse_distance'][-1]:.2g}"],
    "gan_histograms": lambda r: ["$m = 7$", "five Gaussians", two(r["gan"]["ellipse_C_hat"][-1].mean())],
    "gan_losses": lambda r: ["$m = 7$", "five Gaussians"],
    "gan_mesh": lambda r: ["round $40$", "$G$ bends one bell;"],
    "inpainting": lambda r: ["of all $90$", f"${r['digits_autoencoder']['psnr_telea'].mean():.1f}$ dB"],
    "latent_interpolation": lambda r: ["from a $4$ to a $9$, $d = 6$"],
    "latent_map": lambda r: ["$5$ quantiles"],
    "posterior_collapse": lambda r: ["the others", two(np.cov(r["toys"]["ellipse"].T, bias=True).trace())],
    "prior_samples": lambda r: ["$d = 6$"],
    "thumbnail_autoencoders": lambda r: ["LV-EBM"],
    "thumbnail_bubbles": lambda r: ["VAE"],
    "thumbnail_gan": lambda r: ["GAN"],
    "two_costs": lambda r: [f"{100 * float(r['energy_based_gan']['pushed'][-1]):.0f} %", "m = 0.7"],
    "vae_bound": lambda r: ["$beta = 0.09$", f"${two(r['toy_vae']['moons_bound'][-1])} = "],
    "vae_samples": lambda r: [f"off by more than ${two(0.07**0.5)}$"],
}
FIGURES_OWN: dict[str, Said] = {  # of figures that are called as a film is
    "contraction": lambda r: ["$lambda = 0.02$", f"{r['contractive']['moons_singular'][1].max():.3f}"],
    "gan_failures": lambda r: [
        f"${r['gan_failures']['collapse_covered'][-1]:.0f}$ of $5$",
        f"${two(r['gan_failures']['collapse_spread'][-1])}$",
    ],
    "variational_bound": lambda r: ["$beta = 5$", f"${two(r['variational']['bump_gap'][-1])}$"],
}


def test_every_film_and_figure_is_looked_at() -> None:
    assert {name for _, name in TARGETS} == {*SAID}


@pytest.mark.parametrize(("kind", "name"), TARGETS, ids=["-".join(target) for target in TARGETS])
def test_what_is_written_is_what_the_run_holds(kind: str, name: str, second: Runs) -> None:
    written = words(kind, name, second)
    said = FIGURES_OWN.get(name, SAID[name]) if kind == "figure" else SAID[name]
    for text in said(second):
        assert any(text in line for line in written), (text, sorted({*written}))
    for text in FIRST:
        assert not any(text in line for line in written), text


@pytest.mark.parametrize(("kind", "name"), TARGETS, ids=["-".join(target) for target in TARGETS])
def test_a_picture_shows_nets_and_samples_of_yours_or_says_that_it_cannot(
    kind: str, name: str, yours: Runs, weighed: Runs
) -> None:
    own = {study for study in entry_of(kind, name).studies if study in YOURS}  # type: ignore[attr-defined]
    if not refused(kind, name, yours):
        written = words(kind, name, yours)
        if "toys" in entry_of(kind, name).studies:  # type: ignore[attr-defined]
            for form in ("ellipse", "moons", "spiral", "Gaussians"):
                assert not any(form in line for line in written), (form, written)
    if own and not refused(kind, name, weighed):
        assert words(kind, name, weighed)


def test_films_of_a_training_are_refused_with_weights(weighed: Runs) -> None:
    shown = {name for kind, name in TARGETS if kind == "scene" and not refused(kind, name, weighed)}
    assert shown == {
        "between_digits",
        "autoencoder_family",
        "bubble_ablations",
        "bubble_of_bubbles",
        "code_against_pixels",
        "bubbles_and_beta",
        "bubbles_built_up",
        "bubbles_of_digits",
        "denoising",
        "energy_based_gan",  # whose study takes no weights
        "four_energies",
        "latent_walk",
        "target_propagation",
        "variational_bound",
    }
