"""The force as data: its rulebook, names and contacts (`data/policy.yml`) and its reviewed explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from bot.policy import InvalidRulebook, Rulebook
from bot.policy.vocabulary import SIGNPOSTS


class InvalidForceFile(ValueError):
    """A file of the force cannot be used; the message names file, key, what is wrong and what to do."""

    def __init__(self, path: Path, key: str, problem: str) -> None:
        super().__init__(f"{path}: {key}: {problem}")
        self.path = path
        self.key = key
        self.problem = problem


HELPLINES = ("distress", "sexual_offence", "death", "colleague")


@dataclass(frozen=True)
class Body:
    """An organisation or service that the public is told of, with its public contact data."""

    name: str
    short: str
    purpose: str
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Force:
    """Who the force is, who oversees it, where each matter belongs that is not a complaint, and who helps."""

    force: Body
    standards: Body
    commission: Body
    bodies: Mapping[str, Body]
    signposts: Mapping[str, tuple[Body, ...]]
    helplines: Mapping[str, tuple[Body, ...]]


@dataclass(frozen=True)
class Source:
    """Where a fact of an explanation was read: the page, the part of it, and the date of the version read."""

    name: str
    section: str
    link: str
    dated: str


@dataclass(frozen=True)
class Explanation:
    """A reviewed explanation (S1): what is said, what it rests on, and who answers for it.

    `summary` and `complaint_if` are always said; `then` (the law of 2012 to 2017) and `now` (where it differs) to
    whoever asks for more. `to_confirm` lists what no source shows yet.
    """

    topic: str
    title: str
    summary: tuple[str, ...]
    complaint_if: str
    then: str
    now: str
    sources: tuple[Source, ...]
    to_confirm: tuple[str, ...]
    reviewed: date
    review_due: date
    owner: str

    def is_due_for_review(self, on: date) -> bool:
        """Whether the text has to be reviewed again by the London day `on`."""
        return on >= self.review_due


def load_rulebook(path: Path) -> Rulebook:
    """Read the `rulebook` of a policy file. Raises `InvalidForceFile`."""
    document = read_document(path)
    try:
        return Rulebook.from_mapping(_section(path, document, "rulebook"))
    except InvalidRulebook as error:
        raise InvalidForceFile(path, error.key, f"{error.problem}. Correct it there.") from error


def load_force(path: Path) -> Force:
    """Read the names and contacts of a policy file. Raises `InvalidForceFile`."""
    document = read_document(path)
    bodies = {name: _body(path, name, entry) for name, entry in _section(path, document, "bodies").items()}

    def named(key: str, name: object) -> Body:
        if not isinstance(name, str) or name not in bodies:
            raise InvalidForceFile(path, key, f"names {name!r}; use one of the keys of `bodies`: {', '.join(bodies)}")
        return bodies[name]

    roles = {role: named(role, document.get(role)) for role in ("force", "standards", "commission")}

    def lists(section: str, keys: tuple[str, ...]) -> Mapping[str, tuple[Body, ...]]:
        entries = _section(path, document, section)
        if sorted(entries) != sorted(keys):
            raise InvalidForceFile(path, section, f"must have exactly these keys: {', '.join(keys)}")
        return MappingProxyType(
            {
                key: tuple(named(f"{section}.{key}", name) for name in _names(path, f"{section}.{key}", names))
                for key, names in entries.items()
            }
        )

    return Force(
        **roles,
        bodies=MappingProxyType(bodies),
        signposts=lists("signposts", SIGNPOSTS),
        helplines=lists("helplines", HELPLINES),
    )


def load_explanations(directory: Path) -> dict[str, Explanation]:
    """Read every `<topic>.yml` of the directory. Raises `InvalidForceFile`."""
    if not directory.is_dir():
        raise InvalidForceFile(directory, "directory", "does not exist. Make it, with a file for each topic.")
    read = (_explanation(path) for path in sorted(directory.glob("*.yml")))
    return {explanation.topic: explanation for explanation in read}


def read_document(path: Path) -> dict[str, Any]:
    """The keys and values of a YAML file. Raises `InvalidForceFile`."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidForceFile(path, "file", f"cannot be read ({error.strerror}). Check the path.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidForceFile(path, "file", f"is not YAML in UTF-8: {error}. Correct it there.") from error
    if not isinstance(document, dict):
        raise InvalidForceFile(path, "file", "must be a mapping of keys to values. Start from data/policy.yml.")
    return document


