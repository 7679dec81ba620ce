from typing import TYPE_CHECKING

from kenspeckle.kernel import features

if TYPE_CHECKING:
    from django.http import HttpRequest


class OrganisationsConfig(features.Feature):
    """Issuers and employers, membership and roles."""

    name = "kenspeckle.organisations"
    label = "organisations"
    url_prefix = ""

    def account_links(self, _request: "HttpRequest") -> list[features.NavigationEntry]:
        """Return the page about registration and work."""
        return [features.NavigationEntry("About you and your work", "organisations:my_work", 10)]

    def home_panels(self, request: "HttpRequest") -> list[features.Panel]:
        """Return the way to say where one works, for a learner who has not said it yet."""
        from kenspeckle.organisations.panels import say_where_you_work

        return say_where_you_work(request)

    def entrance_panels(self, request: "HttpRequest") -> list[features.Panel]:
        """Return the ready sign-ins of a demonstration."""
        from kenspeckle.organisations.panels import ready_sign_ins

        return ready_sign_ins(request)
