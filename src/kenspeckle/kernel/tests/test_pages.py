import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import DjangoAssertNumQueries, Settings

from kenspeckle.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from kenspeckle.kernel import views
from kenspeckle.kernel.models import ReadableMail
from kenspeckle.kernel.refusals import NotEligible, WrongState
from tests import factories as make

pytestmark = pytest.mark.django_db
__all__ = ["handler400", "handler403", "handler404", "handler500"]


def moved_on(request: HttpRequest) -> HttpResponse:
    raise WrongState("This application has moved on.")


def not_yet(request: HttpRequest) -> HttpResponse:
    raise NotEligible("Not yet.", reasons=("It opens in May.",))


urlpatterns = [*urlpatterns, path("moved-on/", moved_on), path("not-yet/", not_yet)]
TYPED = {"answer": "Every word that I wrote tonight.", "password": "keep this secret"}


@pytest.mark.parametrize(
    "address", ["/badges/?q=a%00b", "/?x=%00", "/mail/?to=%00", "/issuers/a/keys/%00"]
)
def test_a_nul_in_an_address_is_answered_with_400(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("length", ["10485761", "9" * 30, "-1", "many"])
def test_a_body_that_no_form_of_ours_has_is_not_read(client: Client, length: str) -> None:
    answer = client.post("/verify", {"link": "x"}, headers={"Content-Length": length})

    assert answer.status_code == 413
    assert "larger than 10 MB" in answer.content.decode()


def test_a_nul_in_a_cookie_is_answered_with_400(client: Client) -> None:
    client.cookies["sessionid"] = "a\x00b" * 8

    assert client.get("/").status_code == 400


def test_an_address_that_leads_nowhere_says_what_to_do(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "There is nothing here for you to see" in response.content.decode()


def test_the_page_for_our_own_faults_needs_no_database(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = views.server_error(rf.get("/"))

    assert response.status_code == 500
    assert "our fault" in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_refused_form_gives_back_what_was_typed_but_no_secret(client: Client) -> None:
    response = client.post("/moved-on/", TYPED, headers={"Origin": "http://testserver"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "This application has moved on." in page
    assert TYPED["answer"] in page
    assert TYPED["password"] not in page


@pytest.mark.urls(__name__)
def test_words_that_another_site_sent_are_never_shown_as_the_persons_own(client: Client) -> None:
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {},
    ):
        response = client.post("/moved-on/", TYPED, headers=headers)
        assert TYPED["answer"] not in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_refusal_gives_its_reasons(client: Client) -> None:
    response = client.get("/not-yet/")

    assert response.status_code == 403
    assert "It opens in May." in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_script_gets_a_refusal_as_json(client: Client) -> None:
    response = client.get("/moved-on/", headers={"Accept": "application/json"})

    assert response.status_code == 409
    assert response.json() == {"error": "This application has moved on."}


def test_a_form_without_its_token_says_so_and_keeps_the_words() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.person())

    response = client.post(
        "/account/name/",
        {"display_name": "Morag of the Isles"},
        headers={"Origin": "http://testserver"},
    )

    page = response.content.decode()
    assert response.status_code == 403
    assert "This form was open too long" in page
    assert "Morag of the Isles" in page


def test_the_mail_page_exists_only_in_demonstrations(client: Client, settings: Settings) -> None:
    ReadableMail.objects.create(to="morag@demo.example", subject="Received", text="Thank you.")

    assert client.get("/mail/").status_code == 404
    settings.DEMONSTRATION = True
    assert "Thank you." in client.get("/mail/").content.decode()


def test_a_letter_shows_html_as_text(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    ReadableMail.objects.create(to="a@example.org", subject="<b>", text="<script>alert(1)</script>")

    page = client.get("/mail/").content.decode()

    assert "<script>alert" not in page
    assert "<b>" not in page


def test_pages_carry_a_strict_policy_and_no_inline_script_or_style(client: Client) -> None:
    response = client.get("/account/login/")

    assert response.headers["Content-Security-Policy"].startswith(
        "default-src 'self'; script-src 'self'"
    )
    page = response.content.decode()
    assert " style=" not in page
    assert page.count("<script") == page.count('<script type="module" src="')
