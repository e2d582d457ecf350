"""Pictures: bad files in MNIST's format; in-painting, embeddings and samples of the digits."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from ebviz.data import digits, load_images
from ebviz.data.images import scaled
from ebviz.data.inpainting import opencv_inpainting, psnr
from ebviz.errors import UsageError
from ebviz.studies.autoencoders import digits_autoencoder, digits_vae
from tests.conftest import run_study


def idx(array):
    """Return an array of bytes in the IDX format, following the format's own description."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture(scope="module")
def mnist_like():
    """Eighty digits as MNIST has them, 28 × 28 bytes, from scikit-learn's 8 × 8."""
    images, labels = digits()
    large = np.kron((images[:80] * 255).to(torch.uint8).numpy(), np.ones((1, 3, 3), np.uint8))
    return np.pad(large, ((0, 0), (2, 2), (2, 2))), labels[:80].numpy().astype(np.uint8)


def test_the_embedded_digits():
    images, labels = digits()
    assert images.shape == (1797, 8, 8)
    assert images.min() == 0
    assert images.max() == 1
    assert labels.bincount().min() > 170


def bad(case, images, labels):
    """Return the bytes of a file of pictures and one of labels with something wrong, and what must be reported."""
    good, marks = idx(images), idx(labels)
    return {
        "empty": (b"", marks, "got an empty file"),
        "foreign": (b"\x89PNG\r\n", marks, "expected an IDX file, .* got a PNG picture"),
        "no type": (struct.pack(">BBBBI", 0, 0, 7, 1, 4) + bytes(16), marks, "starts with bytes 00 00 07 01"),
        "truncated": (good[:-5], marks, rf"expected {images.size} bytes, .* got {images.size - 5}"),
        "too long": (good + b"x", marks, f"got {images.size + 1}"),
        "header only": (good[:6], marks, "expected .* bytes"),
        "gzip, truncated": (gzip.compress(good)[:-9], marks, "truncated or damaged"),
        "gzip, damaged": (gzip.compress(good)[:50] + b"xxxx" + gzip.compress(good)[54:], marks, "damaged"),
        "labels as pictures": (marks, marks, "expected square pictures"),
        "not square": (idx(images[:, :20]), marks, r"\(80, 20, 28\)"),
        "fewer labels": (good, idx(labels[:70]), "expected 80 whole numbers, a label for each"),
        "an npz without": (
            npz(a=images, b=images),
            marks,
            "got a zip|has pictures only|expected pictures in an array named x_train",
        ),
        "an npz, damaged": (
            npz(images=images, labels=labels)[:-900],
            marks,
            "got a truncated or damaged archive",
        ),
        "an npz of objects": (
            npz(images=images.astype(object), labels=labels),
            marks,
            "not an npz of plain arrays",
        ),
        "an npz of words": (npz(images=images.astype(str), labels=labels), None, "pictures of real numbers"),
    }[case]


def npz(**arrays):
    import io

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


