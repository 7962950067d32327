"""A whole report of each form: accessible pages, no text of the file in the figures, the same from run to run."""

from __future__ import annotations

import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.evaluation import folder, forms, run
from bot.evaluation.forms import Form
from bot.evaluation.run import Tools
from tests.unit.evaluation.conftest import ACCOUNTS, PERSONAS, SUMMARIES, UTTERANCES, stand_ins

BASIS = [("File", "invented <file>.jsonl"), ("Lines", "5")]
FORMS: dict[str, tuple[Form, list]] = {
    "utterances": (forms.UTTERANCES, UTTERANCES),
    "accounts": (forms.ACCOUNTS, ACCOUNTS),
    "summaries": (forms.SUMMARIES, SUMMARIES),
    "personas": (forms.PERSONAS, PERSONAS),
}
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def _write(name: str, tools: Tools, place: Path) -> Path:
    form, rows = FORMS[name]
    folder.write(run.make_report(form, rows, BASIS, tools), place)
    return place


@pytest.fixture(params=list(FORMS), scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def written(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(name, stand_ins(), tmp_path_factory.mktemp("evaluation") / "report")


@pytest.fixture(scope="module")
def page(written: Path) -> Page:
    return Page((written / folder.HTML).read_text(encoding="utf-8"))


def test_the_page_stands_alone_and_runs_nothing(page: Page) -> None:
    assert page.all("script", "iframe", "link", "img") == []
    addresses = [
        value
        for attributes in page.all(*{tag for tag, _ in page.elements})
        for key, value in attributes.items()
        if key in {"href", "src", "xlink:href"}
    ]
    assert addresses
    assert all(str(address).startswith("#") for address in addresses)
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]


def test_every_plot_says_in_words_what_it_shows(page: Page) -> None:
    plots = page.all("svg")

    assert plots
    assert all(plot["role"] == "img" for plot in plots)
    assert all(re.search(r"\d", str(plot["aria-label"])) for plot in plots)
    assert len(page.all("figcaption")) == len(plots)


def test_every_table_has_a_caption_and_headings_with_a_scope(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert all(heading.get("scope") in {"col", "row"} for heading in page.all("th"))


def test_headings_follow_each_other_and_name_the_sections(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert all(section["aria-labelledby"] in ids for section in page.all("section"))
    assert all(str(link["href"])[1:] in ids for link in page.all("a"))


def test_no_id_comes_twice(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]

    assert len(ids) == len(set(ids))


def test_references_within_plots_are_kept(written: Path) -> None:
    text = (written / folder.HTML).read_text(encoding="utf-8")
    wanted = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'xlink:href="#([^"]+)"', text))

    assert wanted
    assert wanted <= set(re.findall(r'\bid="([^"]+)"', text))


def test_it_says_that_it_is_private(page: Page, written: Path) -> None:
    assert "contains texts of the file" in page.words
    assert "contains texts of the file" in (written / folder.MARKDOWN).read_text(encoding="utf-8")


def test_mark_up_in_a_text_is_shown_as_it_was_written(name: str, page: Page, written: Path) -> None:
    shown = {
        "utterances": "hiya <b>you</b>",
        "accounts": "at me & called me <i>an idiot</i>",
        "summaries": "WEATHER <1>",
        "personas": "He broke my wrist <script>",
    }[name]

    assert shown in page.words
    assert shown not in (written / folder.MARKDOWN).read_text(encoding="utf-8")


def test_the_markdown_shows_the_same_plots_from_files(written: Path) -> None:
    text = (written / folder.MARKDOWN).read_text(encoding="utf-8")
    named = re.findall(r"\]\((plots/[^)]+)\)", text)

    assert named
    assert sorted(named) == sorted(f"plots/{file.name}" for file in (written / "plots").iterdir())
    for file in (written / "plots").iterdir():
        assert ElementTree.parse(file).getroot().get("role") == "img"
        assert "prefers-color-scheme:dark" in file.read_text(encoding="utf-8")


def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_head(written: Path) -> None:
    width = 0
    for line in (written / folder.MARKDOWN).read_text(encoding="utf-8").splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (width and cells) or cells == width, line
        width = cells


def test_the_figures_hold_no_text_of_the_file(name: str, written: Path) -> None:
    figures = (written / folder.FIGURES).read_text(encoding="utf-8")
    texts = [row.get("text") or row["opening"][0] for row in FORMS[name][1]]

    assert not [text for text in texts if json.dumps(text, ensure_ascii=False)[1:-1] in figures]


def test_two_runs_write_the_same(name: str, written: Path, tmp_path: Path) -> None:
    again = _write(name, stand_ins(), tmp_path / "again")
    files = [folder.FIGURES, *(f"plots/{file.name}" for file in (written / "plots").iterdir())]

    assert [file for file in files if (written / file).read_bytes() != (again / file).read_bytes()] == []


def test_the_scores_are_those_that_can_be_gated_on(name: str, written: Path) -> None:
    figures = json.loads((written / folder.FIGURES).read_text(encoding="utf-8"))

    assert sorted(figures["scores"]) == sorted(run.SCORES[FORMS[name][0]])


def test_colours_come_from_the_page(written: Path) -> None:
    for file in (written / "plots").iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"#0[1-8]0[1-8]0[1-8]", text)
        assert re.findall(r"(?:fill|stroke): #", text) == []


def test_a_single_line_makes_a_report_too(name: str, tmp_path: Path) -> None:
    form, rows = FORMS[name]

    folder.write(run.make_report(form, rows[:1], BASIS, stand_ins()), tmp_path / "one")

    Page((tmp_path / "one" / folder.HTML).read_text(encoding="utf-8"))


def test_eighty_intents_make_one_readable_matrix(tmp_path: Path) -> None:
    rows = [{**UTTERANCES[number % 5], "id": number, "intent": f"intent_{number:02}"} for number in range(80)]

    folder.write(run.make_report(forms.UTTERANCES, rows, BASIS, stand_ins()), tmp_path / "many")

    page = Page((tmp_path / "many" / folder.HTML).read_text(encoding="utf-8"))
    figures = json.loads((tmp_path / "many" / folder.FIGURES).read_text(encoding="utf-8"))
    assert len(figures["intents"]) >= 80
    assert "class" in page.all("figure")[1]
