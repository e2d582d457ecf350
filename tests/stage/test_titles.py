"""Titles, sentences and emoji: one baseline, inside the margin, true colours."""

from __future__ import annotations

import numpy as np
import pytest
from manim import Scene

from ebviz.errors import UsageError
from ebviz.stage.house import house_config
from ebviz.stage.layout import faults, text_boxes
from ebviz.stage.marks import Cloud
from ebviz.stage.speech import lines
from ebviz.stage.titles import EMOJI, dim, emoji, recalled, title
from ebviz.stage.units import pt


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with house_config(tmp_path, 320, 180, 10):
        yield


def first_letter(words):
    return words.family_members_with_points()[0]


def test_titles_stand_on_one_line_whatever_their_letters():
    bottoms = [
        first_letter(title(line)).get_bottom()[1] for line in ("Horn", "Hot glyph $F_beta (y)$", "High")
    ]
    assert bottoms == pytest.approx([bottoms[0]] * 3, abs=pt(1.0))


def test_title_and_sentence_keep_to_the_margin_and_apart():
    boxes = text_boxes(
        [
            title("Inference", sign="ghost"),
            lines("energy is colour, " * 6 + "and height a coordinate", size=27),
        ]
    )
    assert len(boxes) == 3
    assert faults(boxes) == []
    assert faults(text_boxes([recalled("energy")])) == []


def test_a_sentence_does_not_wrap_with_the_resolution(tmp_path):
    long = "each sample asks for the nearest point of the manifold, and pays for the way to it"
    widths = []
    for width in (320, 1920):
        with house_config(tmp_path / str(width), width, width * 9 // 16, 10):
            widths.append(lines(long, size=27).width)
    assert widths[0] == pytest.approx(widths[1], rel=1e-6)


def test_a_dimmed_copy_leaves_the_original_alone():
    cloud = Cloud(np.zeros((1, 3)), "y")
    assert dim(cloud, 0.4).get_fill_opacity() == pytest.approx(0.4)
    assert cloud.get_fill_opacity() == 1


def test_emoji_have_their_own_colours():
    scene = Scene()
    scene.add(emoji("hot", size=200))
    scene.renderer.update_frame(scene)
    shown = {tuple(pixel) for pixel in scene.renderer.get_frame()[..., :3].reshape(-1, 3).tolist()}
    assert {(0xEA, 0x59, 0x6E), (0x5D, 0xAD, 0xEC)} <= shown  # the face and its sweat, as Twemoji has them
    with pytest.raises(UsageError, match="did you mean 'ghost'"):
        emoji("gost")


def test_an_emoji_leaves_the_folder_it_is_read_from_alone():
    """What lies there counts with the code: a file that comes and goes would make films stale."""
    before = EMOJI.stat().st_mtime_ns
    emoji("ghost")
    assert EMOJI.stat().st_mtime_ns == before
