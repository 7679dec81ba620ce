import re
import time
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from kenspeckle.accounts.models import Person
from kenspeckle.audit.models import Event
from kenspeckle.config.commands import prepare
from kenspeckle.kernel.models import OutgoingMail
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW = {"email": "Flora@Example.org", "display_name": "Flora Example", "password1": ""}


def newest() -> OutgoingMail:
    """The letter that was queued last."""
    return OutgoingMail.objects.latest("pk")


def code() -> str:
    """The code in the newest letter."""
    found = re.search(r"^\s{4}(\S+)$", newest().text, re.MULTILINE)
    assert found, newest().text
    return found[1]


def confirmed(person: Person) -> Person:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_someone_signs_up_without_a_password_and_confirms_by_code(client: Client) -> None:
    sent = client.post("/account/signup/", NEW)
    assert sent.headers["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)

    client.post("/account/confirm-email/", {"code": code()})

    person = Person.objects.get()
    assert is_signed_in(client)
    assert (person.email, person.display_name) == ("flora@example.org", "Flora Example")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified


def test_signing_up_with_a_known_address_looks_the_same_and_makes_nobody(client: Client) -> None:
    confirmed(Person.objects.create_user("flora@example.org", display_name="Flora"))

    sent = client.post("/account/signup/", NEW)

    assert sent.headers["Location"] == "/account/confirm-email/"
    assert Person.objects.count() == 1
    assert newest().subject == "You already have an account"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x" * 101),
        ("email", "nobody"),
        ("email", "a@" + "x" * 400 + ".org"),
        ("email", "a\x00b@example.org"),
        ("password1", "short"),
        ("password1", "password12"),
    ],
)
def test_a_bad_sign_up_is_explained_and_makes_nobody(
    client: Client, field: str, value: str
) -> None:
    response = client.post("/account/signup/", {**NEW, field: value})

    assert "There is a problem" in response.content.decode()
    assert not Person.objects.exists()


def test_control_characters_never_reach_a_name(client: Client) -> None:
    client.post("/account/signup/", {**NEW, "display_name": "Flora\x00\x0c Example"})

    assert Person.objects.get().display_name == "Flora Example"


def test_fields_that_the_form_does_not_have_change_nothing(client: Client) -> None:
    client.post("/account/signup/", {**NEW, "is_demonstration": "on", "uid": "1", "is_staff": "1"})

    assert not Person.objects.get().is_demonstration


def test_a_code_by_email_signs_in(client: Client) -> None:
    person = confirmed(make.person())

    client.post("/account/login/code/", {"email": person.email})
    client.post("/account/login/code/confirm/", {"code": code()})

    assert is_signed_in(client)


def test_whoever_signed_up_first_with_anothers_address_keeps_no_way_in(client: Client) -> None:
    person = {"email": "owner@example.org", "display_name": "Not The Owner"}
    Client().post("/account/signup/", {**person, "password1": "the-first-comers"})
    assert Person.objects.get(email="owner@example.org").has_usable_password()

    client.post("/account/login/code/", {"email": "owner@example.org"})
    client.post("/account/login/code/confirm/", {"code": code()})

    assert client.get("/account/name/").status_code == 200, "the owner is in"
    first = Client()
    first.post("/account/login/", {"login": "owner@example.org", "password": "the-first-comers"})
    assert first.get("/account/name/").status_code == 302
    assert not Person.objects.get(email="owner@example.org").has_usable_password()


def test_a_wrong_code_does_not_sign_in(client: Client) -> None:
    person = confirmed(make.person())

    client.post("/account/login/code/", {"email": person.email})
    client.post("/account/login/code/confirm/", {"code": "AAAA-BBBB"})

    assert not is_signed_in(client)


def test_a_password_signs_in_and_a_wrong_one_is_explained(client: Client) -> None:
    person = confirmed(make.person(password="three grey seals"))
    wrong = client.post("/account/login/", {"login": person.email, "password": "two grey seals"})
    assert "The address or the password is not right." in wrong.content.decode()
    assert not is_signed_in(client)

    client.post("/account/login/", {"login": person.email, "password": "three grey seals"})

    assert is_signed_in(client)


