from typing import TYPE_CHECKING, Any

from kenspeckle.kernel import features

if TYPE_CHECKING:
    from django.http import HttpRequest


class ApplicationsConfig(features.Feature):
    """Apply, submit, return, withdraw."""

    name = "kenspeckle.applications"
    label = "applications"
    url_prefix = "applications/"

    def badge_panels(self, request: "HttpRequest", badge: Any) -> list[features.Panel]:
        from kenspeckle.applications.panels import on_badge_page

        return on_badge_page(request, badge)

    def home_panels(self, request: "HttpRequest") -> list[features.Panel]:
        from kenspeckle.applications.panels import open_applications

        return open_applications(request, order=20)

    def portfolio_panels(self, request: "HttpRequest") -> list[features.Panel]:
        from kenspeckle.applications.panels import all_applications

        return all_applications(request)
