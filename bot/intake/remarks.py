"""What is said once about who tells: that they may go on in their language, and what there is for colleagues."""

from __future__ import annotations

from dataclasses import replace

from bot.intake.heard import Heard
from bot.intake.labels import Labels
from bot.intake.turn import SERVING, Turn, names
from bot.understanding.languages import language_of


def remarked(turn: Turn, heard: Heard, labels: Labels) -> Heard:
    """What was heard, with what there is to say about the language and about colleagues, each of them once."""
    if not heard.changes:
        return heard
    signals = names(heard.changes.get("account_signals"))
    if SERVING in signals and SERVING not in names(turn.facts.get("account_signals")):
        heard = replace(heard, says=(*heard.says, "utter_colleague"))
    return _with_language(turn, heard, labels)


def _with_language(turn: Turn, heard: Heard, labels: Labels) -> Heard:
    language = None if turn.known("support_needs") else language_of(turn.text)
    if language is None:
        return heard
    needs = {"support_needs": labels.interpreter.format(language=language.name)}
    return replace(
        heard,
        changes={**heard.changes, **needs},
        says=(*heard.says, "utter_other_language"),
        words={"language": language.name, "in_their_language": language.note},
    )
