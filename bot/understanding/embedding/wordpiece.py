"""Cuts text into the word pieces of an uncased BERT vocabulary and gives their numbers; emoji are read by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LONGEST_WORD = 100
# No text needs more than this for its first pieces: the cost of a long one stays bounded.
LONGEST_TEXT = 4_000
_CACHED_WORDS = 20_000
# Above this, symbols are pictures: the vocabulary has none of them, so they are read as their names.
_LAST_LETTERLIKE = 0x218F
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPiece:
    """The tokenizer of one vocabulary file (a piece in each line; its number is the line)."""

    def __init__(self, vocabulary: Path, limit: int) -> None:
        """`limit`: the most pieces of a text, with the two marks for its start and end."""
        pieces = vocabulary.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._unknown, self._start, self._end = (self._numbers[mark] for mark in ("[UNK]", "[CLS]", "[SEP]"))
        self._limit = limit
        self._pieces = lru_cache(_CACHED_WORDS)(self._cut)

    def __len__(self) -> int:
        return len(self._numbers)

    def __call__(self, text: str) -> list[int]:
        """The numbers of the pieces of a text, between those of the start and end marks."""
        numbers = [self._start]
        for word in _words(text[:LONGEST_TEXT]):
            numbers += self._pieces(word)
            if len(numbers) >= self._limit:
                break
        return [*numbers[: self._limit - 1], self._end]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest known piece first, again and again; a word that cannot be cut up so is unknown as a whole."""
        if len(word) > LONGEST_WORD:
            return (self._unknown,)
        numbers: list[int] = []
        start = 0
        while start < len(word):
            before = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(before + word[start:end])
                if number is not None:
                    break
            else:
                return (self._unknown,)
            numbers.append(number)
            start = end
        return tuple(numbers)


def _words(text: str) -> Iterator[str]:
    """Lower-case words without accents; each punctuation mark is one of its own."""
    for chunk in _plain(text).split():
        start = 0
        for at, character in enumerate(chunk):
            if _is_punctuation(character):
                if at > start:
                    yield chunk[start:at]
                yield character
                start = at + 1
        if start < len(chunk):
            yield chunk[start:]


def _plain(text: str) -> str:
    """Without control characters and accents, in lower case, with spaces around ideographs."""
    if text.isascii() and text.isprintable():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", "".join(map(_clean, text)))
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").lower()


@lru_cache(4096)
def _clean(character: str) -> str:
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Co", "Cs") or character == "\ufffd":
        return ""
    if category == "Zs" or character.isspace():
        return " "
    if any(first <= ord(character) <= last for first, last in _IDEOGRAPHS):
        return f" {character} "
    if category == "So" and ord(character) > _LAST_LETTERLIKE:
        return f" {unicodedata.name(character, '')} "
    return character


@lru_cache(4096)
def _is_punctuation(character: str) -> bool:
    # BERT counts all ASCII that is no letter, digit, space or control as punctuation: also $, +, <, =, >, ^, `, |, ~.
    if character.isascii():
        return character.isprintable() and not character.isalnum() and character != " "
    return unicodedata.category(character).startswith("P")
