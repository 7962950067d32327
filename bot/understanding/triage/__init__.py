"""Triage by training: which categories and grounds an account sounds like, beside what explicit rules find in it.

It is learnt from `data/triage` (accounts with their categories and grounds, and single statements), over letters and
the embeddings of the sentence model. How it and the rules are weighed together is told in
`bot/understanding/weighing.py`.
"""

from bot.understanding.triage.examples import TriageFault
from bot.understanding.triage.model import Impression, Sounds, Triage
from bot.understanding.triage.store import prepare

__all__ = ["Impression", "Sounds", "Triage", "TriageFault", "prepare"]
