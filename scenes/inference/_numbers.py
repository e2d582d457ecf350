"""Small numbers as words."""

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def number_word(count: int) -> str:
    """A small number as a word.

    >>> number_word(8), number_word(40)
    ('eight', '40')
    """
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count}"
