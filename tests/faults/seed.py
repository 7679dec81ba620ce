"""Makes people with complete applications, and assessors, in the running product's database.

Prints JSON: the session of each, and the addresses of the applications of each learner.
"""

import json
import sys

import django


def main(learners: int, drafts: int, assessors: int) -> None:
    """Make them, each with a sign-in."""
    django.setup()
    from django.db import transaction
    from django.test import Client

    from kenspeckle.accounts.models import Person
    from kenspeckle.kernel.clock import now
    from kenspeckle.organisations.models import Role
    from tests import factories as make

    def session(person: Person) -> str:
        client = Client()
        client.force_login(person)
        return client.cookies["sessionid"].value

    def somebody(name: str) -> Person:
        email = f"{name.lower().replace(' ', '.')}@planted.example"
        return Person.objects.create_user(email, display_name=f"{name} Quokkason")

    with transaction.atomic():
        issuer = make.issuer()
        versions = [make.badge(issuer, name=f"Rehearsal {number}") for number in range(drafts)]
        people = [somebody(f"Learner {number}") for number in range(learners)]
        made = {
            "learners": [
                {
                    "session": session(person),
                    "applications": [
                        str(make.draft(person, version, now()).uid) for version in versions
                    ],
                }
                for person in people
            ],
            "assessors": [
                session(make.member(issuer, Role.ASSESSOR, somebody(f"Assessor {number}")))
                for number in range(assessors)
            ],
        }
    print(json.dumps(made))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
