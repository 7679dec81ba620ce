from typing import TYPE_CHECKING, Any

from kenspeckle.kernel import features

if TYPE_CHECKING:
    from django.http import HttpRequest


class AssessmentConfig(features.Feature):
    """Queue, verdicts, decisions; decides, then asks awards."""

    name = "kenspeckle.assessment"
    label = "assessment"
    url_prefix = "assess/"

    def navigation(self, request: "HttpRequest") -> list[features.NavigationEntry]:
        from kenspeckle.assessment import panels

        return panels.navigation(request)

    def home_panels(self, request: "HttpRequest") -> list[features.Panel]:
        from kenspeckle.assessment import panels

        return panels.waiting(request)

    def application_panels(self, request: "HttpRequest", application: Any) -> list[features.Panel]:
        from kenspeckle.assessment import panels

        return panels.last_word(application)

    def criterion_panels(
        self, request: "HttpRequest", application: Any, criterion: Any
    ) -> list[features.Panel]:
        from kenspeckle.assessment import panels

        return panels.on_criterion(application, criterion)

    def application_steps(self, application: Any) -> list[features.Step]:
        from kenspeckle.assessment import panels

        return panels.steps(application)
