"""What is a reason for a delay and what is not; in doubt, it is one."""

from __future__ import annotations

import pytest

from bot.policy.delay import is_substantive


@pytest.mark.parametrize(
    "text",
    [
        "no reason", "No, there's no reason really.", "There isn’t one", "none", "N/A", "-", "nope", "Not really",
        "I never got round to it", "I just never got round to it, sorry", "kept putting it off",
        "No particular reason, I just kept putting it off", "I don't know", "dont know", "Honestly no idea",
        "I can't say", "I can't think of one", "It came back to me while clearing emails",
        "I was sorting out old papers and it came back to me", "just remembered", "I just remembered it the other day",
        "I forgot about it", "I meant to, but I forgot", "couldn't be bothered", "Laziness", "life got in the way",
        "I was just busy", "No excuse. Time just went by.", "Didn't have a reason",
    ],
)  # fmt: skip
def test_saying_nothing_is_no_reason(text: str) -> None:
    assert not is_substantive(text)


@pytest.mark.parametrize(
    "text",
    [
        "I was ill", "I was in hospital for most of it", "I was too frightened", "afraid of what they would do",
        "I have been getting help for the trauma", "I was in prison", "I was living abroad", "I was fifteen then",
        "My solicitor told me to wait until the trial was over", "I did not know that I could complain",
        "I tried at the time and was turned away at the desk", "my mother was dying", "My English was not good then",
        "No one would listen", "I was not well", "I wasn't myself", "It took me this long to be able to say it",
        "I don't know, I was too scared", "No reason really, I had a breakdown after it",
        "I never got round to it because I was depressed", "I forgot because of my head injury",
        "It came back to me in therapy", "busy caring for my father", "tenía miedo", "Yes", "I have a good reason",
    ],
)  # fmt: skip
def test_anything_that_may_be_a_reason_is_left_to_the_assessor(text: str) -> None:
    assert is_substantive(text)


@pytest.mark.parametrize("empty", ["No reason.", "I never got round to it,", "I don't know."])
@pytest.mark.parametrize("reason", ["I was ill", "I was in prison", "I was afraid of him"])
def test_an_empty_phrase_takes_nothing_from_a_reason(empty: str, reason: str) -> None:
    assert is_substantive(f"{empty} {reason}")
    assert is_substantive(f"{reason}. {empty}")
