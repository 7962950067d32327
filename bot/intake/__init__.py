"""The intake talk: from what a person said in one turn to changed facts, a decision and the next question; no Rasa."""

from bot.intake.heard import Heard
from bot.intake.hearing import hear
from bot.intake.labels import Labels, load_labels
from bot.intake.progress import Progress, progress
from bot.intake.turn import Turn

__all__ = ["Heard", "Labels", "Progress", "Turn", "hear", "load_labels", "progress"]
