import json
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from kenspeckle.accounts.claims import StatedClaim, shown
from kenspeckle.accounts.models import Person
from kenspeckle.accounts.operations import define_claims, state_claims
from kenspeckle.accounts.queries import claims_of
from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import broken_links
from kenspeckle.kernel.kit import Fact
from kenspeckle.kernel.refusals import Invalid, WrongState
from kenspeckle.organisations.models import Employment, Role
from kenspeckle.organisations.operations import (
    Work,
    add_member,
    end_membership,
    state_employment,
    state_work,
)
from kenspeckle.organisations.queries import employments_of, has_role, present_employment
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PAGE = "/account/work/"


@pytest.fixture
def morag(client: Client) -> Person:
    define_claims(
        programme="Harbour", definitions=[make.REGISTRATION, make.CHILDMINDER, make.COURSE]
    )
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
            "claim_registration_social_care_number": " 3000123 ",
            "claim_registration_children_young_people_number": "3000456",
            "employer": harbour.slug,
            "employer_name": "typed by mistake",
            "job_role": "Support worker",
        },
    )

    assert [claim.values for claim in claims_of(morag)] == [
        {"part": "children-young-people", "number": "3000456"},
        {"part": "social-care", "number": "3000123"},
    ]
    work = Employment.objects.get()
    assert (work.employer, work.employer_name, work.job_role) == (
        harbour,
        "Harbour Care",
        "Support worker",
    )


def test_an_employer_that_we_do_not_know_is_kept_by_name(client: Client, morag: Person) -> None:
    client.post(PAGE, {"employer_name": "Brae House", "job_role": "Cook"})

    found = Employment.objects.get()
    assert (found.employer, found.employer_name) == (None, "Brae House")


def test_a_claim_without_required_values_is_made_by_a_tick_or_by_a_value(
    client: Client, morag: Person
) -> None:
    client.post(PAGE, {"claim_childminder": "on"})
    ticked = [dict(claim.values) for claim in claims_of(morag)]
    client.post(PAGE, {"claim_childminder_service_number": "CS2003012345"})

    assert ticked == [{}]
    assert [claim.values for claim in claims_of(morag)] == [{"service_number": "CS2003012345"}]


def test_a_claim_may_speak_of_a_day(client: Client, morag: Person) -> None:
    client.post(PAGE, {"claim_food_hygiene_done_on": "2026-03-01"})

    (claim,) = claims_of(morag)
    assert claim.on == date(2026, 3, 1)
    assert shown(claim.as_document()) == Fact("Food hygiene course", "1 March 2026")


def test_what_is_left_empty_is_forgotten(client: Client, morag: Person) -> None:
    make.register(morag)
    make.employ(morag, make.employer())

    client.post(PAGE, {"claim_childminder_service_number": ""})

    assert claims_of(morag) == ()
    assert present_employment(morag) is None
    assert employments_of(morag), "what was stated before stays, with its end"


def test_another_employer_begins_a_row_of_its_own(morag: Person) -> None:
    for name, at in (("Brae House", NOON), ("Harbour Care", NOON + timedelta(days=30))):
        state_employment(person=morag, work=Work(employer_name=name, job_role="Cook"), at=at)

    assert [(one.employer, one.since, one.until) for one in employments_of(morag)] == [
        ("Brae House", date(2026, 11, 22), date(2026, 12, 22)),
        ("Harbour Care", date(2026, 12, 22), None),
    ]


def test_a_kind_that_the_programme_drops_is_asked_no_more_and_kept(
    client: Client, morag: Person
) -> None:
    make.register(morag)

    changed = define_claims(programme="Harbour", definitions=[make.CHILDMINDER])

    assert set(changed) == {"childminder", "food-hygiene", "registration"}
    assert claims_of(morag) == ()
    assert morag.claims.count() == 1
    assert "claim_registration" not in client.get(PAGE).content.decode()


