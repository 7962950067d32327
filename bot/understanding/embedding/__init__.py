"""Sentence embeddings: what a text means and how it is worded, as numbers, from weights of proven origin.

The model is all-MiniLM-L6-v2 (Apache 2.0). Its weights come with a Python package, are checked by their SHA-256 and
become an int8 ONNX graph once (`prepare`); `SentenceEncoder` runs it in one thread, without a network.
"""

from bot.understanding.embedding.encoder import DIMENSIONS, MEANING, WORDING, Sentence, SentenceEncoder
from bot.understanding.embedding.origin import OriginFault
from bot.understanding.embedding.store import identity, prepare

__all__ = [
    "DIMENSIONS",
    "MEANING",
    "WORDING",
    "OriginFault",
    "Sentence",
    "SentenceEncoder",
    "identity",
    "prepare",
]
