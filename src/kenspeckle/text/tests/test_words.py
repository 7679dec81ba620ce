import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.text.tests.engine import run_module
from kenspeckle.text.words import characters, count_words, ranges, split_at_white_space

HERE = Path(__file__).parent
CASES = json.loads((HERE / "word_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_python_counts_as_the_table_says(case: dict[str, object]) -> None:
    assert count_words(str(case["text"])) == case["words"]


def test_javascript_counts_as_the_table_says() -> None:
    counted = run_module(HERE / "count_cases.mjs", [case["text"] for case in CASES])

    assert dict(zip([case["why"] for case in CASES], counted, strict=True)) == {
        case["why"]: case["words"] for case in CASES
    }


def test_python_and_javascript_agree_on_every_character() -> None:
    points = [p for p in range(sys.maxunicode + 1) if not 0xD800 <= p <= 0xDFFF]
    # Alone (is it a word?) and between two letters (does it separate them?).
    texts = [shape for p in points for shape in (chr(p), f"a{chr(p)}b")]

    assert run_module(HERE / "count_cases.mjs", texts) == [count_words(text) for text in texts]


def test_the_data_agrees_with_pythons_own_tables_where_those_know_the_character() -> None:
    ours = {
        p for low, high in ranges(characters()["letters_and_digits"]) for p in range(low, high + 1)
    }
    # Unicode may re-class a character between versions, but has not done so for these.
    for point in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(point))
        if category != "Cn":
            assert (point in ours) == (category[0] in "LN"), f"U+{point:04X} is {category}"


def test_white_space_is_the_25_characters_of_unicode() -> None:
    ours = {p for low, high in ranges(characters()["white_space"]) for p in range(low, high + 1)}

    pythons = {p for p in range(sys.maxunicode + 1) if chr(p).isspace()}
    assert ours == pythons - {0x1C, 0x1D, 0x1E, 0x1F}
    assert len(ours) == 25


@given(st.text())
def test_the_runs_join_to_the_text(text: str) -> None:
    assert "".join(split_at_white_space(text)) == text


@given(st.lists(st.text(alphabet="aé1-' \n\u00a0\u200b.", max_size=8)))
def test_counts_add_up_over_lines(lines: list[str]) -> None:
    assert count_words("\n".join(lines)) == sum(count_words(line) for line in lines)


@pytest.mark.parametrize("piece", ["-", "word ", "\u200b", " - "])
def test_a_very_long_text_is_counted_in_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))

    assert count_words(text) == (len(text) // 5 if piece == "word " else 0)
