"""Weights from the user: both formats are read; every kind of damage gives one line that names the file."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from ebviz.errors import UsageError
from ebviz.models.checkpoint import load_weights
from ebviz.remarks import hearing

W = torch.tensor([-1.4526, 0.3586])


def saved(path, tensors):
    (save_file if path.suffix == ".safetensors" else lambda t, p: torch.save(t, p))(tensors, path)
    return path


@pytest.mark.parametrize("file", ["w.safetensors", "w.pt"])
def test_both_formats_give_the_weights_back(tmp_path, file):
    path = saved(tmp_path / file, {"w": W, "other": torch.zeros(3)})
    found = load_weights(path, {"w": (2,)})
    assert list(found) == ["w"]
    assert torch.equal(found["w"], W)


@pytest.mark.parametrize("file", ["w.safetensors", "w.pt"])
@pytest.mark.parametrize("kept", [0, 1, 20, 0.5, 0.99])
def test_a_truncated_file_is_refused(tmp_path, file, kept):
    path = saved(tmp_path / file, {"w": W})
    whole = path.read_bytes()
    path.write_bytes(whole[: kept if isinstance(kept, int) else int(kept * len(whole))])
    assert_refused(path, "is truncated, or neither safetensors nor torch weights")


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"v": W}, r"there is no tensor 'w' of shape \(2,\); it has 'v'$"),
        ({"w": torch.zeros(2, 3)}, r"expected 'w' of shape \(2,\), got \(2, 3\)$"),
        ({"w": torch.tensor([1.0, torch.nan])}, "1 of 2 not finite$"),
        ({"w": torch.tensor([1, 2])}, "expected finite real numbers in 'w', got torch.int64$"),
        ({"w": torch.tensor([1e300, 1], dtype=torch.float64)}, r"got 1e\+300, more than 1e\+06$"),
    ],
)
@pytest.mark.parametrize("file", ["w.safetensors", "w.pt"])
def test_other_weights_are_refused_with_what_is_wanted(tmp_path, file, tensors, words):
    assert_refused(saved(tmp_path / file, tensors), words)


def test_what_else_a_torch_file_holds_is_left_alone(tmp_path):
    path = saved(tmp_path / "w.pt", {"w": W, "epoch": 3, "optimiser": {"lr": 0.1}})
    assert torch.equal(load_weights(path, {"w": (2,)})["w"], W)
    with pytest.raises(
        UsageError, match=r"no tensor 'epoch' of shape \(\) \(it is of type int, which is not read\)"
    ):
        load_weights(path, {"epoch": ()})


def test_sparse_and_tiny_types(tmp_path):
    assert_refused(saved(tmp_path / "s.pt", {"w": W.to_sparse()}), "got a tensor that is not dense$")
    tiny = torch.tensor([1.0, 0.5]).to(torch.float8_e4m3fn)
    found = load_weights(saved(tmp_path / "t.pt", {"w": tiny}), {"w": (2,)})["w"]
    assert found.double().tolist() == [1.0, 0.5]


def test_a_device_is_refused_at_once():
    with pytest.raises(UsageError, match="cannot read '/dev/zero': not a regular file"):
        load_weights(Path("/dev/zero"), {"w": (2,)})


def test_no_file_and_a_folder_are_refused(tmp_path):
    assert_refused(tmp_path / "none.safetensors", "cannot read")
    assert_refused(tmp_path, "cannot read")


class Harm:
    """When unpickled, it would create a file."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (open, (str(self.mark), "w"))


def test_nothing_is_unpickled(tmp_path):
    mark = tmp_path / "harmed"
    torch.save({"w": W, "harm": Harm(mark)}, tmp_path / "zip.pt")
    (tmp_path / "bare.pkl").write_bytes(pickle.dumps({"w": Harm(mark)}))
    for name in ("zip.pt", "bare.pkl"):
        assert_refused(
            tmp_path / name, "reading it would call 'io.open', .*; it is not read|got a bare pickle"
        )
    assert not mark.exists()


def test_a_model_instead_of_a_dictionary_of_tensors_is_refused(tmp_path):
    torch.save({"model": torch.nn.Linear(2, 1)}, tmp_path / "nested.pt")
    assert_refused(tmp_path / "nested.pt", "expected a dictionary of tensors")


def test_what_was_put_around_the_names_is_taken_off(tmp_path):
    path = saved(tmp_path / "w.pt", {"model": {"module.w": W}, "epoch": 3})
    with hearing() as heard:
        assert torch.equal(load_weights(path, {"w": (2,)})["w"], W)
    assert heard == ["weights 'w.pt': 'model.module.' left out of one name"]


def assert_refused(path, words):
    with pytest.raises(UsageError, match=words) as caught:
        load_weights(path, {"w": (2,)})
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_compressed_archive_is_refused_before_it_is_unpacked(tmp_path):
    path = saved(tmp_path / "w.pt", {"w": W})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "z.pt", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert_refused(tmp_path / "z.pt", "the archive is compressed, which torch.save never does$")
