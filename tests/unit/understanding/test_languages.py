"""A language that is not English is known by its letters or its common words; English of any kind is left alone."""

from __future__ import annotations

import pytest
import yaml

from bot.settings import ROOT
from bot.understanding.cues import read_data
from bot.understanding.languages import language_of

TOLD = {
    "Policjant uderzył mnie wczoraj na ulicy, nie wiem co robić": "Polish",
    "un polițist m-a lovit ieri seară în fața casei mele": "Romanian",
    "la policía me pegó ayer en la calle y no sé qué hacer": "Spanish",
    "o polícia bateu-me ontem à noite na rua": "Portuguese",
    "le policier m'a frappé hier soir devant chez moi": "French",
    "il poliziotto mi ha picchiato ieri sera": "Italian",
    "der Polizist hat mich gestern auf der Straße geschlagen": "German",
    "polis dün akşam sokakta bana vurdu": "Turkish",
    "policininkas vakar man trenkė gatvėje ir aš nežinau ką daryti": "Lithuanian",
    "Polici më goditi dje në rrugë dhe nuk di çfarë të bëj": "Albanian",
    "a rendőr tegnap megütött az utcán és nem tudom mit tegyek": "Hungarian",
    "booliska ayaa shalay wadada igu garaacay waxaan ahay": "Somali",
    "полицейский ударил меня вчера": "Russian",
    "поліцейський вдарив мене вчора, і я не знаю що робити": "Ukrainian",
    "полицаят ме удари вчера на улицата и ми взе телефона": "Bulgarian",
    "ο αστυνομικός με χτύπησε χθες": "Greek",
    "الشرطي ضربني في الشارع أمس": "Arabic",
    "پلیس دیروز من را در خیابان زد و گوشی مرا گرفت": "Farsi",
    "پولیس نے مجھے کل سڑک پر مارا": "Urdu",
    "পুলিশ আমাকে গতকাল মেরেছে": "Bengali",
    "पुलिस ने मुझे कल मारा": "Hindi",
    "ਪੁਲਿਸ ਨੇ ਮੈਨੂੰ ਕੱਲ੍ਹ ਮਾਰਿਆ": "Punjabi",
    "પોલીસે મને ગઈકાલે માર્યો": "Gujarati",
    "போலீஸ் நேற்று என்னை அடித்தார்": "Tamil",
    "警察昨天在街上打了我": "Chinese",
}
ENGLISH = [
    "oi bruv feds nicked man innit",
    "cn u repeat tht pls",
    "Mr J. P. Fotheringay",
    "My name is João da Silva and I live in Rua Street",
    "PC Kowalczyk hit me at Café Rouge",
    "j_okafor82@example.org",
    "no",
    "😡😡😡",
    "",
]


@pytest.mark.parametrize(("text", "name"), TOLD.items())
def test_a_language_is_known(text, name):
    found = language_of(text)

    assert found is not None
    assert found.name == name
    assert "999" in found.note
    assert "101" in found.note


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_left_alone(text):
    assert language_of(text) is None


def test_no_english_example_is_taken_for_another_language():
    wrong = []
    for file in (ROOT / "data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = block.get("examples", "").splitlines() if block.get("intent") != "language_help" else []
            wrong += [line for line in lines if language_of(line.removeprefix("- "))]

    assert wrong == []


def test_every_language_of_the_file_is_tried():
    assert {entry["name"] for entry in read_data("languages.yml").values() if "name" in entry} == set(TOLD.values())
