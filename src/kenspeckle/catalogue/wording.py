"""A badge's rules in plain sentences, made from its data so that they cannot contradict it."""

from collections.abc import Sequence
from datetime import date, timedelta

from kenspeckle.catalogue.amounts import amount
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.catalogue.schema.badge import (
    WRITTEN_KINDS,
    Counted,
    CriterionFacts,
    CriterionKind,
    Expiry,
    Per,
)
from kenspeckle.kernel.dates import day, in_words, joined, times
from kenspeckle.kernel.kit import Coming

_IN = {Per.YEAR: "in a calendar year", Per.MONTH: "in a calendar month"}


def who_may_apply(version: BadgeVersion) -> str:
    """Return one sentence on the audience."""
    return version.facts.audience.who


def how_often(version: BadgeVersion) -> str:
    """Return one sentence on the frequency rule."""
    frequency = version.facts.frequency
    how_often = times(frequency.times)
    series = version.badge.series
    what = (
        f"one of the {series.name} badges"
        if frequency.counted is Counted.SERIES and series
        else "it"
    )
    if frequency.per is Per.EVER:
        return f"You can earn {what} {how_often}."
    return f"You can earn {what} {how_often} {_IN[frequency.per]}."


def words_in_all(version: BadgeVersion) -> str:
    """Return the totals as far as they are limited: "450 to 900 words", "at least 350 words", or nothing."""
    words = version.facts.words
    if words.max:
        return f"{words.min} to {words.max} words" if words.min else f"at most {words.max} words"
    return f"at least {words.min} words" if words.min else ""


def amount_in_all(version: BadgeVersion) -> str:
    """Return the totals with what may stand for them: "at least 150 words, or a recording"; or nothing."""
    total = words_in_all(version)
    if any(one.min_minutes or one.max_minutes for one in _written(version)):
        return f"{total}, or a recording" if total else "words or a recording"
    return total


def adds_up(version: BadgeVersion) -> bool:
    """Return whether it helps to say that the minimums of the questions add up to the total."""
    written = _written(version)
    recorded = any(one.min_minutes or one.max_minutes for one in written)
    return not recorded and sum(bool(one.min_words) for one in written) > 1


def _written(version: BadgeVersion) -> list[CriterionFacts]:
    criteria = [criterion.facts for criterion in version.criteria.all()]
    return [one for one in criteria if one.kind in WRITTEN_KINDS]


def writing(version: BadgeVersion) -> str:
    """Return how much there is to write: the totals, or what stands in their place."""
    written = _written(version)
    if not written or "written" not in version.facts.evidence:
        return "no writing"
    if total := amount_in_all(version):
        return total
    around = [amount(one) for one in written if one.around_words]
    return around[0] if len(written) == len(around) == 1 else "as much as you like"


def lasts(expiry: Expiry) -> str:
    """Return how long an award counts: "One year", "Two years", "18 months"."""
    if expiry.months % 12:
        return f"{in_words(expiry.months)} month{'s' if expiry.months > 1 else ''}"
    years = expiry.months // 12
    return f"{in_words(years)} year{'s' if years > 1 else ''}"


def how_long(version: BadgeVersion) -> list[str]:
    """Return sentences on expiry and renewal; none when an award counts for good."""
    expiry = version.facts.expiry
    if expiry is None:
        return []
    sentences = [f"An award of this badge counts for {lasts(expiry)}. Then it runs out."]
    if version.facts.milestone is not None:
        return sentences
    if expiry.renew_from_days:
        sentences.append(
            f"You can renew it from {expiry.renew_from_days} days before its last day, by applying once more: "
            "what you show then is new, and how often you can earn the badge does not count renewals."
        )
    else:
        sentences.append("You cannot renew it before it has run out.")
    return sentences


def ai_rule(version: BadgeVersion) -> tuple[str, ...]:
    """Return what the badge says about generative AI, in paragraphs."""
    return version.facts.ai_rule.paragraphs


