"""The words of an account that a question takes up, as they were written, and none where there are none worth it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding.mentions import mention, quotation

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("slot", "account", "words"),
    [
        ("injury", "I was leaving and he pushed me over, then they drove off", "he pushed me over"),
        ("injury", "They stopped me and then one of them shoved me into a wall", "one of them shoved me into a wall"),
        ("officers", "Two officers came to the door and laughed", "Two officers"),
        ("officers", "A tall female officer swore at me", "A tall female officer"),
        ("officers", "the lady on the desk wrote it down wrong", "the lady on the desk"),
        ("incident_date", "A few months ago an officer swore at me", "A few months ago"),
        ("incident_date", "it was the other day, a PC was rude", "the other day"),
        ("incident_location", "he was rude to me outside my house", "outside my house"),
        ("on_behalf_of", "They searched my son for nothing", "my son"),
        ("about_met", "a policeman on the platform pushed me", "on the platform"),
        ("grounds_established", "PC Hale hit me and broke my jaw", "broke my jaw"),
    ],
)
def test_the_words_that_a_question_is_about_are_taken_up(slot, account, words):
    assert mention(slot, account, ON) == words


@pytest.mark.parametrize(
    ("slot", "account"),
    [
        ("officers", "the police were rude to me"),
        ("officers", "an officer was rude to me"),
        ("injury", "PC Hale was rude to me and walked off"),
        ("incident_location", "PC Hale was rude to me"),
        ("complained_before", "I complained before"),
        ("injury", ""),
    ],
)
def test_nothing_is_taken_up_where_nothing_says_more_than_the_question(slot, account):
    assert mention(slot, account, ON) is None


def test_what_is_too_long_to_be_said_again_is_passed_over():
    account = "he pushed me " + "and on " * 40

    assert mention("injury", account.replace(" and", ""), ON) is None


def test_a_quotation_is_one_line_without_signs_around_it():
    assert quotation(' "he said\n “get out”", ') == "he said ‘get out"


def test_a_long_quotation_ends_at_a_word():
    assert quotation("word " * 40).endswith("word …")
    assert len(quotation("word " * 40)) <= 82
