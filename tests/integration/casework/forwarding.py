"""Makes files of forwarded complaints, some rows of which are broken in each of the ways in which files break."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable

HEADING = (
    "reference", "received_on", "what_happened", "complainant_name", "email", "phone", "incident_date",
    "incident_location", "officers", "complained_before",
)  # fmt: skip
ACCOUNTS = (
    "The officers at {place} were rude to me, one told me to shut up",
    "My phone was taken at {place} and nobody will tell me where it is",
    "I was stopped and searched at {place}\nfor the third time this month, no reason was given",
    'An officer at {place} said "go away" when I wanted to report a burglary',
    "I was pushed over by a constable outside {place} and I broke my wrist",
)
PLACES = ("Brixton police station", "Lewisham", "Stratford, E15", "Romford market", "Harrow Road")


def sound(number: int) -> dict[str, str]:
    """A row that can be taken, always the same for the same number."""
    draw = random.Random(number)
    return {
        "reference": f"2014/{number:06}",
        "received_on": f"2014-0{1 + number % 9}-1{number % 10}",
        "what_happened": draw.choice(ACCOUNTS).format(place=draw.choice(PLACES)),
        "complainant_name": f"Person {number}" if number % 7 else "",
        "email": f"person{number}@example.org" if number % 3 else "",
        "phone": "020 7946 0123" if number % 5 == 0 else "",
        "incident_date": f"2013-12-{1 + number % 28:02}" if number % 4 else "",
        "incident_location": draw.choice(PLACES) if number % 2 else "",
        "officers": f"PC {1000 + number}" if number % 6 == 0 else "",
        "complained_before": "no" if number % 2 else "",
    }


# How a row breaks, and a part of what the report says of it.
BREAKS: tuple[tuple[str, Callable[[dict[str, str]], dict[str, str]]], ...] = (
    ("reference: is missing", lambda row: {**row, "reference": ""}),
    ("what_happened: is missing", lambda row: {**row, "what_happened": "  "}),
    ("received_on: '31/02/2014' is not a day", lambda row: {**row, "received_on": "31/02/2014"}),
    ("received_on: must lie between", lambda row: {**row, "received_on": "2199-01-01"}),
    ("email: is not an email address", lambda row: {**row, "email": "person at example"}),
    ("phone: is not a", lambda row: {**row, "phone": "12"}),
    ("incident_date: must be a date", lambda row: {**row, "incident_date": "last week"}),
    ("incident_date: lies after", lambda row: {**row, "incident_date": "2015-06-01"}),
    ("complained_before: is yes or no", lambda row: {**row, "complained_before": "perhaps"}),
)
# What is wrong with the line itself.
SPOILT = (
    ("has 3 fields where the heading has 10", b"2014/9,2014-01-01,only three\r\n"),
    ("has bytes that are not UTF-8 text", b"2014/9,2014-01-01,\xff\xfe,,,,,,,\r\n"),
    ("has a quotation mark that is not closed", b'2014/9,2014-01-01,"never closed,,,,,,,\r\n'),
)


def make_csv(count: int, broken: set[int]) -> tuple[bytes, dict[int, str]]:
    """A file of `count` rows, of which those numbered in `broken` are broken; and for each broken line what is said."""
    parts = [(",".join(HEADING) + "\r\n").encode()]
    expected: dict[int, str] = {}
    line = 2
    for number in range(count):
        if number in broken:
            kind = len(expected) % (len(BREAKS) + len(SPOILT))
            if kind < len(BREAKS):
                expected[line], spoil = BREAKS[kind]
                part = _csv_row(spoil(sound(number)))
            else:
                expected[line], part = SPOILT[kind - len(BREAKS)]
        else:
            part = _csv_row(sound(number))
        parts.append(part)
        line += part.count(b"\n")
    return b"".join(parts), expected


def make_jsonl(count: int, broken: set[int]) -> tuple[bytes, dict[int, str]]:
    """The same as JSON lines."""
    parts, expected = [], {}
    for number in range(count):
        row = {name: value for name, value in sound(number).items() if value}
        if number in broken:
            kind = len(expected) % (len(BREAKS) + 1)
            if kind < len(BREAKS):
                expected[number + 1], spoil = BREAKS[kind]
                row = spoil(row)
            else:
                expected[number + 1] = "is not JSON"
                parts.append(b'{"reference": "2014/9", \n')
                continue
        parts.append(json.dumps(row).encode() + b"\n")
    return b"".join(parts), expected


def _csv_row(row: dict[str, str]) -> bytes:
    stream = io.StringIO(newline="")
    csv.DictWriter(stream, HEADING).writerow(row)
    return stream.getvalue().encode()