def evidence_accepted(version: BadgeVersion) -> list[str]:
    """Return a sentence for each kind of evidence that the badge accepts."""
    recorded = any(one.min_minutes or one.max_minutes for one in _written(version))
    known = {
        "written": "Your answers to the questions, written here.",
        "link": "A link to a recording of yours, or to your own blog or portfolio where you have "
        "answered the questions."
        if recorded
        else "A link to your own blog or portfolio where you have answered the questions.",
    }
    return [known[kind] for kind in version.facts.evidence if kind in known]


def milestone(version: BadgeVersion) -> str:
    """Return what a milestone asks for: "Hold two of these three badges"; nothing for other badges."""
    asked = version.facts.milestone
    if asked is None:
        return ""
    if asked.hold == len(asked.of):
        return f"Hold all {in_words(asked.hold)} of these badges"
    return f"Hold {in_words(asked.hold)} of these {in_words(len(asked.of))} badges"


def right_for_you(version: BadgeVersion, before: Sequence[str] = ()) -> list[str]:
    """Return what must be so for this badge to be the right one: read before writing a word.

    `before` are sentences on what is needed first beside badges (claims, levels).
    """
    facts = version.facts
    sentences = [facts.audience.right_for_you] if facts.audience.right_for_you else []
    if facts.milestone is not None:
        held = f"{in_words(facts.milestone.hold)} of the badges below"
        return [*sentences, *_needed(version), *before, f"You hold {held}."]
    elements = joined([alignment.element.name for alignment in version.alignments.all()], "or")
    if elements:
        sentences.append(f"Your learning belongs to {elements}.")
    sentences += [*_needed(version), *before]
    tasks = sum(criterion.kind == CriterionKind.TASK for criterion in version.criteria.all())
    if tasks:
        sentences.append(
            "You have done the activity listed below, or have time to."
            if tasks == 1
            else f"You have done the {in_words(tasks)} activities listed below, or have time to."
        )
    if facts.words.min:
        recorded = amount_in_all(version) != words_in_all(version)
        told = "You can write or speak" if recorded else "You can write"
        sentences.append(f"{told} about it: {writing(version)}{'' if recorded else ' in all'}.")
    sentences.append("You can tell it so that nobody else can be recognised.")
    if facts.frequency.per is not Per.EVER:
        series = version.badge.series
        what = (
            f"another {series.name} badge"
            if facts.frequency.counted is Counted.SERIES and series
            else "this badge"
        )
        month = "month" if facts.frequency.per is Per.MONTH else "year"
        sentences.append(f"You have not had {what} this {month}.")
    return sentences


def _needed(version: BadgeVersion) -> list[str]:
    needed = [str(need.badge.current) for need in version.prerequisites.all() if need.needed]
    return [f"You already hold {joined(needed, 'and')}."] if needed else []


def decided_by(submitted_on: date, days: int) -> date:
    """Return the day by which an assessor decides about what is submitted on `submitted_on`.

    `days` are those of the badge's version (`facts.decide_within_days`).
    """
    return submitted_on + timedelta(days=days)


def what_happens_next(version: BadgeVersion, today: date) -> list[Coming]:
    """Return the steps from here to the award, with dates as if one submitted on the first day possible."""
    got = Coming(
        "You get your badge",
        detail="With a certificate to download and a page that you can share. "
        "Nobody sees it until you choose to.",
    )
    if version.facts.milestone is not None:
        return [
            Coming(
                "You claim it",
                detail="One press, as soon as you hold the badges. Nobody assesses it.",
            ),
            got,
        ]
    first = max(today, version.opens_on) if version.opens_on else today
    last, days = version.closes_on, version.facts.decide_within_days
    return [
        Coming(
            "You write your answers",
            detail="Every answer is saved as you go. You can stop and come back"
            + (f", as long as you submit by {day(last)}." if last else " whenever you like."),
        ),
        Coming(
            "You submit and get a receipt",
            on=first,
            detail="If you submit today."
            if first == today
            else "The first day on which you can submit.",
        ),
        Coming(
            "An assessor decides",
            on=decided_by(first, days),
            detail=f"At the latest: they have {days} days. You see the date in your application.",
        ),
        Coming(
            "If something is missing, you get it back",
            detail="You are told what to add, and only to which questions. "
            f"After you send it again, an assessor has {days} days once more.",
        ),
        got,
    ]
