from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from kenspeckle.kernel.templatetags.ken import clock_time, day, in_words, moment

SUMMER_NIGHT = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_days_and_times_are_those_of_london() -> None:
    assert day(SUMMER_NIGHT) == "1 July 2026"
    assert moment(SUMMER_NIGHT) == "1 July 2026 at 00:30"
    assert clock_time(SUMMER_NIGHT) == "00:30"
    assert moment(date(2026, 6, 30)) == "30 June 2026"
    assert day(None) == ""


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no"), (3, "three"), (10, "ten"), (1200, "1,200")]
)
def test_small_numbers_are_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("words", "state"), [(112, "under"), (150, "enough"), (300, "enough"), (301, "over")]
)
def test_the_word_counter_says_where_a_text_stands(words: int, state: str) -> None:
    html = Template(
        '{% include "kernel/_word_counter.html" with field_id="a" words=words minimum=150 maximum=300 %}'
    ).render(Context({"words": words}))

    assert f'data-state="{state}"' in html
    assert f"<strong data-words>{words}</strong> of at least 150 words" in html
