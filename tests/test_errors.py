"""Messages to the user: the nearest of the known names."""

import pytest

from ebviz.errors import nearest


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("spining", ["spinning", "horn"], "spinning"),
        ("SPINING", ["spinning", "horn"], "spinning"),
        ("viridis", ["Viridis", "magma"], "Viridis"),
        ("Pink", ["pink", "Pinkish"], "pink"),
        ("aB", ["ab", "AB", "aB_"], "ab"),
        ("E", ["e", "E"], "E"),
        ("e", ["E", "e"], "e"),
        ("STRASSE", ["straße", "x"], "straße"),
    ],
)
def test_the_nearest_name_is_found_whatever_its_capitals(name, known, found):
    assert nearest(name, iter(known)) == f"; did you mean '{found}'?"


def test_a_name_unlike_all_others_has_no_nearest():
    assert nearest("horn", ["Zebra", "QUIZ"]) == nearest("horn", []) == ""
