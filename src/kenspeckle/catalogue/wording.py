"""A badge's rules in plain sentences, made from its data so that they cannot contradict it."""

from datetime import date, timedelta

from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.catalogue.schema.badge import DAYS_TO_DECIDE, Counted, Per
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
    """Return the totals: "450 to 900 words", "at least 350 words", or "no writing"."""
    words = version.facts.words
    if words.max:
        return f"{words.min} to {words.max} words"
    return f"at least {words.min} words" if words.min else "no writing"


def ai_rule(version: BadgeVersion) -> tuple[str, ...]:
    """Return what the badge says about generative AI, in paragraphs."""
    return version.facts.ai_rule.paragraphs


def evidence_accepted(version: BadgeVersion) -> list[str]:
    """Return a sentence for each kind of evidence that the badge accepts."""
    known = {
        "written": "Your answers to the questions, written here.",
        "link": "A link to your own blog or portfolio where you have answered the questions.",
    }
    return [known[kind] for kind in version.facts.evidence if kind in known]


def right_for_you(version: BadgeVersion) -> list[str]:
    """Return what must be so for this badge to be the right one: read before writing a word."""
    facts = version.facts
    sentences = [facts.audience.right_for_you] if facts.audience.right_for_you else []
    elements = joined([alignment.element.name for alignment in version.alignments.all()], "or")
    if elements:
        sentences.append(f"Your learning belongs to {elements}.")
    needed = [str(need.badge.current) for need in version.prerequisites.all() if need.needed]
    if needed:
        sentences.append(f"You already hold {joined(needed, 'and')}.")
    tasks = sum(criterion.kind == "task" for criterion in version.criteria.all())
    if tasks:
        sentences.append(
            "You have done the activity listed below, or have time to."
            if tasks == 1
            else f"You have done the {in_words(tasks)} activities listed below, or have time to."
        )
    if facts.words.min:
        sentences.append(f"You can write about it: {words_in_all(version)} in all.")
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


def decided_by(submitted_on: date, days: int = DAYS_TO_DECIDE) -> date:
    """Return the day by which an assessor decides about what is submitted on `submitted_on`.

    `days` are those of the badge's version (`facts.decide_within_days`).
    """
    return submitted_on + timedelta(days=days)


def what_happens_next(version: BadgeVersion, today: date) -> list[Coming]:
    """Return the steps from here to the award, with dates as if one submitted on the first day possible."""
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
        Coming(
            "You get your badge",
            detail="With a certificate to download and a page that you can share. "
            "Nobody sees it until you choose to.",
        ),
    ]
