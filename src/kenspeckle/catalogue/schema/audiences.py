"""Who may apply: an audience in words, and the rule behind the words."""

from typing import Literal, Self

from pydantic import Field, model_validator

from kenspeckle.kernel.facts import AtLeastOne, Facts, Slug, Text


class Rule(Facts):
    """One condition on a person, or several joined by `all` or `any`. Exactly one of these is said:

    `claim`: they state this claim, with `where` naming the values that each field may have.
    `employed`: they say where they work. `member_of`: they have a role in this organisation.
    `invited`: they came by this badge's invitation list or private link.
    `attended`: they are on this event's dated list. `everyone`: no condition.

    `within_days` goes with `claim` or `attended`: at most so many days ago.
    """

    all: tuple["Rule", ...] | None = None
    any: tuple["Rule", ...] | None = None
    claim: Slug | None = None
    where: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    employed: Literal[True] | None = None
    member_of: Slug | None = None
    invited: Literal[True] | None = None
    attended: Slug | None = None
    everyone: Literal[True] | None = None
    within_days: AtLeastOne | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = [name for name in CONDITIONS if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError(f"a rule says exactly one of {', '.join(CONDITIONS)}")
        if self.where and self.claim is None:
            raise ValueError("where narrows a claim, and this rule names none")
        if self.within_days is not None and self.claim is None and self.attended is None:
            raise ValueError(
                "within_days counts from a claim or an event, and this rule names none"
            )
        for joined in (self.all, self.any):
            if joined is not None and not joined:
                raise ValueError("a rule of no rules says nothing")
        return self


CONDITIONS = ("all", "any", "claim", "employed", "member_of", "invited", "attended", "everyone")


class AudienceFacts(Facts):
    """Who may apply, in words and as a rule.

    `who` is the sentence among a badge's key facts. `right_for_you` is told to readers before they
    write a word. `refusal` is told to those whom the rule leaves out, and `todo` what they can do.
    """

    code: Slug
    who: Text
    right_for_you: Text = ""
    refusal: Text = ""
    todo: Text = ""
    rule: Rule

    @property
    def is_everyone(self) -> bool:
        """Whether nobody is left out."""
        return self.rule.everyone is True
