from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from serving.pages import languages

PAGES = Path(languages.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "said": None}


def used_messages() -> set[object]:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
    return {message for _, _, message, _, _ in extract_from_dir(PAGES, methods, keywords=KEYWORDS)}


def catalogue() -> dict[object, object]:
    with languages.CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="en") if message.id}


def test_every_text_of_the_pages_has_an_english_translation() -> None:
    said = catalogue()
    assert {message for message in used_messages() if not said.get(message)} == set()


def test_the_catalogue_holds_nothing_that_no_page_says() -> None:
    assert set(catalogue()) - used_messages() == set()


def test_a_translation_keeps_the_places_for_numbers_and_names() -> None:
    with languages.CATALOGUE.open("rb") as file:
        problems = [(m.id, str(error)) for m in read_po(file, locale="en") for error in m.check()]
    assert problems == []


def test_chinese_is_what_a_visitor_sees_until_he_chooses() -> None:
    assert languages.language_of(None) == "zh"
    assert languages.language_of("nonsense") == "zh"
    assert languages.words("en").gettext("下一件") != languages.words("zh").gettext("下一件") == "下一件"


def test_english_tells_one_from_many() -> None:
    one, many = (languages.words("en").ngettext("共 %(num)s 件", "共 %(num)s 件", n) for n in (1, 2))
    assert one != many
