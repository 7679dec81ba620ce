from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kenspeckle.frameworks import queries
from kenspeckle.kernel.demands import demands


@demands(same_for_all=True)
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """All frameworks, each with its elements."""
    return render(request, "frameworks/standards.html", {"frameworks": queries.frameworks()})


@demands(same_for_all=True)
@require_safe
def framework(request: HttpRequest, framework: str) -> HttpResponse:
    """One framework: each element with the badges that count towards it."""
    row = queries.framework(framework)
    if row is None:
        raise Http404
    return render(
        request,
        "frameworks/framework.html",
        {
            "framework": row,
            "standards": queries.standards(list(row.elements.all())),
            "links": [("Standards", reverse("frameworks:standards"))],
        },
    )


@demands(same_for_all=True)
@require_safe
def element(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """One element, and the badges that count towards it."""
    row = queries.element(framework, code)
    if row is None:
        raise Http404
    [standard] = queries.standards([row])
    return render(
        request,
        "frameworks/element.html",
        {
            "standard": standard,
            "links": [
                ("Standards", reverse("frameworks:standards")),
                (row.framework.name, reverse("frameworks:framework", args=[row.framework.slug])),
            ],
        },
    )
