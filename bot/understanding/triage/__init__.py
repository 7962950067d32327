"""Triage by training: which categories and grounds an account sounds like, beside what explicit rules find in it.

It is learnt from `data/triage` (accounts with their categories and grounds, and single statements), over letters and
word-piece vectors of the sentence model. It names what rules have no words for; it never takes back what they found.
"""

from bot.understanding.triage.examples import TriageFault
from bot.understanding.triage.model import Impression, Sounds, Triage
from bot.understanding.triage.store import prepare

__all__ = ["Impression", "Sounds", "Triage", "TriageFault", "prepare"]
