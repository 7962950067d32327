"""A list in a text stands line by line: YAML folds the lines of a quoted text into one, and nobody sees a list then."""

from __future__ import annotations

import yaml

from bot.settings import ROOT


def test_every_item_of_a_list_stands_on_a_line_of_its_own() -> None:
    texts = [
        (name, variant["text"])
        for path in (ROOT / "data" / "responses").glob("*.yml")
        for name, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items()
        for variant in variants
    ]

    assert texts
    assert [name for name, text in texts if ". - " in text] == []
