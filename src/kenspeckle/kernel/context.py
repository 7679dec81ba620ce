"""What every page knows: navigation, the person's menu, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kenspeckle.kernel import hooks


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page frame."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "navigation": sorted(hooks.navigation(request), key=lambda entry: entry.order),
        "account_links": sorted(hooks.account_links(request), key=lambda entry: entry.order),
    }
