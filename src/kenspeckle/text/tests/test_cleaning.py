import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.text.cleaning import Cleaned, Removed, clean
from kenspeckle.text.words import count_words


def test_clean_text_is_left_alone() -> None:
    text = "Tha mi ag ionnsachadh.\n\n\tDè an uair a tha e? 👩‍👩‍👧"

    assert clean(text) == Cleaned(text, frozenset())


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_lf(end: str) -> None:
    assert clean(f"one{end}two{end}{end}three") == Cleaned("one\ntwo\n\nthree", frozenset())


@pytest.mark.parametrize(
    ("text", "cleaned", "removed"),
    [
        ("a\x00b", "ab", {Removed.NUL}),
        ("end of page.\n\fNext page", "end of page.\nNext page", {Removed.PAGE_BREAK}),
        ("end\fNext", "end\nNext", {Removed.PAGE_BREAK}),
        ("end\f\v\fNext", "end\nNext", {Removed.PAGE_BREAK}),
        ("\fonly\v", "only", {Removed.PAGE_BREAK}),
        ("\f\v", "", {Removed.PAGE_BREAK}),
        ("be\x07ll \x1b[31mred\x7f\x9f", "bell [31mred", {Removed.CONTROL}),
        ("\ufeffstart", "start", {Removed.BYTE_ORDER_MARK}),
        ("a\ud800b\uffff\ufdd0\U0010fffe", "ab", {Removed.NOT_A_CHARACTER}),
        ("\x00\x01\f", "", {Removed.NUL, Removed.CONTROL, Removed.PAGE_BREAK}),
    ],
)
def test_what_cannot_be_kept_is_removed_and_named(
    text: str, cleaned: str, removed: set[Removed]
) -> None:
    assert clean(text) == Cleaned(cleaned, frozenset(removed))


def test_text_is_brought_to_nfc() -> None:
    assert clean("ce\u0300ilidh").text == "cèilidh"


any_text = st.text(st.characters(exclude_categories=()))


@given(any_text)
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean(text)

    assert clean(once.text) == Cleaned(once.text, frozenset())
    assert unicodedata.is_normalized("NFC", once.text)
    once.text.encode()


@given(st.text())
def test_cleaning_keeps_the_number_of_words(text: str) -> None:
    assert count_words(clean(text).text) == count_words(text)


@given(st.lists(st.text(alphabet="ab \t"), min_size=1))
def test_cleaning_keeps_the_lines(lines: list[str]) -> None:
    assert clean("\r\n".join(lines)).text.split("\n") == lines
