from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.text.changes import Change, Kind, changes

prose = st.text(alphabet="ab,. \n", max_size=60)


def test_a_changed_word_is_shown_removed_then_added() -> None:
    assert changes("I learned to listen well.", "I learned to wait well.") == [
        Change(Kind.SAME, "I learned to "),
        Change(Kind.REMOVED, "listen "),
        Change(Kind.ADDED, "wait "),
        Change(Kind.SAME, "well."),
    ]


def test_added_sentences_stand_alone() -> None:
    assert changes("First. Last.", "First. New middle here. Last.") == [
        Change(Kind.SAME, "First. "),
        Change(Kind.ADDED, "New middle here. "),
        Change(Kind.SAME, "Last."),
    ]


def test_equal_texts_have_no_changes() -> None:
    assert changes("Same text.", "Same text.") == [Change(Kind.SAME, "Same text.")]
    assert changes("", "") == []


def test_only_white_space_changed_is_no_change() -> None:
    assert changes("one two", "one\n\ntwo ") == [Change(Kind.SAME, "one\n\ntwo ")]


def test_removed_words_do_not_run_into_their_neighbours() -> None:
    assert changes("one two", "one") == [Change(Kind.SAME, "one"), Change(Kind.REMOVED, " two")]
    assert changes("old", "new") == [Change(Kind.REMOVED, "old "), Change(Kind.ADDED, "new")]


def test_a_new_text_is_added_whole() -> None:
    assert changes("", "All new.") == [Change(Kind.ADDED, "All new.")]
    assert changes("All old.", "") == [Change(Kind.REMOVED, "All old.")]


def test_very_long_texts_are_compared_within_bounds() -> None:
    old = "start " + "a " * 20_000 + "end"
    new = "start " + "b " * 20_000 + "end"

    assert [change.kind for change in changes(old, new)] == [
        Kind.SAME, Kind.REMOVED, Kind.ADDED, Kind.SAME,
    ]  # fmt: skip


@given(prose, prose)
def test_same_and_added_are_the_new_text(old: str, new: str) -> None:
    found = changes(old, new)

    assert "".join(c.text for c in found if c.kind is not Kind.REMOVED) == new
    assert all(one.kind is not next_.kind for one, next_ in pairwise(found))


@given(prose, prose)
def test_same_and_removed_are_the_old_words(old: str, new: str) -> None:
    found = changes(old, new)

    assert "".join(c.text for c in found if c.kind is not Kind.ADDED).split() == old.split()
