from kenspeckle.kernel import features


class AssessmentConfig(features.Feature):
    """Queue, verdicts, decisions; decides, then asks awards."""

    name = "kenspeckle.assessment"
    label = "assessment"
    url_prefix = "assess/"
