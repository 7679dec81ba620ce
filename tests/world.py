"""One programme in which every kind of object exists, so that a test of access can find a leak.

Everything belongs to one learner, whose manager and employer are there too; the issuer has an
assessor and a lead, and another issuer has an assessor of its own.
"""

from copy import deepcopy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.assessment import operations as assessment
from kenspeckle.assessment.models import Outcome
from kenspeckle.awards import operations as awards
from kenspeckle.awards import signer
from kenspeckle.catalogue import inviting
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.models import MailState, OutgoingMail
from kenspeckle.organisations.models import Role
from tests import factories as make

VISITORS = ("nobody", "learner", "another", "assessor", "stranger", "manager", "lead")


@dataclass(frozen=True)
class World:
    """The people by their column in the matrix, and for each object what its addresses hold."""

    people: dict[str, Person | None]
    objects: dict[str, dict[str, Any]]

    def person(self, name: str) -> Person:
        """Return somebody who is signed in."""
        found = self.people[name]
        assert found is not None
        return found


def build(folder: Path) -> World:
    """Make the world; private keys go below `folder`."""
    keys, at = make.key_store(folder), now()
    issuer, workplace = make.issuer(), make.employer()
    learner, another = make.person("Morag Learner"), make.person("Ewan Another")
    make.employ(learner, workplace)
    make.register(learner)
    assessor = make.member(issuer, Role.ASSESSOR)
    lead = make.member(issuer, Role.LEAD)
    stranger = make.member(make.issuer(), Role.ASSESSOR)
    manager = make.member(workplace, Role.MANAGER)
    for staff in (assessor, lead, stranger, manager):
        second_factor(staff)
    # The other learner has work of their own, so that "not mine" is not "there is nothing".
    make.submitted(another, make.badge(issuer), at)

    def badge() -> BadgeVersion:
        return make.badge(issuer, max_words=400)

    draft = make.draft(learner, badge(), at)
    choosing = make.draft(learner, make.badge(issuer, **make.TWO_ROUTES), at)
    waiting = make.submitted(learner, badge(), at)
    claimed = make.submitted(learner, badge(), at)
    assessment.take(application_uid=claimed.uid, assessor=assessor, at=at)
    assessment.keep_draft(
        application_uid=claimed.uid,
        assessor=assessor,
        draft={
            "submission": 1,
            "outcome": "award",
            "reason": "",
            "feedback": "Well done.",
            **{f"met_{place}": "yes" for place in (1, 2, 3)},
            **{f"comment_{place}": "" for place in (1, 2, 3)},
        },
        based_on=0,
        at=at,
    )
    returned = make.submitted(learner, badge(), at)
    make.decided(returned, assessor, Outcome.RETURN, unmet=(3,), at=at)
    declined = make.submitted(learner, badge(), at)
    make.decided(declined, assessor, Outcome.DECLINE, at=at)
    withdrawn = make.submitted(learner, badge(), at)
    applications.withdraw(application_uid=withdrawn.uid, person=learner, at=at)

    unsigned = make.awarded(learner, badge(), assessor, at)
    private = make.signed(make.awarded(learner, badge(), assessor, at), keys, at)
    shared = make.signed(make.awarded(learner, badge(), assessor, at), keys, at)
    revoked = make.signed(make.awarded(learner, badge(), assessor, at), keys, at)
    for award in (shared, revoked):
        awards.share(award_uid=award.uid, holder=learner, shared=True, at=at)
        awards.share_evidence(award_uid=award.uid, holder=learner, positions=frozenset({1}), at=at)
    awards.revoke(award_uid=revoked.uid, lead=lead, reason="mistake", note="Made in error.", at=at)
    signer.renew_status_list(status_list=shared.credential.status_list_id, keys=keys, at=at)

    open_badge = badge()
    milestone = make.badge(
        issuer, criteria=[], facts={"milestone": {"hold": 1, "of": [shared.badge.slug]}}
    )
    invitation = inviting.make_link(badge=open_badge.badge, until=None, at=at)
    element = make.align(open_badge, "Leading with care")
    OutgoingMail.objects.update(
        state=MailState.REFUSED, trouble="The mail server refused it (550)."
    )
    uids = {
        "draft": draft.uid,
        "choosing": choosing.uid,
        "waiting": waiting.uid,
        "claimed": claimed.uid,
        "returned": returned.uid,
        "declined": declined.uid,
        "withdrawn": withdrawn.uid,
        "unsigned-award": unsigned.uid,
        "private-award": private.uid,
        "shared-award": shared.uid,
        "revoked-award": revoked.uid,
    }
    return World(
        people={
            "nobody": None,
            "learner": learner,
            "another": another,
            "assessor": assessor,
            "stranger": stranger,
            "manager": manager,
            "lead": lead,
        },
        objects={
            "-": {},
            "refused-mail": {"pk": OutgoingMail.objects.earliest("pk").pk},
            "badge": {"slug": open_badge.badge.slug, "number": 1},
            "milestone": {"slug": milestone.badge.slug, "number": 1},
            "invitation": {"secret": invitation},
            "element": {"framework": element.framework.slug, "code": element.code},
            "issuer": {
                "slug": issuer.slug,
                "number": shared.credential.status_list.number,
                "multibase": issuer.keys.filter(kind="P-256").get().multibase,
            },
            **{name: {"uid": uid, "number": 1, "position": 3} for name, uid in uids.items()},
        },
    )


def as_visitor(cookies: dict[str, SimpleCookie], visitor: str) -> Client:
    """Return a browser of this visitor."""
    client = Client(headers={"accept": "text/html"})
    client.cookies = deepcopy(cookies[visitor])
    return client


def second_factor(person: Person) -> None:
    """Give a person a second sign-in step."""
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "not used in these tests"}
    )
