"""Criteria, stages, choices, and the words that they ask together."""

from collections import Counter

from kenspeckle.catalogue.schema.badge import WRITTEN_KINDS, CriterionFacts, CriterionKind
from kenspeckle.catalogue.totals import least_words, most_words_asked

from ..model import Badge, Problem, Programme, Where
from .names import Problems, twice


def criteria(programme: Programme) -> Problems:
    """Something is asked, and each criterion asks what its kind can be asked."""
    for badge in programme.badges:
        asked, where = badge.facts.criteria, badge.where
        if not asked and badge.facts.milestone is None:
            yield Problem(where.at("criteria"), "missing criteria: nothing is asked")
        yield from twice(
            "criterion",
            ((one.key, where.at("criteria", number, "key")) for number, one in enumerate(asked)),
        )
        for number, criterion in enumerate(asked):
            below = where.below("criteria", number)
            yield from _words(criterion, below)
            yield from _recording(badge, criterion, below)
            yield from _particular(criterion, below)
        written = any(one.kind in WRITTEN_KINDS for one in asked)
        if written and not badge.facts.evidence:
            yield Problem(where.at("evidence"), "missing: no kind of evidence is accepted")
        yield from twice(
            "kind of evidence", ((kind, where.at("evidence")) for kind in badge.facts.evidence)
        )


def _words(one: CriterionFacts, where: Where) -> Problems:
    least, most, around = one.min_words, one.max_words, one.around_words
    counted = [name for name in ("min_words", "max_words", "around_words") if getattr(one, name)]
    if counted and one.kind not in WRITTEN_KINDS:
        yield Problem(where.at(counted[0]), f"only questions count words, and {one.key} is none")
    if least is not None and most is not None and least > most:
        yield Problem(where.at("min_words"), f"minimum over maximum: {least} over {most} words")
    if around is not None and (
        (least is not None and around < least) or (most is not None and around > most)
    ):
        yield Problem(
            where.at("around_words"), f"around {around} words is outside the minimum and maximum"
        )
    if one.kind is CriterionKind.QUESTION and not one.guidance and one.text:
        yield Problem(where.at("text"), f"missing guidance for the question {one.key}")


def _recording(badge: Badge, one: CriterionFacts, where: Where) -> Problems:
    least, most = one.min_minutes, one.max_minutes
    if least is None and most is None:
        return
    place = where.at("min_minutes" if least is not None else "max_minutes")
    if one.kind not in WRITTEN_KINDS:
        yield Problem(place, f"minutes where nothing is recorded: {one.key} is a {one.kind}")
    elif "link" not in badge.facts.evidence:
        yield Problem(
            place, "minutes where nothing can be recorded or linked: evidence has no link"
        )
    if least is not None and most is not None and least > most:
        yield Problem(place, f"minimum over maximum: {least} over {most} minutes")


def _particular(one: CriterionFacts, where: Where) -> Problems:
    """What only some kinds of criterion have, and must have."""
    if one.kind is CriterionKind.DECLARATION and not one.required:
        yield Problem(where.at("required"), "a declaration that may be left out declares nothing")
    if one.kind is CriterionKind.ATTACHMENT:
        yield Problem(
            where.at("kind"),
            f"an attachment cannot be given yet, so {one.key} cannot be published: ask a question instead",
        )
    if (one.kind is CriterionKind.COMPETENCES) != bool(one.competences):
        place = where.at("competences" if one.competences else "kind")
        yield Problem(
            place,
            "competences belong to a criterion of the kind competences, and such a one has some",
        )
    yield from twice(
        "competence",
        ((item.key, where.at("competences", at)) for at, item in enumerate(one.competences)),
    )
    if one.kind is not CriterionKind.TASK:
        for name, said in (("minutes", one.minutes), ("resources", one.resources)):
            if said:
                yield Problem(where.at(name), f"only a task has {name}, and {one.key} is none")


