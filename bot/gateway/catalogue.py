"""The words of the pages in each language (`data/interface/`), and which language a request is answered in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from bot.settings import ROOT

FOLDER = ROOT / "data" / "interface"
FIRST = "en"
"""The language that every other file is compared with, and that is spoken where none is asked for."""
QUERY = "lang"
_PLACEHOLDER = re.compile(r"\{\w*\}")
_DIRECTIONS = frozenset({"ltr", "rtl"})


class InvalidCatalogue(ValueError):
    """A file of words cannot be used; the message names the file, the key and what to do."""


@dataclass(frozen=True)
class Catalogue:
    """One language: `code` as in addresses, `tag` and `dir` as in HTML, its own `name`, and words by section."""

    code: str
    tag: str
    dir: str
    name: str
    words: Mapping[str, Mapping[str, Any]]

    def say(self, key: str) -> str:
        """The words of `section.key`."""
        section, _, name = key.partition(".")
        return str(self.words[section][name])


class Catalogues(Mapping[str, Catalogue]):
    """All languages by their code, the first one first."""

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        self._catalogues = catalogues

    def __getitem__(self, code: str) -> Catalogue:
        return self._catalogues[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogues)

    def __len__(self) -> int:
        return len(self._catalogues)

    def of(self, request: web.Request) -> Catalogue:
        """The language that the address names (`?lang=cy`), else the first that the browser prefers and is here."""
        for code in (request.query.get(QUERY, ""), *_preferred(request.headers.get("Accept-Language", ""))):
            if (short := code.split("-")[0].casefold()) in self:
                return self[short]
        return self[FIRST]


def load_catalogues(folder: Path = FOLDER) -> Catalogues:
    """Read every language. Raises `InvalidCatalogue` where one lacks words or placeholders of the first one."""
    first = _read(folder / f"{FIRST}.yml")
    catalogues = {FIRST: first}
    for path in sorted(folder.glob("*.yml")):
        if path.stem != FIRST:
            catalogues[path.stem] = _like(first, _read(path), path)
    return Catalogues(catalogues)


def _read(path: Path) -> Catalogue:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        language = data.pop("language")
        catalogue = Catalogue(language["code"], language["tag"], language["dir"], language["name"], data)
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise InvalidCatalogue(f"{path}: {error}; begin it like {FOLDER / FIRST}.yml") from error
    if catalogue.dir not in _DIRECTIONS or catalogue.code != path.stem:
        raise InvalidCatalogue(f"{path}: language.dir must be ltr or rtl, language.code the name of the file")
    for key in (*data, *(key for texts in data.values() for key in texts)):
        if hasattr(dict, str(key)):
            raise InvalidCatalogue(f"{path}: {key} means something else in templates; choose another key")
    return catalogue


def _like(first: Catalogue, other: Catalogue, path: Path) -> Catalogue:
    ours, theirs = _forms(first), _forms(other)
    if odd := sorted(ours.keys() ^ theirs.keys()):
        raise InvalidCatalogue(f"{path}: {odd[0]} is missing or has no place; each file has the keys of {FIRST}.yml")
    for key, marks in ours.items():
        if marks != theirs[key]:
            raise InvalidCatalogue(f"{path}: {key} must keep these marks: {' '.join(sorted(marks)) or 'none'}")
    return other


def _forms(catalogue: Catalogue) -> dict[str, set[str]]:
    """The placeholders of each text; of plural forms, those of the general one."""
    return {
        f"{section}.{key}": set(_PLACEHOLDER.findall(text["other"] if isinstance(text, dict) else str(text)))
        for section, texts in catalogue.words.items()
        for key, text in texts.items()
    }


def _preferred(header: str) -> list[str]:
    """The languages of an `Accept-Language`, the most wanted first; what cannot be read is wanted least."""
    wanted = []
    for part in header.split(","):
        code, _, quality = part.partition(";q=")
        try:
            wanted.append((-float(quality or 1), code.strip()))
        except ValueError:
            wanted.append((0.0, code.strip()))
    return [code for _, code in sorted(wanted, key=lambda each: each[0])]
