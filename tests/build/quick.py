"""What makes each study quick, where its defaults are not: a few steps, points and samples of everything."""

from __future__ import annotations

from typing import Any

SENTENCES = {"d": 8, "hidden": 8, "steps": 3, "looks": 2}
QUICK: dict[str, dict[str, Any]] = {
    "mouth": {"steps": 20, "n": 2000, "moments": 4},
    "mse": {"steps": 20},
    "inference": {"steps": 2},
    "training": {"steps": 2, "free_steps": 3, "free_looks": 2, "held_out": 9, "fine_z": 40},
    "thermostat": {"dial": 4, "surface_points": 21, "fine_z": 48},
    "energies": {"columns": 9, "rows": 7},
    "trained_energies": {"columns": 9, "rows": 7},
    "catastrophe": {"betas": 21, "steps": 2, "n_z": 24, "fall_steps": 20},
    "variational": {"steps": 3},
    "toys": {"n": 64, "points": 13},
    "autoencoder": {"steps": 3, "target_steps": 3, "looks": 2, "codes": 9},
    "denoising": {"steps": 3, "corrupted": 9, "journeys": 2, "arrows": 5, "grains": 4, "moments": 3},
    "target_prop": {"steps": 3, "infer_steps": 2, "looks": 2, "points": 9},
    "contractive": {"steps": 3, "marks": 5},
    "toy_vae": {"steps": 3, "looks": 2, "samples": 9, "sweep_steps": 3},
    "bubbles": {"bubbles": 5, "steps": 3, "looks": 2, "fine_draws": 4},
    "packing": {
        "few": 3,
        "many": 5,
        "steps": 3,
        "looks": 2,
        "fine_draws": 40,
        "betas": 3,
        "sweep_steps": 2,
    },
    "digits_autoencoder": {"epochs": 1},
    "digits_vae": {"epochs": 10, "embedded": 40, "side": 3, "walk": 2},
    "gan": {"samples": 9, "mesh": 3, "looks": 2, "recipe": {"rounds": 2, "batch": 9}},
    "gan_failures": {
        "samples": 9,
        "mesh": 3,
        "looks": 2,
        "unstable": {"rounds": 2, "penalty": 0},
        "vanishing": {"rounds": 2, "form": "probability"},
        "collapse": {"rounds": 2, "generator_steps": 2},
    },
    "energy_based_gan": {"alone": 3, "rounds": 2, "samples": 9, "looks": 2, "codes": 9},
    "gan_digits": {"rounds": 3, "samples": 9, "kept": 5, "looks": 2, "line": 3, "stops": 2},
    "discriminator": {"steps": 3, "looks": 2, "cloud": 9, "gaps": (0.5, 2.0), "points": 21},
    "horn_model": {"steps": 3, "general_steps": 3, "looks": 2, "held_out": 9, "slice_points": 5},
    "losses": {"steps": 2, "n_hat": 9, "side": 4, "points": 7, "looks": 2},
    "language_model": SENTENCES,
    "sequence_autoencoder": SENTENCES,
    "sequence_denoising": SENTENCES,
    "translation": SENTENCES,
    "graph_classes": {"n": 40, "held_out": 16, "epochs": 2, "batch": 20, "looks": 2},
}
