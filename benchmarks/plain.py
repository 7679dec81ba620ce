"""The peers of the service's rows: what a plain Django project would do for the same answer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenspeckle.config.settings")

import django

django.setup()

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from kenspeckle.applications.models import Answer
from kenspeckle.front import serving
from kenspeckle.front.application import Front
from kenspeckle.kernel.models import PublicCopy


def credential(_request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with the same row."""
    row = PublicCopy.objects.get(path=f"/credentials/{uid}")
    return _with_length(HttpResponse(bytes(row.content), content_type=row.content_type))


@transaction.atomic
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Save the same text into the same row; nothing is checked and no version kept."""
    row = Answer.objects.select_for_update().get(pk=number)
    row.given = {"written": request.POST["q1-text"]}
    row.revision += 1
    row.save()
    return _with_length(JsonResponse({"revision": row.revision}))


def _with_length(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("credentials/<str:uid>", credential), path("save/<int:number>", save)]


def plain() -> WSGIHandler:
    """Return Django without any middleware, with these two views."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    return WSGIHandler()


def uncached() -> Front:
    """Return the product without kept pages and documents: each is made anew."""
    return Front(WSGIHandler(), threads=serving.threads_for(1))
