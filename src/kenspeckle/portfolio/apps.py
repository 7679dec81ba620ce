from typing import TYPE_CHECKING

from kenspeckle.kernel import features

if TYPE_CHECKING:
    from django.http import HttpRequest


class PortfolioConfig(features.Feature):
    """My badges and sharing."""

    name = "kenspeckle.portfolio"
    label = "portfolio"
    url_prefix = "my-badges/"

    def navigation(self, request: "HttpRequest") -> list[features.NavigationEntry]:
        if not request.user.is_authenticated:
            return []
        return [features.NavigationEntry("My badges", "portfolio:my_badges", 20)]