CASES = [
    "empty", "foreign", "no type", "truncated", "too long", "header only", "gzip, truncated", "gzip, damaged",
    "labels as pictures", "not square", "fewer labels", "an npz without", "an npz, damaged",
    "an npz of objects", "an npz of words",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_told_in_one_line(tmp_path, mnist_like, case):
    pictures, marks, words = bad(case, *mnist_like)
    (tmp_path / "images").write_bytes(pictures)
    if marks is not None:
        (tmp_path / "labels").write_bytes(marks)
    with pytest.raises(UsageError, match=words) as caught:
        load_images(tmp_path / "images", tmp_path / "labels" if marks is not None else None)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_missing_labels(tmp_path, mnist_like):
    with pytest.raises(UsageError, match="No such file"):
        load_images(tmp_path / "none", tmp_path / "none")
    (tmp_path / "images").write_bytes(idx(mnist_like[0]))
    with pytest.raises(UsageError, match=r"has pictures only, .*; name a file of labels too"):
        load_images(tmp_path / "images")


def test_the_lecture_s_recipe_at_28(tmp_path, mnist_like):
    np.savez(tmp_path / "mnist.npz", images=mnist_like[0], labels=mnist_like[1])
    data = run_study("digits", tmp_path, {}, images=tmp_path / "mnist.npz", held_out=20)
    assert data["images"].shape == (60, 28, 28)
    assert data.config["images"].startswith("sha256:")
    inputs = {"digits": data}
    plain = run_study("digits_autoencoder", tmp_path, inputs, epochs=1)
    assert plain["ae_kernels"].shape == (20, 28, 28)
    many = run_study("digits_vae", tmp_path, inputs, epochs=10, embedded=40, side=3)
    assert many["many_divergence"].shape == (3, 20)
    assert many["map"].shape == (3, 3, 28, 28)
    assert many["beta"] == 1
    assert [scaled(width, 28) for width in (30, 500, 400)] == [30, 500, 400]
    assert scaled(256, 28, 2) == 256


def test_what_digits_accepts(tmp_path, mnist_like):
    np.savez(tmp_path / "few.npz", images=mnist_like[0][:30], labels=mnist_like[1][:30])
    with pytest.raises(UsageError, match=r"at least 40 pictures, .* got 30"):
        run_study("digits", tmp_path, {}, images=tmp_path / "few.npz", held_out=20)
    with pytest.raises(UsageError, match=r"expected digits\.images along with"):
        run_study("digits", tmp_path, {}, labels=tmp_path / "few.npz")
    for study in (digits_autoencoder, digits_vae):
        with pytest.raises(ValidationError, match="less than or equal to 9"):
            study.Config(pair=(3, 12))


def test_held_out_pictures_are_not_trained_on(runs):
    run = runs["digits"]
    assert len(run["images"]) + len(run["test_images"]) == 1797
    seen = {picture.tobytes() for picture in run["images"]}
    assert not any(picture.tobytes() in seen for picture in run["test_images"])
    np.testing.assert_array_equal(run["test_labels"][run["chosen"]], np.arange(10))


def test_psnr_and_what_opencv_leaves_alone(runs):
    assert psnr(torch.full((1, 4, 4), 0.1), torch.zeros(1, 4, 4)).item() == pytest.approx(20)
    truth = torch.tensor(runs["digits"]["test_images"][:5])
    mask = torch.rand(truth.shape, generator=torch.Generator().manual_seed(0)) < 0.3
    for filled in opencv_inpainting(truth.masked_fill(mask, 0.0), mask, 1.0).values():
        torch.testing.assert_close(filled[~mask], truth[~mask], rtol=0, atol=0.6 / 255)
        assert (psnr(filled, truth) > psnr(truth.masked_fill(mask, 0.0), truth)).all()


def test_the_denoiser_fills_better_than_its_peers(runs):
    run, truth = runs["digits_autoencoder"], runs["digits"]["test_images"]
    lost = run["mask"].astype(bool)
    assert lost.mean() == pytest.approx(0.5, abs=0.02)
    for name in ("dae_filled", "corrupted", "telea", "navier_stokes"):
        np.testing.assert_allclose(run[name][~lost][truth[~lost] == 0], 0, atol=1e-6)
    error = ((run["dae_filled"] - truth) ** 2).mean((-2, -1))
    np.testing.assert_allclose(run["psnr_dae"], -10 * np.log10(error), rtol=1e-3)
    mean = {name: run[f"psnr_{name}"].mean() for name in ("corrupted", "dae", "telea", "navier_stokes")}
    assert mean["dae"] > max(mean["telea"], mean["navier_stokes"]) + 2
    assert min(mean["telea"], mean["navier_stokes"]) > mean["corrupted"] + 1


def test_reconstructions_improve_and_garbage_is_told(runs):
    run = runs["digits_autoencoder"]
    for name in ("ae", "dae"):
        held_out = run[f"{name}_held_out"]
        assert held_out[-1] < 0.15 * held_out[0]
        line = run[f"{name}_line"]
        assert line[4:12].max() > 1.2 * max(line[0], line[-1])  # a hump


def test_classes_part_in_the_code_though_no_label_is_seen(runs):
    run = runs["digits_vae"]

    def accuracy(points):
        return cross_val_score(KNeighborsClassifier(5), points, run["embed_labels"], cv=5).mean()

    two = [accuracy(points) for points in run["two_mu"]]
    assert two[-1] > two[0] + 0.1
    assert two[-1] > 0.6
    assert accuracy(run["many_mu"][-1]) > 0.85
    assert accuracy(run["many_tsne"][-1]) > 0.85
    assert run["two_epochs"].tolist()[:3] == [0, 5, 10]


def test_the_bound_improves_and_idle_dimensions_are_told(runs):
    run = runs["digits_vae"]
    for name in ("two", "many"):
        bound = run[f"{name}_cost"] + run["beta"] * run[f"{name}_divergence"].sum(-1)
        assert (np.diff(bound) < 0).all()
    assert run["many_cost"][-1] < run["two_cost"][-1]
    idle, spoken = (run["many_divergence"][-1][run["many_collapsed"] == value] for value in (1, 0))
    assert len(spoken) >= 8
    assert (idle < 0.12).all()
    for name in ("two", "many"):
        assert 0 <= run[f"{name}_samples"].min() <= run[f"{name}_samples"].max() <= 1


def test_an_npz_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("ebviz.reading.samples.containers.LARGEST", 100_000)
    path = tmp_path / "bomb.npz"
    np.savez_compressed(path, images=np.zeros((30, 100, 100), "u1"), labels=np.zeros(30, "u1"))
    assert path.stat().st_size < 2000
    with pytest.raises(UsageError, match="expected 'images' to unpack to at most 100000 bytes, got 300"):
        load_images(path)
    np.savez_compressed(path, images=np.zeros((1, 2, 2), "u1"), labels=np.zeros(1_000_000, "u1"))
    with pytest.raises(UsageError, match="expected 'labels' to unpack to at most 100000 bytes, got 1000"):
        load_images(path)


def test_an_npz_whose_header_promises_too_much_is_refused(tmp_path):
    path = tmp_path / "bomb.npz"
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (1 << 40, 28, 28)}
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("images.npy", header.getvalue() + bytes(10))
        archive.writestr("labels.npy", header.getvalue() + bytes(10))
    with pytest.raises(UsageError, match=f"'images' to unpack to at most .* bytes, got {28 * 28 << 40}"):
        load_images(path)


def test_the_pairs_shown_are_the_clear_pictures_with_most_between_both_ways(runs):
    run, digits = runs["digits_vae"], runs["digits"]
    first, second = run["many_pairs"]
    usual = np.quantile(run["many_energy"], 0.95)
    assert (run["many_between_pixels_F"][first][[0, -1]] < usual).all()
    less = run["many_between_pixels_F"].max(axis=1) - run["many_between_line_F"].max(axis=1)
    assert first == less.argmax()
    assert not {*run["many_between"][first]} & {*run["many_between"][second]}
    for pair, pictures in zip((first, second), run["many_pairs_pixels"], strict=True):
        clear = run["many_clear"][run["many_between"][pair]]
        assert np.array_equal(pictures[[0, -1]], digits["test_images"][clear])
        assert np.array_equal(digits["test_labels"][clear], run["many_between"][pair])
