"""What every page knows: navigation, the person's menu, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kenspeckle.kernel.features import all_features


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page frame."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "navigation": sorted(
            (entry for feature in all_features() for entry in feature.navigation(request)),
            key=lambda entry: entry.order,
        ),
        "account_links": sorted(
            (entry for feature in all_features() for entry in feature.account_links(request)),
            key=lambda entry: entry.order,
        ),
    }
