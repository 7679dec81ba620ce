"""A set of answers for measuring hints: planted signs of every kind, and answers that hold none.

Made from a seed, so that everybody measures the same. `python -m kenspeckle.text.tests.hint_set` prints
recall for each kind and false alarms among clean answers.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable

from kenspeckle.text.hints import Sign, hints

REGISTRATIONS = (r"\d{7}", r"[A-Z]{2}\d{6}")
ANSWERS = 400

_BEFORE = (
    "When I came on shift I read the notes and rang the family: ",
    "The person I support told me, and I wrote it down as ",
    "After the review we agreed that contact goes through ",
    "I learned most from one morning in May. ",
    "In the second week of my placement the details were ",
)
_AFTER = (
    " and that changed how I plan my day.",
    ", which I would do differently now.",
    ". My supervisor and I talked about it afterwards.",
    " before we went out together.",
    "; the others on the team saw it in the same way.",
)
_CLEAN = (
    "I have worked in residential care for 12 years and lead a team of 8 people.",
    "In March 2024 we moved to the new recording system and I trained 14 colleagues.",
    "The Health and Social Care Standards of 2017 say that I experience high quality care.",
    "On 3 May 2026 I went to a workshop that took 6 hours and 45 minutes.",
    "Standard 3.14 asks us to respond promptly, and so does section 2.1 of our policy.",
    "We used a budget of £12,500, about 15% less than in 2023/24.",
    "I am working towards SVQ Level 3 (SCQF 7) and finished unit DL83 04 last week.",
    "At 10:30 the person wanted to go out, at 11:15 they had changed their mind.",
    "The score went from 7 out of 10 to 9 out of 10 between 2021 and 2025.",
    "Mr B was anxious in the evenings, and Mrs X from the day centre noticed it first.",
    "The Adults with Incapacity (Scotland) Act 2000 asks us to think about capacity.",
    "I read pages 112 to 118 twice and wrote 350 words about them.",
    "My manager reminded me that 24/7 cover needs at least 5 people.",
    "It was a Miss that we wrote up as a near miss, so that others could learn from it.",
    "Between 01/04/2026 and 30/06/2026 I led three supervision sessions.",
    "The badge is OB-1249, and the one before it was OB-1265.",
    "We walked down the High Road to the park and back, about 10,000 steps.",
    "Covid-19 taught us that 2 metres is a long way in a small kitchen.",
    "The road to good practice is longer than one course; the place to begin is listening.",
    "Room 12 is beside the garden, and the kitchen is on floor 2.",
    "Our inspection grades were 5 5 4 5, and we want 6 by 2027.",
    "The dose is checked by two of us, 500 mg at 08:00 and at 20:00.",
    "I keep a log of 3 things a day: what I did, what I felt, what I would change.",
    "The doctor came within the hour and explained it in plain words.",
    "She had been a teacher, and was born in the Borders a long time ago.",
)
_COUNTED = (
    "It took {n} hours over {m} weeks, and {k:,} steps in all.",
    "We met {m} times, at {h}:{k2:02d} each time, in room {n}.",
    "Of {k:,} forms {m}% came back, which is {n} more than in {year}.",
    "I read page {k} of {year}'s report and chapter {m}.{n}.",
    "The cost was £{k}.{k2:02d} for {m} people, or about £{n} each.",
    "In {year} there were {k} of us, in {year2} there were {k3}.",
    "On {m} June {year2} I began, and on {n} July I was done.",
    "Our score is {k}/{k3}, and target {m}-{n} comes next.",
)
_FIRST = ("Agnes", "Callum", "Isla", "Fergus", "Mairi", "Rory", "Shona", "Tam")
_LAST = ("Campbell", "MacLeod", "O’Hara", "Stewart", "McKay", "Sinclair", "Ross", "Begum")
_STREET = ("Gowan", "Market", "Abbey", "Castle", "Mill", "Union", "St Andrew", "Victoria")
_KIND = ("Street", "Road", "Avenue", "Lane", "Crescent", "Terrace", "Wynd", "Drive")
_MONTH = ("January", "March", "May", "July", "Aug", "Sept", "October", "Dec")


def _email(r: random.Random) -> str:
    at = r.choice(("example.org", "mail.example.co.uk", "nhs.example.scot"))
    return f"{r.choice(_FIRST).lower()}{r.choice(('.', '_', ''))}{r.randint(1, 99)}@{at}"


def _phone(r: random.Random) -> str:
    mobile, land = f"07700 900{r.randint(100, 999)}", f"0131 496 0{r.randint(100, 999)}"
    return r.choice(
        (mobile, mobile.replace(" ", ""), land, f"(0131) 496 0{r.randint(100, 999)}",
         f"+44 7700 900{r.randint(100, 999)}", land.replace(" ", "-"))
    )  # fmt: skip


def _postcode(r: random.Random) -> str:
    code = f"{r.choice(('EH', 'G', 'AB', 'IV', 'KW', 'DD'))}{r.randint(1, 19)} {r.randint(1, 9)}"
    code += "".join(r.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return r.choice((code, code.replace(" ", ""), code.lower()))


def _insurance(r: random.Random) -> str:
    pair = f"{r.choice('ABCEGHJKLMNPRSTWXY')}{r.choice('ABCEGHJKLMPRSTWXY')}"
    if pair in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
        pair = "AB"
    digits = [f"{r.randint(0, 99):02d}" for _ in range(3)]
    return r.choice((" ", "")).join([pair, *digits, r.choice("ABCD")])


def _health(r: random.Random) -> str:
    while True:
        nine = [int(digit) for digit in f"{r.randint(1, 28):02d}{r.randint(1, 12):02d}"]
        nine += [r.randint(0, 9) for _ in range(5)]
        check = 11 - sum(digit * (10 - place) for place, digit in enumerate(nine)) % 11
        if check != 10:
            break
    digits = "".join(map(str, [*nine, check % 11]))
    return r.choice(
        (digits, f"{digits[:6]} {digits[6:]}", f"{digits[:3]} {digits[3:6]} {digits[6:]}")
    )


def _birth(r: random.Random) -> str:
    day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(1925, 2005)
    return r.choice(
        (f"born on {day} {r.choice(_MONTH)} {year}", f"date of birth {day:02d}/{month:02d}/{year}",
         f"DOB: {day:02d}.{month:02d}.{year % 100:02d}", f"{day:02d}/{month:02d}/{year}",
         f"{year}-{month:02d}-{day:02d}", f"birthday is {day} {r.choice(_MONTH)}")
    )  # fmt: skip


def _registration(r: random.Random) -> str:
    number = f"{r.randint(1000000, 3999999)}"
    return r.choice((number, f"registration number {number}", f"AB{r.randint(100000, 999999)}"))


def _address(r: random.Random) -> str:
    street = f"{r.randint(1, 199)} {r.choice(_STREET)} {r.choice(_KIND)}"
    return r.choice((street, f"Flat {r.randint(1, 9)}, {street}"))


def _name(r: random.Random) -> str:
    title = r.choice(("Mr", "Mrs", "Ms", "Miss", "Dr", "Mr.", "Mrs."))
    return f"{title} {r.choice((f'{r.choice(_FIRST)} ', ''))}{r.choice(_LAST)}"


MAKERS: dict[Sign, Callable[[random.Random], str]] = {
    Sign.EMAIL: _email, Sign.PHONE: _phone, Sign.POSTCODE: _postcode, Sign.INSURANCE: _insurance,
    Sign.HEALTH: _health, Sign.BIRTH: _birth, Sign.REGISTRATION: _registration,
    Sign.ADDRESS: _address, Sign.NAME: _name,
}  # fmt: skip


def planted(sign: Sign, *, seed: int = 1, count: int = ANSWERS) -> list[tuple[str, str]]:
    """Return (answer, what was planted in it), `count` times, for one kind of sign."""
    r = random.Random(f"{sign}{seed}")
    made = []
    for _ in range(count):
        what = MAKERS[sign](r)
        around = r.sample(_CLEAN, 2)
        made.append((f"{around[0]} {r.choice(_BEFORE)}{what}{r.choice(_AFTER)} {around[1]}", what))
    return made


def clean_answers(*, seed: int = 1, count: int = ANSWERS) -> list[str]:
    """Return answers of ten sentences without any sign of a person."""
    r = random.Random(f"clean{seed}")
    return [
        " ".join([*r.sample(_CLEAN, 7), *(_counted(r, one) for one in r.sample(_COUNTED, 3))])
        for _ in range(count)
    ]


def _counted(r: random.Random, sentence: str) -> str:
    return sentence.format(
        n=r.randint(2, 31), m=r.randint(2, 12), h=r.randint(7, 19), k=r.randint(20, 99_999),
        k2=r.randint(0, 59), k3=r.randint(100, 9_999), year=r.randint(2010, 2025),
        year2=r.randint(2020, 2026),
    )  # fmt: skip


def recall(sign: Sign, **how: int) -> float:
    """Return the share of planted signs at which some hint points."""
    pointed = 0
    answers = planted(sign, **how)
    for answer, what in answers:
        start = answer.index(what)
        pointed += any(
            hint.start < start + len(what) and start < hint.end
            for hint in hints(answer, registrations=REGISTRATIONS)
        )
    return pointed / len(answers)


def alarms(**how: int) -> Counter[str]:
    """Return the clean answers that raise a hint, counted by what was taken for a sign."""
    return Counter(
        raised[0].text
        for answer in clean_answers(**how)
        if (raised := hints(answer, registrations=REGISTRATIONS))
    )


def report() -> str:
    """Return what `make hints` prints."""
    raised = alarms()
    return "\n".join(
        [
            *(f"{sign.value:14} {recall(sign):6.1%} of {ANSWERS} pointed at" for sign in Sign),
            f"{'false alarms':14} {sum(raised.values())} in {ANSWERS} clean answers of ten sentences",
            *(f"  {times:4} times {text!r}" for text, times in raised.most_common(10)),
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(f"{report()}\n")
