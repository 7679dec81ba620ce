from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kenspeckle.catalogue import queries
from kenspeckle.catalogue.wording import decided_by, how_often, who_may_apply
from kenspeckle.home import hooks
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.demands import demands
from kenspeckle.kernel.kit import in_order


@demands(same_for_all=True)
@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """This month's badge first, then what waits for this person, then the ways in."""
    today = london_date(now())
    month = queries.open_this_month(today)
    return render(
        request,
        "home/front_page.html",
        {
            "month": month,
            "image": queries.image_url(month) if month else "",
            "who": who_may_apply(month) if month else "",
            "how_often": how_often(month) if month else "",
            "decided_by": decided_by(today, month.facts.decide_within_days) if month else None,
            "panels": in_order(hooks.panels(request)),
            "series": queries.series_on_offer(),
            "elements": queries.elements_on_offer(),
        },
    )