def test_a_forgotten_password_is_replaced_with_a_code(client: Client) -> None:
    person = confirmed(make.person(password="three grey seals"))

    client.post("/account/password/reset/", {"email": person.email})
    client.post("/account/password/reset/confirm/", {"code": code()})
    client.post(
        "/account/password/reset/complete/",
        {"password1": "four brown otters", "password2": "four brown otters"},
    )

    person.refresh_from_db()
    assert person.check_password("four brown otters")


def test_resetting_the_password_of_nobody_looks_the_same(client: Client) -> None:
    confirmed(make.person(password="three grey seals"))

    response = client.post("/account/password/reset/", {"email": "nobody@example.org"})

    assert response.headers["Location"] == "/account/password/reset/confirm/"
    assert newest().subject == "There is no account with this address"


def test_an_account_holds_several_addresses_and_one_is_the_main_one(client: Client) -> None:
    person = confirmed(make.person())
    client.force_login(person)

    client.post("/account/email/", {"action_add": "", "email": "work@example.org"})
    client.post("/account/confirm-email/", {"code": code()})
    client.post("/account/email/", {"action_primary": "", "email": "work@example.org"})

    person.refresh_from_db()
    assert person.email == "work@example.org"
    assert EmailAddress.objects.filter(user=person, verified=True).count() == 2


def test_whoever_has_a_second_step_cannot_sign_in_without_it(client: Client) -> None:
    person = confirmed(make.person(password="three grey seals"))
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    client.post("/account/login/", {"login": person.email, "password": "three grey seals"})
    assert not is_signed_in(client)

    now_shown = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/account/2fa/authenticate/", {"code": now_shown})
    assert is_signed_in(client)


def test_a_new_name_is_kept_and_written_down_without_its_words(client: Client) -> None:
    person = make.person("Morag Demo")
    client.force_login(person)

    client.post("/account/name/", {"display_name": "Mòrag Dhemo"})

    person.refresh_from_db()
    event = Event.objects.get(name="person.renamed")
    assert person.display_name == "Mòrag Dhemo"
    assert (event.chain, event.actor, event.facts) == (f"person:{person.uid}", person.uid, {})


def test_a_name_that_is_too_long_is_refused(client: Client) -> None:
    person = make.person("Morag Demo")
    client.force_login(person)

    response = client.post("/account/name/", {"display_name": "x" * 101})

    person.refresh_from_db()
    assert response.status_code == 422
    assert person.display_name == "Morag Demo"


