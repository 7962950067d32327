"""When each question is asked, in which order, and that nothing is asked twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.policy import Decision

ALWAYS = (
    "what_happened", "referral_grounds", "incident_date", "incident_location", "officers", "complained_before",
    "desired_outcome", "evidence", "support_needs", "complainant_name", "contact_method", "details_confirmed",
)  # fmt: skip


def test_a_new_talk_asks_what_every_record_must_have_and_the_account_first(decided_on: Callable[..., Decision]) -> None:
    assert decided_on().needs == ALWAYS


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        pytest.param({}, (), id="nothing missing, nothing asked"),
        pytest.param({"account_signals": ["force_used"]}, ("injury",), id="force"),
        pytest.param({"account_signals": ["hurt"]}, ("injury",), id="hurt"),
        pytest.param({"account_signals": ["force_used", "deceased"]}, (), id="nobody is asked how the dead were hurt"),
        pytest.param({"borough": None}, ("borough",), id="borough for a local manager"),
        pytest.param({"borough": None, "allegations": ["C"]}, (), id="no borough for the DPS"),
        pytest.param({"borough": None, "referral_grounds": ["serious_assault"]}, (), id="no borough for a referral"),
        pytest.param(
            {"borough": None, "incident_location": None, "declined": ["incident_location"]},
            (),
            id="no place, no borough",
        ),
        pytest.param({"account_signals": ["role_in_doubt"]}, ("complainant_role",), id="role in doubt"),
        pytest.param({"account_signals": ["somebody_else"]}, ("on_behalf_of",), id="somebody else"),
        pytest.param({"complainant_role": "behalf"}, ("on_behalf_of",), id="on behalf"),
        pytest.param(
            {"account_signals": ["somebody_else"], "complainant_role": "witness"}, (), id="a witness needs no consent"
        ),
        pytest.param({"account_signals": ["somebody_else"], "on_behalf_of": ""}, (), id="for oneself after all"),
        pytest.param({"on_behalf_of": "Sam"}, ("consent_given",), id="consent of an adult"),
        pytest.param({"on_behalf_of": "Sam", "account_signals": ["child"]}, (), id="no consent of a child"),
        pytest.param(
            {"on_behalf_of": "Sam", "account_signals": ["child", "aged_16_or_17"]},
            ("consent_given",),
            id="from 16 a person agrees for themselves",
        ),
        pytest.param({"on_behalf_of": "Sam", "account_signals": ["deceased"]}, (), id="no consent of the dead"),
        pytest.param({"on_behalf_of": "Sam", "declined": ["consent_given"]}, (), id="consent outstanding"),
        pytest.param({"contact_method": "post"}, ("postal_address",), id="post"),
        pytest.param({"contact_method": "none", "email": None}, (), id="no contact"),
        pytest.param({"contact_method": None, "declined": ["contact_method"]}, (), id="contact refused"),
        pytest.param({"contact_method": "phone", "declined": ["phone"]}, (), id="number refused"),
        pytest.param({"incident_date": "2026-03"}, (), id="a month is enough"),
        pytest.param({"incident_date": None, "declined": ["incident_date"]}, (), id="date not known"),
        pytest.param({"grounds_possible": ["serious_assault"]}, (), id="possible ground, answered none"),
        pytest.param(
            {"grounds_established": ["serious_assault"], "referral_grounds": None},
            (),
            id="the account settles the ground",
        ),
        pytest.param(
            {
                "grounds_established": ["serious_assault"],
                "grounds_possible": ["serious_assault"],
                "referral_grounds": None,
            },
            (),
            id="possible and established is established",
        ),
        pytest.param(
            {
                "grounds_established": ["serious_assault"],
                "grounds_possible": ["serious_corruption"],
                "referral_grounds": None,
            },
            ("referral_grounds",),
            id="another ground is open",
        ),
        pytest.param({"details_confirmed": None}, ("details_confirmed",), id="summary"),
        pytest.param({"details_confirmed": False}, ("details_confirmed",), id="summary not confirmed"),
        pytest.param(
            {"referral_grounds": ["serious_assault"], "incident_date": "2020-01-01"},
            ("delay_reason",),
            id="old, referred",
        ),
        pytest.param(
            {"referral_grounds": ["serious_assault"], "complained_before": True},
            ("previous_reference",),
            id="repeat, referred",
        ),
        pytest.param(
            {"what_happened": None, "complained_before": True},
            ("what_happened", "previous_reference"),
            id="an account before anything closes",
        ),
    ],
)
def test_asked_when(decided: Callable[..., Decision], changes: dict[str, object], asked: tuple[str, ...]) -> None:
    assert decided(**changes).needs == asked


@pytest.mark.parametrize("slot", [slot for slot in ALWAYS if slot not in ("what_happened", "referral_grounds")])
def test_declined_is_not_asked_again(decided: Callable[..., Decision], slot: str) -> None:
    decision = decided(**{slot: None}, declined=[slot])
    assert slot not in decision.needs
    assert decision.route == "record"


def test_an_account_that_was_refused_is_asked_for_again_last_of_all(decided: Callable[..., Decision]) -> None:
    refused = {"what_happened": None, "declined": ["what_happened"]}
    assert decided(**refused, evidence=None, details_confirmed=None).needs == ("evidence", "details_confirmed")
    assert decided(**refused, details_confirmed=None).needs == ("what_happened", "details_confirmed")
    assert decided(**refused).needs == ("what_happened",)


def test_a_value_given_later_beats_an_earlier_refusal(decided: Callable[..., Decision]) -> None:
    assert "anonymous" not in decided(declined=["complainant_name"]).flags


def test_reasons_of_a_need_name_each_question_with_its_clause(decided: Callable[..., Decision]) -> None:
    decision = decided(incident_date="2024-01-01")
    assert [(each.rule, each.clause, each.facts) for each in decision.reasons] == [
        ("ask.delay_reason", "S13", ("incident_date",))
    ]