def _section(path: Path, document: Mapping[str, Any], key: str) -> dict[str, Any]:
    section = document.get(key)
    if not isinstance(section, dict) or not all(isinstance(name, str) for name in section):
        raise InvalidForceFile(path, key, "must be a mapping with text keys. Add it.")
    return section


def _names(path: Path, key: str, value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise InvalidForceFile(path, key, "must list at least one of the keys of `bodies`.")
    return value


def _body(path: Path, name: str, entry: object) -> Body:
    key = f"bodies.{name}"
    known = [each.name for each in fields(Body)]
    if not isinstance(entry, dict) or not set(entry) <= set(known):
        raise InvalidForceFile(path, key, f"must be a mapping with keys among: {', '.join(known)}.")
    given = {part: _text(path, f"{key}.{part}", entry[part]) for part in entry}
    for part in ("name", "short", "purpose"):
        if part not in given:
            raise InvalidForceFile(path, f"{key}.{part}", "is missing. Add it.")
    return Body(**given)


def _explanation(path: Path) -> Explanation:
    document = read_document(path)
    names = [each.name for each in fields(Explanation)]
    if missing := [name for name in names if name not in document]:
        raise InvalidForceFile(path, missing[0], "is missing. Add it.")
    if unknown := sorted(map(str, document.keys() - set(names))):
        raise InvalidForceFile(path, unknown[0], f"is not known here. Use: {', '.join(names)}.")
    if document["topic"] != path.stem:
        raise InvalidForceFile(path, "topic", f"must be the file's name, {path.stem!r}.")
    reviewed, review_due = _day(path, "reviewed", document), _day(path, "review_due", document)
    if review_due <= reviewed:
        raise InvalidForceFile(path, "review_due", "must lie after `reviewed`.")
    texts = ("title", "complaint_if", "then", "now", "owner")
    return Explanation(
        topic=path.stem,
        summary=_paragraphs(path, "summary", document["summary"]),
        sources=_sources(path, document["sources"]),
        to_confirm=_paragraphs(path, "to_confirm", document["to_confirm"]) if document["to_confirm"] else (),
        reviewed=reviewed,
        review_due=review_due,
        **{name: _text(path, name, document[name]) for name in texts},
    )


def _sources(path: Path, value: object) -> tuple[Source, ...]:
    names = [each.name for each in fields(Source)]
    if not isinstance(value, list) or not value:
        raise InvalidForceFile(path, "sources", f"must list at least one source, each with: {', '.join(names)}.")
    found = []
    for number, entry in enumerate(value):
        key = f"sources[{number}]"
        if not isinstance(entry, dict) or sorted(entry) != sorted(names):
            raise InvalidForceFile(path, key, f"must have exactly these keys: {', '.join(names)}.")
        source = Source(**{name: _text(path, f"{key}.{name}", entry[name]) for name in names})
        if not source.link.startswith(("https://", "http://")):
            raise InvalidForceFile(path, f"{key}.link", "must be a web address that begins with https://.")
        found.append(source)
    return tuple(found)


def _text(path: Path, key: str, value: object) -> str:
    if isinstance(value, date):  # YAML reads an unquoted 2026-11-01 as a day
        return value.isoformat()
    if not isinstance(value, str) or not value.strip():
        raise InvalidForceFile(path, key, f"must be some text, not {value!r}. Put numbers in quotes.")
    return value.strip()


def _paragraphs(path: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise InvalidForceFile(path, key, "must be a list of short paragraphs.")
    return tuple(_text(path, f"{key}[{number}]", paragraph) for number, paragraph in enumerate(value))


def _day(path: Path, key: str, document: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(_text(path, key, document[key]))
    except ValueError as error:
        if isinstance(error, InvalidForceFile):
            raise
        raise InvalidForceFile(path, key, "must be a day such as 2026-11-01.") from error
