"""How much a criterion asks for, in words."""

from kenspeckle.catalogue.schema.badge import CriterionFacts


def amount(facts: CriterionFacts) -> str:
    """Return "at least 200 words, or a recording of 2 to 5 minutes"; nothing where no amount is asked."""
    ways = [way for way in (_words(facts), recording(facts)) if way]
    return ", or ".join(ways)


def _words(facts: CriterionFacts) -> str:
    if facts.around_words:
        return f"around {facts.around_words} words"
    if facts.min_words and facts.max_words:
        return f"{facts.min_words} to {facts.max_words} words"
    if facts.min_words:
        return f"at least {facts.min_words} words"
    return f"at most {facts.max_words} words" if facts.max_words else ""


def recording(facts: CriterionFacts) -> str:
    """Return "a recording of 2 to 5 minutes behind a link"; nothing where none is taken."""
    least, most = facts.min_minutes, facts.max_minutes
    if least and most:
        return f"a recording of {least} to {most} minutes behind a link"
    if least:
        return f"a recording of at least {least} minute{'s' if least > 1 else ''} behind a link"
    return f"a recording of at most {most} minutes behind a link" if most else ""
