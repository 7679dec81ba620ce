"""A badge's rules in plain sentences, made from its data so that they cannot contradict it."""

from datetime import date, timedelta

from kenspeckle.accounts.models import RegisterPart
from kenspeckle.catalogue.models import AIPolicy, Audience, BadgeVersion, Counted, Per
from kenspeckle.kernel.dates import day, in_words, joined, times
from kenspeckle.kernel.kit import Coming

DAYS_TO_DECIDE = 28

_IN = {Per.YEAR: "in a calendar year", Per.MONTH: "in a calendar month"}


def register_parts(version: BadgeVersion) -> str:
    """Return the names of the register parts that may apply, joined with "or"."""
    return joined([str(RegisterPart(part).label) for part in version.register_parts], "or")


def _which(version: BadgeVersion) -> str:
    return "this part" if len(version.register_parts) == 1 else "one of these parts"


def who_may_apply(version: BadgeVersion) -> str:
    """Return one sentence on the audience."""
    if version.audience == Audience.REGISTRANTS:
        return f"People who are on {_which(version)} of the register when they apply: {register_parts(version)}."
    if version.audience == Audience.SOCIAL_SERVICES:
        return (
            "Anyone who works in social services, registered or not: employees, childminders and "
            "personal assistants too."
        )
    return "Anyone. You do not need to be registered or employed."


def how_often(version: BadgeVersion) -> str:
    """Return one sentence on the frequency rule."""
    how_often = times(version.times)
    series = version.badge.series
    what = (
        f"one of the {series.name} badges" if version.counted == Counted.SERIES and series else "it"
    )
    if version.per == Per.EVER:
        return f"You can earn {what} {how_often}."
    return f"You can earn {what} {how_often} {_IN[Per(version.per)]}."


def words_in_all(version: BadgeVersion) -> str:
    """Return the totals: "450 to 900 words", "at least 350 words", or "no writing"."""
    if version.max_words:
        return f"{version.min_words} to {version.max_words} words"
    return f"at least {version.min_words} words" if version.min_words else "no writing"


def ai_policy(version: BadgeVersion) -> tuple[str, ...]:
    """Return what the badge says about generative AI, in paragraphs."""
    if version.ai_policy == AIPolicy.BANNED:
        return (
            "You may not use generative AI for this badge: not to plan, to write or to improve "
            "what you send.",
        )
    if version.ai_policy == AIPolicy.DECLARED:
        return (
            "You may use generative AI to check spelling and grammar, to rephrase, to find gaps or "
            "to put things in order. It must not invent experiences or do the reflecting: the "
            "thinking is yours.",
            "If you use it, you say so when you apply: which tool, for what, and a link to the chat. "
            "Only assessors see this. Using it within these rules does not count against you.",
        )
    return ("This badge states no rule about generative AI.",)


def evidence_accepted(version: BadgeVersion) -> list[str]:
    """Return a sentence for each kind of evidence that the badge accepts."""
    known = {
        "written": "Your answers to the questions, written here.",
        "link": "A link to your own blog or portfolio where you have answered the questions.",
    }
    return [known[kind] for kind in version.evidence if kind in known]


def right_for_you(version: BadgeVersion) -> list[str]:
    """Return what must be so for this badge to be the right one: read before writing a word."""
    found = []
    if version.audience == Audience.REGISTRANTS:
        found.append(f"You are on {_which(version)} of the register: {register_parts(version)}.")
    elif version.audience == Audience.SOCIAL_SERVICES:
        found.append("You work in social services, registered or not.")
    elements = joined([found.element.name for found in version.alignments.all()], "or")
    if elements:
        found.append(f"Your learning belongs to {elements}.")
    hard = [str(need.badge.current) for need in version.prerequisites.all() if need.hard]
    if hard:
        found.append(f"You already hold {joined(hard, 'and')}.")
    tasks = sum(criterion.kind == "task" for criterion in version.criteria.all())
    if tasks:
        found.append(
            "You have done the activity listed below, or have time to."
            if tasks == 1
            else f"You have done the {in_words(tasks)} activities listed below, or have time to."
        )
    if version.min_words:
        found.append(f"You can write about it: {words_in_all(version)} in all.")
    found.append("You can tell it so that nobody else can be recognised.")
    if version.per != Per.EVER:
        series = version.badge.series
        what = (
            f"another {series.name} badge"
            if version.counted == Counted.SERIES and series
            else "this badge"
        )
        month = "month" if version.per == Per.MONTH else "year"
        found.append(f"You have not had {what} this {month}.")
    return found


def decided_by(submitted_on: date) -> date:
    """Return the day by which an adviser decides about what is submitted on `submitted_on`."""
    return submitted_on + timedelta(days=DAYS_TO_DECIDE)


def what_happens_next(version: BadgeVersion, today: date) -> list[Coming]:
    """Return the steps from here to the award, with dates as if one submitted on the first day possible."""
    first = max(today, version.opens_on) if version.opens_on else today
    last = version.closes_on
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
            "An adviser decides",
            on=decided_by(first),
            detail=f"At the latest: they have {DAYS_TO_DECIDE} days. You see the date in your application.",
        ),
        Coming(
            "If something is missing, you get it back",
            detail="You are told what to add, and only to which questions. "
            f"After you send it again, an adviser has {DAYS_TO_DECIDE} days once more.",
        ),
        Coming(
            "You get your badge",
            detail="With a certificate to download and a page that you can share. "
            "Nobody sees it until you choose to.",
        ),
    ]
