"""The names of facts and values as the public reads them, from `data/labels.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "labels.yml"
# "Change the date", "the date is wrong", "number 2": a wish to change, not an answer.
_CHANGE = re.compile(r"\b(chang|wrong|correct|fix|edit|alter|amend|mistake|not right|update)\w*", re.IGNORECASE)


class InvalidLabels(ValueError):
    """`data/labels.yml` cannot be used; the message says where and what to do."""


@dataclass(frozen=True)
class Labels:
    """Labels of facts, the words that name them, values in words, and what each question is about."""

    names: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[object, str]]
    nothing: str
    oneself: str
    not_given: str
    none: str
    change: str
    interpreter: str
    questions: Mapping[str, str]

    def is_label(self, text: str) -> bool:
        """Whether a message is a label word for word, as on a button of the summary, or the wish to change it."""
        said = text.strip().casefold()
        return any(
            said in (label.casefold(), self.change.format(label=label).casefold()) for label in self.names.values()
        )

    def named_in(self, text: str) -> str | None:
        """The fact that a message of at most six words, or one that speaks of a change, names; else None.

        A label itself, as on a button, names its own fact whatever other words are in it.
        """
        said = text.strip().casefold()
        for slot, label in self.names.items():
            if said == label.casefold():
                return slot
        if len(text.split()) > 6 and not _CHANGE.search(text):
            return None
        found: list[tuple[int, str]] = []
        for slot, words in self.words.items():
            for word in words:
                if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
                    found.append((len(word), slot))
        return max(found)[1] if found else None


@cache
def load_labels(path: Path = FILE) -> Labels:
    """Read the labels once. Raises `InvalidLabels`."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        facts, values = dict(data["facts"]), dict(data["values"])
        return Labels(
            names={slot: str(entry["label"]) for slot, entry in facts.items()},
            words={slot: tuple(map(str, entry["words"])) for slot, entry in facts.items()},
            values={slot: entry for slot, entry in values.items() if isinstance(entry, dict)},
            nothing=str(values["nothing"]),
            oneself=str(values["oneself"]),
            not_given=str(values["not_given"]),
            none=str(values["none"]),
            change=str(data["change"]),
            interpreter=str(data["interpreter"]),
            questions={slot: str(words) for slot, words in data["questions"].items()},
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise InvalidLabels(f"{path}: {error}; each fact needs a label and a list of words") from error