def test_programmes_that_share_a_database_ask_for_their_own_claims(
    client: Client, morag: Person
) -> None:
    define_claims(programme="Orchard", definitions=[make.CHILDMINDER])
    changed = define_claims(programme="Orchard", definitions=[])

    assert changed == ["childminder"]
    page = client.get(PAGE).content.decode()
    assert "claim_registration" in page
    assert "claim_childminder" not in page


def test_values_that_do_not_fit_are_refused_by_the_operation_too(morag: Person) -> None:
    for values in (
        {"part": "social-care"},
        {"part": "nowhere", "number": "3000123"},
        {"part": "social-care", "number": "?"},
        {"part": "social-care", "number": "3000123", "colour": "green"},
    ):
        with pytest.raises(Invalid):
            state_claims(person=morag, claims=[StatedClaim(make.REGISTRATION, values)], at=NOON)
    assert claims_of(morag) == ()


@pytest.mark.parametrize(
    "typed",
    [
        {"claim_registration_social_care_number": "!!"},
        {"claim_registration_social_care_number": "1" * 21},
        {"claim_registration_social_care_number": "<script>"},
        {"employer_name": "Brae House"},
        {"job_role": "Cook"},
        {"employer": "no-such-employer", "job_role": "Cook"},
        {"claim_food_hygiene_done_on": "yesterday"},
        {"employer_name": "x" * 151, "job_role": "Cook"},
    ],
)
def test_bad_input_is_explained_and_nothing_is_saved(
    client: Client, morag: Person, typed: dict[str, str]
) -> None:
    make.register(morag, number="3000001")

    response = client.post(PAGE, {"claim_registration_social_worker_number": "4000001", **typed})

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert [claim.values["number"] for claim in claims_of(morag)] == ["3000001"]


def test_removed_characters_are_said(client: Client, morag: Person) -> None:
    response = client.post(
        PAGE, {"employer_name": "Brae\x00 House", "job_role": "Cook"}, follow=True
    )

    assert Employment.objects.get().employer_name == "Brae House"
    assert "We removed null characters" in response.content.decode()


def test_events_tell_what_was_stated_and_never_a_number_or_a_name(morag: Person) -> None:
    state_work(
        person=morag,
        claims=[
            StatedClaim(make.REGISTRATION, {"part": "social-care", "number": "3000123"}),
            StatedClaim(make.CHILDMINDER, {"service_number": "CS2003012345"}),
        ],
        work=Work(employer_name="Brae House", job_role="Cook"),
        at=NOON,
    )

    events = Event.objects.filter(chain=f"person:{morag.uid}").order_by("number")
    told = json.dumps([event.facts for event in events])
    assert [event.name for event in events] == [
        "claim.stated",
        "claim.stated",
        "employment.stated",
    ]
    assert not any(secret in told for secret in ("3000123", "CS2003012345", "Brae", "Cook"))
    assert broken_links(events) == []


def test_stating_the_same_again_changes_nothing(morag: Person) -> None:
    harbour = make.employer()
    for _ in range(2):
        state_work(
            person=morag,
            claims=[
                StatedClaim(make.REGISTRATION, {"part": "social-care", "number": "3000123"}),
                StatedClaim(make.CHILDMINDER, {}),
            ],
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


def test_the_sign_in_page_asks_the_database_as_often_for_four_people_as_for_two(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.DEMONSTRATION = True
    council = make.issuer()
    make.member(council, Role.LEAD, make.person("Isla Demo", is_demonstration=True))
    make.register(make.person("Ewan Demo", is_demonstration=True))
    with django_assert_num_queries(6):
        client.get("/account/login/")

    make.register(make.person("Morag Demo", is_demonstration=True))
    make.member(council, Role.ASSESSOR, make.person("Amina Demo", is_demonstration=True))
    with django_assert_num_queries(6):
        page = client.get("/account/login/").content.decode()

    assert f"Assessor, {council.name}" in page
    assert "Learner, Social care workforce" in page
