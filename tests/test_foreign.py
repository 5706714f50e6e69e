"""Words of others on a page: what cannot be seen is shown, what would turn words round does nothing, all else is as it was."""

import html
import re
import sys
import unicodedata
from html.parser import HTMLParser

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import ROOT

from pages.projector import page, routes
from pages.shared import marked, tables
from pages.shared.foreign import HIDDEN, escape, spelt, visible
from pipeline.desk import upload
from pipeline.store import audit
from pipeline.store.decks import Deck, Slide

BLANKS = "\t\n\f\r"
SHAPELESS = "\u034f\u115f\u1160\u3164\uffa0"  # letters and marks by their category, but nothing is seen
# Files keep what they are given; a drawing and the manual of the interface hold no word of a report.
EXACT = {"pages/shared/foreign.py", "pages/api/manual.py", "pages/shared/pictures/sheet.py"} | {
    f"pages/shared/briefing/{name}.py" for name in ("html", "svg")
}
TURNED = "\u202e戊\u202c\u2066x\u2069"
WORDS = st.text(
    st.sampled_from(["<", "&", '"', "件", "1", "\u202e", "\u2067", "\u200b", "\ufeff", "\u00ad", "\n", "é"])
)


class Text(HTMLParser):
    """The text of HTML, and the hidden characters that stand outside of a mark of their own."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.loose, self.signs, self.open = "", "", list[str](), ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        assert not [value for value in said.values() if HIDDEN.search(value or "")], said
        self.open = str(said.get("class"))
        if self.open == "sign":
            self.signs.append(str(said["data-sign"]))

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        self.loose += "" if self.open == "sign" else "".join(HIDDEN.findall(data))


def test_hidden_is_what_unicode_calls_a_control_a_format_or_a_separator_of_lines() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    kinds = ("Cc", "Cf", "Zl", "Zp")
    hidden = {one for one in characters if unicodedata.category(one) in kinds and one not in BLANKS}
    found = {chr(code) for code in range(sys.maxunicode + 1) if HIDDEN.match(chr(code))}
    assert hidden <= found
    assert {one for one in found - hidden if unicodedata.category(one) != "Cn"} == set(SHAPELESS)


@given(WORDS)
def test_the_text_of_a_page_is_exact_and_every_hidden_character_has_a_mark_of_its_own(words: str) -> None:
    read = Text(escape(words))
    assert read.text == words
    assert read.loose == ""
    assert read.signs == [f"⟨U+{ord(one):04X}⟩" for one in HIDDEN.findall(words)]


@given(WORDS)
def test_what_is_spelt_out_hides_nothing_and_changes_nothing_else(words: str) -> None:
    shown = visible(words)
    assert not HIDDEN.search(shown)
    assert re.sub(r"⟨U\+(\w+)⟩", lambda found: chr(int(found[1], 16)), shown) == words
    assert html.unescape(spelt(words)) == shown
    assert visible(shown) == shown


@pytest.mark.parametrize("name", [f"报告{TURNED}fdp.txt", "甲\u200b乙.docx", "<b>\x00.txt", "年报\ufeff.pdf"])
def test_a_name_of_a_file_is_spelt_as_on_import(name: str) -> None:
    assert visible(name) == upload.visible(name)


def test_no_page_escapes_words_any_other_way_and_none_puts_an_element_into_an_attribute() -> None:
    files = {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in (ROOT / "pages").rglob("*.py")}
    own = {name for name, code in files.items() if re.search(r"from html import .*\bescape|^import html$", code, re.M)}
    assert own == EXACT
    attributes = {name for name, code in files.items() if re.search(r"""=["']\{escape\(""", code)} - EXACT
    assert attributes == set()


def test_the_marks_of_a_report_cover_the_right_words_beside_hidden_ones() -> None:
    text = f"{TURNED}调解\u200b纠纷\u202e205件\u202c，走访4\u200b12家。"
    spans = [("205件", "assigned"), ("4\u200b12家", "unassigned")]
    marks = pl.DataFrame([
        {"start": text.index(quote), "end": text.index(quote) + len(quote), "quote": quote, "disposition": kind,
         "names": [f"甲{TURNED}"], "why": TURNED, "sentence_start": 0, "sentence_end": len(text)}
        for quote, kind in spans
    ])  # fmt: skip
    for made in (marked.whole(text, marks, None), marked.whole(text, marks, text.index("205"))):
        assert Text(made).text == text and Text(made).loose == ""
        inside = re.findall(r"<mark[^>]*>(.*?)</mark>", made)
        assert [Text(one).text for one in inside] == [quote for quote, _ in spans]
        assert "⟨U+202E⟩戊⟨U+202C⟩" in made  # in the hint of a mark, where no element can stand
    assert Text(marked.cited(text, marks, text.index("205"))).loose == ""


def test_the_sentence_of_a_table_marks_its_number_beside_hidden_words() -> None:
    sentence = f"全年\u202e受理{TURNED}210件。"
    at = sentence.index("210件")
    cell = tables.sentence({"sentence": sentence, "quote": "210件", "start": 50 + at, "sentence_start": 50})
    assert Text(cell).text == sentence and Text(cell).loose == ""
    assert "<mark>210件</mark>" in cell


def test_the_wall_gets_no_hidden_character_in_its_words() -> None:
    content = {
        "view": TURNED, "sentence": TURNED, "basis": [TURNED], "address": "compare?office=%E2%80%AE", "snapshot": "1",
        "figure": None, "asked": 0,
        "numbers": [{"label": TURNED, "said": [{"before": TURNED, "quote": "1\u200b2件", "after": "", "source": TURNED}]}],
    }  # fmt: skip
    deck = Deck("d", 1, f"例会{TURNED}", (Slide("s", f"题{TURNED}", f"注{TURNED}"),), audit.now())
    written = page.write(page.Said(deck, {"s": content}, str), "day", routes.marks())
    assert not HIDDEN.search(written)
    assert "<title>例会⟨U+202E⟩戊" in written and "题⟨U+202E⟩戊" in written and "1⟨U+200B⟩2件" in written
