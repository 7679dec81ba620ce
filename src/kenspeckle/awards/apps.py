from typing import TYPE_CHECKING

from kenspeckle.kernel import features

if TYPE_CHECKING:
    from django.http import HttpRequest


class AwardsConfig(features.Feature):
    """Award, sign, revoke, public pages, certificates, keys, status lists."""

    name = "kenspeckle.awards"
    label = "awards"
    url_prefix = ""

    def navigation(self, request: "HttpRequest") -> list[features.NavigationEntry]:
        return [features.NavigationEntry("Check a badge", "awards:verify", 30)]

    def account_links(self, request: "HttpRequest") -> list[features.NavigationEntry]:
        from kenspeckle.accounts.models import Person
        from kenspeckle.organisations.models import Role
        from kenspeckle.organisations.queries import organisations_where

        if isinstance(request.user, Person) and organisations_where(request.user, Role.LEAD):
            return [features.NavigationEntry("Awards made", "awards:made", 40)]
        return []