def test_a_demonstration_lets_one_sign_in_as_its_people(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    person = make.person("Morag Demo", is_demonstration=True)
    assert "Sign in as Morag Demo" in client.get("/account/login/").content.decode()

    response = client.post(
        "/account/demonstration/sign-in/", {"person": str(person.uid), "next": "/badges/"}
    )

    assert client.session["_auth_user_id"] == str(person.pk)
    assert response.headers["Location"] == "/badges/"


def test_signing_in_as_someone_never_leads_to_another_site(
    client: Client, settings: Settings
) -> None:
    settings.DEMONSTRATION = True
    person = make.person(is_demonstration=True)

    response = client.post(
        "/account/demonstration/sign-in/",
        {"person": str(person.uid), "next": "https://elsewhere.example/"},
    )

    assert response.headers["Location"] == "/"


def test_nobody_signs_in_as_others_outside_a_demonstration(client: Client) -> None:
    person = make.person(is_demonstration=True)

    response = client.post("/account/demonstration/sign-in/", {"person": str(person.uid)})

    assert response.status_code == 404
    assert not is_signed_in(client)
    assert "Ready sign-ins" not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("wanted", ["real", "nobody", "", "\x00"])
def test_a_demonstration_lets_nobody_sign_in_as_a_real_person(
    client: Client, settings: Settings, wanted: str
) -> None:
    settings.DEMONSTRATION = True
    real = make.person("Real Person")

    response = client.post(
        "/account/demonstration/sign-in/",
        {"person": str(real.uid) if wanted == "real" else wanted},
    )

    assert response.status_code == 404
    assert not is_signed_in(client)


def test_signing_in_as_someone_needs_a_post(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = True

    assert client.get("/account/demonstration/sign-in/").status_code == 405


def test_a_mailbox_is_not_filled_with_codes(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    confirmed(make.person())
    address = Person.objects.get().email
    clock = time.time()
    with mock.patch("allauth.core.internal.ratelimit.time.time", side_effect=lambda: clock):
        for _ in range(14):
            clock += 61
            Client().post("/account/login/code/", {"email": address})

    assert OutgoingMail.objects.count() == 10


def test_counted_attempts_outlast_many_other_visitors() -> None:
    cache.set("allauth:rl:first", [1.0], 300)
    for number in range(400):
        cache.set(f"other:{number}", [1.0], 300)

    assert cache.get("allauth:rl:first") == [1.0]


def test_demonstration_people_are_locked_out_where_there_is_no_demonstration(
    client: Client, settings: Settings
) -> None:
    person = confirmed(make.person(password="kenspeckle-demo", is_demonstration=True))
    client.force_login(person)

    prepare.end_demonstration(lambda _words: None)

    assert client.get("/account/name/").status_code == 302
    client.post("/account/login/", {"login": person.email, "password": "kenspeckle-demo"})
    assert client.get("/account/name/").status_code == 302


def test_signing_up_shows_the_same_page_to_whoever_has_an_account_already() -> None:
    known = confirmed(make.person())
    pages = []
    for address in (known.email, "nobody@example.org"):
        visitor = Client()
        sent = visitor.post("/account/signup/", {**NEW, "email": address})
        page = visitor.get(sent.headers["Location"]).content.decode()
        pages.append(re.sub(r'value="\w{64}"', "", page.replace(address, "")))

    assert pages[0] == pages[1]


@pytest.mark.parametrize("password", ["", "three grey seals"])
def test_signing_up_hashes_as_often_for_a_known_address(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    confirmed(Person.objects.create_user("known@example.org", display_name="Flora"))
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, given: str, salt: str) -> str:
        hashed.append(given)
        return encode(self, given, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    counts = []
    for email in ("known@example.org", "new@example.org"):
        hashed.clear()
        Client().post("/account/signup/", {**NEW, "email": email, "password1": password})
        counts.append(len(hashed))

    assert counts[0] == counts[1] == bool(password)


def test_an_office_behind_one_address_is_not_shut_out_of_sign_in(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    people = [confirmed(make.person(password="three grey seals")) for _ in range(40)]
    browsers = {person: Client() for person in people}

    def sign_in(client: Client, person: Person, password: str = "three grey seals") -> bool:
        client.post("/account/login/", {"login": person.email, "password": password})
        return is_signed_in(client)

    assert all(sign_in(browsers[person], person) for person in people), "a morning at nine"
    regular = browsers[people[0]]
    regular.post("/account/logout/")
    for number in range(80):
        # Somebody in the office, or a broken script, goes on and on.
        sign_in(Client(), people[number % 40], "wrong")

    assert not sign_in(Client(), people[1]), "a browser that nobody knows waits"
    assert sign_in(regular, people[0]), "one that is known does not"


def test_a_known_browser_may_not_try_for_ever(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    person = confirmed(make.person(password="three grey seals"))
    client = Client()
    client.post("/account/login/", {"login": person.email, "password": "three grey seals"})
    client.post("/account/logout/")
    assert person.email not in client.cookies["known_here"].value

    for _ in range(10):
        client.post("/account/login/", {"login": person.email, "password": "wrong"})
    client.post("/account/login/", {"login": person.email, "password": "three grey seals"})

    assert not is_signed_in(client)
