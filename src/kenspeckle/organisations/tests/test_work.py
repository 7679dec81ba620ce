import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from kenspeckle.accounts.models import Person, RegisterPart
from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import broken_links
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.organisations.models import Employment, Role
from kenspeckle.organisations.operations import (
    Practice,
    Work,
    add_member,
    end_membership,
    state_work,
)
from kenspeckle.organisations.queries import claims_of, has_role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PAGE = "/account/work/"


@pytest.fixture
def morag(client: Client) -> Person:
    person = make.person("Morag Demo")
    client.force_login(person)
    return person


def test_someone_states_several_registrations_and_where_they_work(
    client: Client, morag: Person
) -> None:
    harbour = make.employer(name="Harbour Care")

    client.post(
        PAGE,
        {
            "part_social_care": " 3000123 ",
            "part_children_young_people": "3000456",
            "employer": harbour.slug,
            "employer_name": "typed by mistake",
            "job_role": "Support worker",
        },
    )

    claims = claims_of(Person.objects.get(pk=morag.pk))
    assert [(claim.part, claim.number) for claim in claims.registrations] == [
        ("children-young-people", "3000456"),
        ("social-care", "3000123"),
    ]
    assert (claims.employer, claims.job_role) == ("Harbour Care", "Support worker")
    assert Employment.objects.get().employer == harbour


def test_an_employer_that_we_do_not_know_is_kept_by_name(client: Client, morag: Person) -> None:
    client.post(PAGE, {"employer_name": "Brae House", "job_role": "Cook"})

    found = Employment.objects.get()
    assert (found.employer, found.employer_name) == (None, "Brae House")


def test_childminders_and_personal_assistants_say_so(client: Client, morag: Person) -> None:
    client.post(
        PAGE, {"childminder": "on", "service_number": "CS2003012345", "personal_assistant": "on"}
    )

    claims = claims_of(Person.objects.get(pk=morag.pk))
    assert (claims.childminder, claims.service_number) == (True, "CS2003012345")
    assert claims.personal_assistant


def test_what_is_left_empty_is_forgotten(client: Client, morag: Person) -> None:
    make.register(morag)
    make.employ(morag, make.employer())

    client.post(PAGE, {"service_number": ""})

    assert claims_of(Person.objects.get(pk=morag.pk)) == type(claims_of(morag))()


@pytest.mark.parametrize(
    "typed",
    [
        {"part_social_care": "!!"},
        {"part_social_care": "1" * 21},
        {"part_social_care": "<script>"},
        {"employer_name": "Brae House"},
        {"job_role": "Cook"},
        {"employer": "no-such-employer", "job_role": "Cook"},
        {"employer_name": "x" * 151, "job_role": "Cook"},
    ],
)
def test_bad_input_is_explained_and_nothing_is_saved(
    client: Client, morag: Person, typed: dict[str, str]
) -> None:
    make.register(morag, number="3000001")

    response = client.post(PAGE, {"part_social_worker": "4000001", **typed})

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert [claim.number for claim in claims_of(morag).registrations] == ["3000001"]


def test_removed_characters_are_said(client: Client, morag: Person) -> None:
    response = client.post(
        PAGE, {"employer_name": "Brae\x00 House", "job_role": "Cook"}, follow=True
    )

    assert Employment.objects.get().employer_name == "Brae House"
    assert "We removed null characters" in response.content.decode()


def test_events_tell_what_was_stated_and_never_a_number_or_a_name(morag: Person) -> None:
    state_work(
        person=morag,
        registrations={RegisterPart.SOCIAL_CARE: "3000123"},
        practice=Practice(childminder=True, service_number="CS2003012345"),
        work=Work(employer_name="Brae House", job_role="Cook"),
        at=NOON,
    )

    events = Event.objects.filter(chain=f"person:{morag.uid}").order_by("number")
    told = json.dumps([event.facts for event in events])
    assert [event.name for event in events] == [
        "registration.stated",
        "practice.stated",
        "employment.stated",
    ]
    assert not any(secret in told for secret in ("3000123", "CS2003012345", "Brae", "Cook"))
    assert broken_links(events) == []


def test_stating_the_same_again_changes_nothing(morag: Person) -> None:
    harbour = make.employer()
    for _ in range(2):
        state_work(
            person=morag,
            registrations={RegisterPart.SOCIAL_CARE: "3000123"},
            practice=Practice(personal_assistant=True),
            work=Work(employer=harbour, job_role="Cook"),
            at=NOON,
        )

    assert Event.objects.filter(chain=f"person:{morag.uid}").count() == 3


def test_the_page_shows_only_ones_own_claims(client: Client, morag: Person) -> None:
    make.register(make.person("Somebody Else"), number="9999999")
    make.register(morag, number="3000001")

    page = client.get(PAGE).content.decode()

    assert "3000001" in page
    assert "9999999" not in page
    assert "This stays private" in page


def test_saving_leads_back_to_where_one_came_from_on_our_own_site(
    client: Client, morag: Person
) -> None:
    ours = client.post(f"{PAGE}?next=/badges/", {"job_role": ""})
    theirs = client.post(f"{PAGE}?next=https://elsewhere.example/", {"job_role": ""})

    assert ours.headers["Location"] == "/badges/"
    assert theirs.headers["Location"] == PAGE


def test_a_visitor_signs_in_first(client: Client) -> None:
    response = client.get(PAGE)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_a_role_begins_once_and_ends_once() -> None:
    council, lead, amina = make.issuer(), make.person("Isla"), make.person("Amina")
    membership = add_member(
        organisation=council, person=amina, role=Role.ASSESSOR, by=lead, at=NOON
    )
    assert has_role(amina, council, Role.ASSESSOR)
    with pytest.raises(WrongState):
        add_member(organisation=council, person=amina, role=Role.ASSESSOR, by=lead, at=NOON)

    end_membership(membership=membership, by=lead, at=NOON)

    assert not has_role(amina, council, Role.ASSESSOR)
    with pytest.raises(WrongState):
        end_membership(membership=membership, by=lead, at=NOON)
    assert [event.name for event in Event.objects.order_by("number")] == [
        "membership.added",
        "membership.ended",
    ]


def test_the_sign_in_page_asks_the_database_as_often_for_three_people_as_for_one(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.DEMONSTRATION = True
    council = make.issuer()
    make.member(council, Role.LEAD, make.person("Isla Demo", is_demonstration=True))
    with django_assert_num_queries(4):
        client.get("/account/login/")

    make.register(make.person("Morag Demo", is_demonstration=True))
    make.member(council, Role.ASSESSOR, make.person("Amina Demo", is_demonstration=True))
    with django_assert_num_queries(4):
        page = client.get("/account/login/").content.decode()

    assert f"Assessor, {council.name}" in page
    assert "Learner, on the register" in page
