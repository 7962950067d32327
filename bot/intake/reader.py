"""Reads accounts for a program that must not carry the models itself: JSON lines in, JSON lines out, in their order.

In: `{"text": ..., "on": "2014-05-01"}`. Out: `{"facts": ..., "words": ...}`, or `{"error": ...}`, the kind of error.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from typing import BinaryIO

from bot.intake.reading import read_complaint


def main() -> None:
    """Answer until standard input ends."""
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each line as soon as it has come."""
    for line in requests:
        answers.write(_answer(line) + b"\n")
        answers.flush()


def _answer(line: bytes) -> bytes:
    try:
        asked = json.loads(line)
        found = asdict(read_complaint(asked["text"], date.fromisoformat(asked["on"])))
    except Exception as error:  # noqa: BLE001 - the outermost edge of this program: the asker is told the kind of error
        found = {"error": type(error).__name__}
    return json.dumps(found).encode()


if __name__ == "__main__":
    main()
