"""A short rehearsal of bad days; `make faults KILLS=1000` is the long one."""

import pytest

from tests.faults.rehearsal import rehearse, table

pytestmark = pytest.mark.journey


def test_what_was_acknowledged_is_there_once_whatever_is_killed() -> None:
    outcome = rehearse(kills=8, seed=1, learners=4, drafts=4, say=print)

    assert outcome.is_good, table(outcome)
    assert all(line.acknowledged for line in outcome.lines if line.what != "awards")
