"""Secret codes: what is shown can be typed back, slips are noticed, and no text keeps one."""

from __future__ import annotations

import json
import math
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes import LENGTH, SYMBOLS, MistypedCode, mixed_groups, new_code, parse_code
from bot.masking import MASK, masked
from bot.settings import ROOT

codes = st.integers(min_value=0).map(lambda seed: new_code(random.Random(seed).randrange))
separators = st.sampled_from(["", " ", "-", " - ", ".", "\u2013", "\u2011", "_", "\u00a0", "\n", "\u200b"])
ACCOUNTS = [ROOT / "tests/evaluation/accounts.jsonl"]
ACCOUNT = "I rang at 10pm on 3rd May and PC 1234 LX said no, ref MPC-7K4D-9XTR-K. "


def test_a_code_has_eighty_random_bits_and_more() -> None:
    drawn = random.Random(1)
    redrawn = sum(mixed_groups(SYMBOLS.draw(LENGTH, drawn.randrange)) < 2 for _ in range(2000)) / 2000

    assert (LENGTH - 1) * math.log2(len(SYMBOLS.symbols)) + math.log2(1 - redrawn) > 80


def test_no_two_symbols_are_one_another_in_a_poor_hand() -> None:
    for group in ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "UV"):
        assert sum(symbol in SYMBOLS.symbols for symbol in group) <= 1, group


@given(codes)
def test_a_code_is_five_groups_of_four_and_its_own_canonical_form(code: str) -> None:
    assert re.fullmatch(r"(\w{4}-){4}\w{4}", code)
    assert parse_code(code) == code


@given(codes, separators, st.booleans(), st.integers(1, 20))
def test_case_separators_and_grouping_do_not_matter(code: str, between: str, lower: bool, size: int) -> None:
    word = code.replace("-", "")
    typed = between.join(word[start : start + size] for start in range(0, LENGTH, size))
    assert parse_code(f" {typed.lower() if lower else typed}\n") == code


@given(codes)
def test_look_alikes_are_read_as_what_they_look_like(code: str) -> None:
    assert parse_code(code.translate(str.maketrans("2568VD", "ZSGBUO"))) == code
    assert parse_code(code.replace("D", "0")) == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(SYMBOLS.symbols))
def test_any_one_wrong_symbol_is_noticed(code: str, place: int, symbol: str) -> None:
    word = code.replace("-", "")
    wrong = word[:place] + symbol + word[place + 1 :]
    if wrong != word:
        with pytest.raises(MistypedCode):
            parse_code(wrong)


@given(codes, st.integers(0, LENGTH - 2))
def test_any_two_neighbours_that_changed_places_are_noticed(code: str, place: int) -> None:
    word = code.replace("-", "")
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if swapped != word:
        with pytest.raises(MistypedCode):
            parse_code(swapped)


@pytest.mark.parametrize(
    "text", ["", "7K4D", "x" * 5000, "1" * 20, "MPC-7K4D-9XTR-K", "\u0000", "7K4D-9XTR-KM2P-CH36-VWYÄ"]
)
def test_what_is_no_code_is_said_to_be_none_without_repeating_it(text: str) -> None:
    with pytest.raises(MistypedCode) as refused:
        parse_code(text)
    assert "secret code" in str(refused.value)
    assert not text.strip() or text not in str(refused.value)


@given(codes, separators, st.booleans(), st.sampled_from(["", ACCOUNT, "MPC-7K4D-9XTR-K ", "my code is "]))
def test_a_code_is_taken_out_however_it_is_written(code: str, between: str, lower: bool, before: str) -> None:
    typed = code.replace("-", between)
    text = f"{before}{typed.lower() if lower else typed}, thank you"

    assert masked(text) == f"{before}{MASK}, thank you"


@given(codes, separators, st.integers(1, 20))
def test_a_code_in_other_groups_is_taken_out_too(code: str, between: str, size: int) -> None:
    word = code.replace("-", "")
    typed = between.join(word[start : start + size] for start in range(0, LENGTH, size))

    assert masked(f"it is: {typed}") == f"it is: {MASK}"


@given(codes, st.integers(0, LENGTH + 3), st.sampled_from("7KA1"))
def test_a_code_with_a_slip_is_taken_out(code: str, place: int, symbol: str) -> None:
    wrong = code[:place] + symbol + code[place + 1 :] if code[place] != "-" else code
    if mixed_groups(wrong.replace("-", "")) >= 2:
        assert masked(f"my code is {wrong} please") == f"my code is {MASK} please"


@given(codes)
def test_two_codes_and_a_reference_in_one_text_leave_the_reference(code: str) -> None:
    assert masked(f"{code} {code} MPC-7K4D-9XTR-K {code}") == f"{MASK} {MASK} MPC-7K4D-9XTR-K {MASK}"


@pytest.mark.parametrize(
    "text",
    [
        ACCOUNT,
        "From 10am till 11pm they kept me, then the 2nd PC1234 from 4.30 to 5.30 with 3 others",
        "020 7946 0123 or +44 7700 900123, SW1A 1AA, AB12 CDE, MORGA657054SM9IJ 35",
        "GB29 NWBK 6016 1331 9268 19, 4929 1234 5678 9012, 01BX/4417/26, CAD 4417/26NOV26",
        "THEY SHOVED ME AT 9PM ON 10 MAY NEAR SHOP NO 5 AND PC 23 KD TOOK MY BAG",
    ],
)
def test_what_people_write_about_what_happened_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


def test_no_account_of_the_training_data_is_touched() -> None:
    for file in [*(ROOT / "data/nlu").glob("*.yml"), *(ROOT / "data/triage").rglob("*.yml"), *ACCOUNTS]:
        text = file.read_text(encoding="utf-8")
        for line in text.splitlines():
            said = json.loads(line)["text"] if file.suffix == ".jsonl" else line
            assert masked(said) == said


@given(st.text())
def test_any_text_can_be_masked_and_twice_is_as_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)
