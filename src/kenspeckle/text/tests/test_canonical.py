import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.text.canonical import NotCanonical, canonical_json
from kenspeckle.text.tests.engine import run_module

HERE = Path(__file__).parent

documents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_keys_are_sorted_by_utf16_code_units() -> None:
    # The example of RFC 8785 section 3.2.3, in which U+1F600 comes before U+FB33.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\u00f6"]

    written = canonical_json({key: number for number, key in enumerate(keys)})

    assert list(json.loads(written)) == [
        "\r",
        "1",
        "\x80",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_strings_are_escaped_as_the_rfc_says() -> None:
    # Section 3.2.2.2: short escapes where JSON has them, lower-case \u00xx, the rest as it is.
    assert canonical_json('€$\x0f\nA\'B"\\\\"/\x7f\u2028') == (
        '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\u2028"'.encode()
    )


def test_a_document_is_written_without_spaces() -> None:
    assert canonical_json({"b": [1, True, None, {}], "a": "x", "c": (-5, 0)}) == (
        b'{"a":"x","b":[1,true,null,{}],"c":[-5,0]}'
    )


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"a": [1.0]}, r"\$\.a\[0\]: float"),
        ({"a": 2**53}, r"\$\.a: the number is beyond"),
        ({1: "a"}, "the key 1 is not text"),
        ("\ud800", "lone surrogate"),
        ({"\udfff": 1}, "lone surrogate"),
        (b"bytes", "bytes has no canonical form"),
        ({"a": {1, 2}}, "set has no canonical form"),
    ],
)
def test_what_has_no_canonical_form_is_refused(document: object, says: str) -> None:
    with pytest.raises(NotCanonical, match=says):
        canonical_json(document)  # type: ignore[arg-type]


def test_deep_nesting_is_refused() -> None:
    document: list[object] = []
    for _ in range(5000):
        document = [document]

    with pytest.raises(NotCanonical, match="nested deeper"):
        canonical_json(document)  # type: ignore[arg-type]


@given(documents)
def test_reading_it_back_gives_the_document(document: object) -> None:
    assert json.loads(canonical_json(document)) == document  # type: ignore[arg-type]


def test_javascript_writes_the_same_bytes() -> None:
    # RFC 8785 is defined by what ECMAScript's JSON.stringify does.
    texts = [chr(p) for p in range(0x10000) if not 0xD800 <= p <= 0xDFFF] + ["😀", "a😀b"]
    unordered = {text: number for number, text in enumerate(reversed(texts))}

    written = run_module(HERE / "stringify.mjs", [texts, unordered])

    assert [canonical_json(texts).decode(), canonical_json(unordered).decode()] == written