def stages(programme: Programme) -> Problems:
    """Every stage has criteria, and where there are stages every criterion has one."""
    for badge in programme.badges:
        facts, where = badge.facts, badge.where
        keys = [stage.key for stage in facts.stages]
        yield from twice(
            "stage", ((key, where.at("stages", number)) for number, key in enumerate(keys))
        )
        used = Counter(one.stage for one in facts.criteria)
        for number, key in enumerate(keys):
            if not used[key]:
                yield Problem(
                    where.at("stages", number), f"an empty stage: no criterion is in {key}"
                )
        for number, one in enumerate(facts.criteria):
            place = where.at("criteria", number, "stage")
            if one.stage is not None and one.stage not in keys:
                yield Problem(place, f"unknown stage: {one.stage}")
            elif one.stage is None and keys:
                yield Problem(
                    where.at("criteria", number),
                    f"missing key: stage (of the criterion {one.key}, in a badge with stages)",
                )
        in_stages = [keys.index(one.stage) for one in facts.criteria if one.stage in keys]
        if in_stages != sorted(in_stages):
            yield Problem(
                where.at("criteria"), "the criteria do not follow the order of the stages"
            )


def choices(programme: Programme) -> Problems:
    """A choice leaves something to choose: more options than are taken, and each asks something."""
    for badge in programme.badges:
        facts, where = badge.facts, badge.where
        known = {choice.key: choice for choice in facts.choices}
        yield from twice(
            "choice",
            ((one.key, where.at("choices", number)) for number, one in enumerate(facts.choices)),
        )
        for number, one in enumerate(facts.criteria):
            below = where.below("criteria", number)
            choice = known.get(one.choice or "")
            if one.choice is not None and choice is None:
                yield Problem(below.at("choice"), f"unknown choice: {one.choice}")
            if one.option is not None and one.choice is None:
                yield Problem(
                    below.at("option"), "an option belongs to a choice, and none is named"
                )
            elif choice is not None and one.option not in (
                None,
                *(option.key for option in choice.options),
            ):
                yield Problem(below.at("option"), f"unknown option of {choice.key}: {one.option}")
            if choice is not None and not one.required:
                yield Problem(
                    below.at("required"),
                    f"{one.key} is chosen or not, so it is not optional beside that",
                )
        yield from _each_choice(badge)


def _each_choice(badge: Badge) -> Problems:
    for number, choice in enumerate(badge.facts.choices):
        where = badge.where.below("choices", number)
        of_choice = [one for one in badge.facts.criteria if one.choice == choice.key]
        yield from twice(
            "option", ((one.key, where.at("options", at)) for at, one in enumerate(choice.options))
        )
        for at, option in enumerate(choice.options):
            if not any(one.option == option.key for one in of_choice):
                yield Problem(
                    where.at("options", at), f"an empty option: no criterion is in {option.key}"
                )
        ways = len({option.key for option in choice.options}) + sum(
            one.option is None for one in of_choice
        )
        if ways < 2:
            yield Problem(
                where.at(),
                f"the choice {choice.key} leaves nothing to choose: it has {ways} option"
                + ("s" if ways != 1 else ""),
            )
        elif choice.take > ways:
            yield Problem(
                where.at("take"), f"the choice {choice.key} takes {choice.take} of {ways} options"
            )
        elif choice.take == ways:
            yield Problem(
                where.at("take"),
                f"the choice {choice.key} takes all of its {ways} options, so nothing is chosen",
            )


def totals(programme: Programme) -> Problems:
    """The stated totals are those of the criteria, whichever way a person goes."""
    for badge in programme.badges:
        facts, where = badge.facts, badge.where
        least, stated = least_words(facts.criteria, facts.choices), facts.words
        if "min" in stated.model_fields_set and stated.min != least:
            yield Problem(
                where.at("words", "min"),
                f"the total is not the sum of the questions: {stated.min} stated, {least} asked",
            )
        if stated.max is None:
            continue
        if stated.max < max(least, stated.min):
            yield Problem(
                where.at("words", "max"),
                f"minimum over maximum: {max(least, stated.min)} over {stated.max} words",
            )
        elif (most := most_words_asked(facts.criteria, facts.choices)) > stated.max:
            yield Problem(
                where.at("words", "max"),
                f"a way that cannot be gone: one choice asks at least {most} words, of at most {stated.max}",
            )
