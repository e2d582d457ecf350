"""Numbers from 0 to 999 and their words, in German, which says the units before the tens, and in English.

427    vier hundert sieben und zwanzig    four hundred and twenty seven
"""

from __future__ import annotations

from typing import Literal

Tongue = Literal["german", "english"]
UNITS = {
    "german": "null eins zwei drei vier fünf sechs sieben acht neun",
    "english": "zero one two three four five six seven eight nine",
}
TEENS = {
    "german": "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "english": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
}
TENS = {
    "german": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "english": "twenty thirty forty fifty sixty seventy eighty ninety",
}


def words(number: int, tongue: Tongue = "german") -> list[str]:
    """Return the words of a number from 0 to 999, one for each that is said.

    >>> " ".join(words(427)), " ".join(words(100)), " ".join(words(21)), " ".join(words(427, "english"))
    ('vier hundert sieben und zwanzig', 'ein hundert', 'ein und zwanzig', 'four hundred and twenty seven')
    """
    hundreds, rest = divmod(number, 100)
    said = [*_before(hundreds, tongue), "hundert" if tongue == "german" else "hundred"] if hundreds else []
    if not rest and hundreds:
        return said
    if hundreds and tongue == "english":
        said.append("and")
    return said + _below_hundred(rest, tongue)


def _below_hundred(number: int, tongue: Tongue) -> list[str]:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return [UNITS[tongue].split()[unit]]
    if tens == 1:
        return [TEENS[tongue].split()[unit]]
    ten = TENS[tongue].split()[tens - 2]
    if not unit:
        return [ten]
    if tongue == "german":
        return [*_before(unit, tongue), "und", ten]
    return [ten, *_before(unit, tongue)]


def _before(unit: int, tongue: Tongue) -> list[str]:
    """The word of a unit before another: eins is ein there."""
    word = UNITS[tongue].split()[unit]
    return ["ein" if word == "eins" else word]
