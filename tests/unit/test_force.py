"""The files of the force: the real ones are sound and agree with the rules; a fault is named by file and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.force import InvalidForceFile, load_explanations, load_force, load_rulebook
from bot.policy import Rulebook
from bot.settings import ROOT

POLICY = ROOT / "data" / "policy.yml"
EXPLANATIONS = ROOT / "data" / "explanations"


def test_the_policy_file_says_what_the_defaults_say() -> None:
    assert load_rulebook(POLICY) == Rulebook()
    assert tuple(load_rulebook(POLICY).categories) == tuple(Rulebook().categories)


def test_the_policy_file_names_the_bodies_and_their_contacts() -> None:
    force = load_force(POLICY)
    assert (force.force.short, force.standards.short, force.commission.short) == ("the Met", "the DPS", "the IPCC")
    assert force.commission.phone == "0300 020 0096"
    assert [body.phone for body in force.signposts["emergency"]] == ["999"]
    assert force.bodies["samaritans"].phone == "116 123"
    assert all(body.phone or body.website or body.address for body in force.bodies.values())


def test_every_topic_has_its_explanation_and_no_other() -> None:
    assert load_explanations(EXPLANATIONS).keys() == load_rulebook(POLICY).topics.keys()


def test_an_explanation_names_its_sources_and_is_short() -> None:
    for text in load_explanations(EXPLANATIONS).values():
        assert text.sources
        assert 2 <= len(text.summary) <= 4


def test_nothing_to_confirm_is_said_with_an_empty_list(tmp_path: Path) -> None:
    text = (EXPLANATIONS / "noise.yml").read_text(encoding="utf-8")
    (tmp_path / "noise.yml").write_text(text.partition("to_confirm:")[0] + "to_confirm: []\n", encoding="utf-8")
    assert load_explanations(tmp_path)["noise"].to_confirm == ()


def test_a_review_is_due_from_its_day_on() -> None:
    text = load_explanations(EXPLANATIONS)["bail"]
    assert not text.is_due_for_review(text.reviewed)
    assert text.is_due_for_review(text.review_due)
    assert text.is_due_for_review(date.max)


@pytest.fixture
def policy_copy(tmp_path: Path) -> Path:
    copy = tmp_path / "policy.yml"
    copy.write_text(POLICY.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("complaint_months: 12 ", "complaint_months: soon ", "rulebook.limits.complaint_months"),
        ("    - details_confirmed", "", "rulebook.question_order"),
        ("rulebook:", "rules:", "rulebook"),
        ("force: met", "force: nobody", "force"),
        ("noise: [council]", "noise: [nobody]", "signposts.noise"),
        ("noise: [council]", "noise: council", "signposts.noise"),
        ("noise: [council]", "", "signposts"),
        ('phone: "999"', "phone: 999", "bodies.emergency.phone"),
        ("    short: Samaritans\n", "", "bodies.samaritans.short"),
        ("    short: Samaritans\n", "    fax: none\n", "bodies.samaritans"),
        ("bodies:", "other_bodies:", "bodies"),
        ("force: met", "force: [", "file"),
    ],
)
def test_a_fault_in_the_policy_file_is_named(policy_copy: Path, old: str, new: str, key: str) -> None:
    text = policy_copy.read_text(encoding="utf-8")
    assert old in text
    policy_copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    load = load_rulebook if key.startswith("rulebook") else load_force
    with pytest.raises(InvalidForceFile) as raised:
        load(policy_copy)
    assert raised.value.key == key
    assert str(policy_copy) in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("topic: bail", "topic: release", "topic"),
        ("topic: bail", "topic: bail\nmood: cheerful", "mood"),
        ("review_due: ", "review_due: 1999-01-01 # ", "review_due"),
        ("reviewed: ", "reviewed: soon # ", "reviewed"),
        ("owner: ", "proprietor: ", "owner"),
        ("summary:", "summary: one line\nlines:", "lines"),
        ("sources:", "sources: []\nlinks:", "links"),
        ('link: "https://', 'link: "ask ', "sources[0].link"),
        ("dated: ", "read_on: ", "sources[0]"),
    ],
)
def test_a_fault_in_an_explanation_is_named(tmp_path: Path, old: str, new: str, key: str) -> None:
    text = (EXPLANATIONS / "bail.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "bail.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidForceFile) as raised:
        load_explanations(tmp_path)
    assert raised.value.key == key


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidForceFile, match=r"nowhere\.yml: file"):
        load_rulebook(tmp_path / "nowhere.yml")
    with pytest.raises(InvalidForceFile, match="does not exist"):
        load_explanations(tmp_path / "nowhere")


@pytest.mark.parametrize("content", ["", "- a list", "just text", "\x00"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidForceFile):
        load_force(path)
