"""How the members of the data model are declared, and the words that the standard gives to choose from.

(Open Badges 3.0 Appendix B; `model` declares its classes with these.)
"""

from __future__ import annotations

from dataclasses import field
from typing import Any, Final

TEXT: Final = "text"
IRI: Final = "iri"
TIME: Final = "time"
DATE: Final = "date"
NUMBER: Final = "number"
BOOLEAN: Final = "boolean"
TYPES: Final = "types"
CONTEXT: Final = "context"
JWS: Final = "jws"


def required(kind: str, *, many: bool = False, one_of: frozenset[str] | None = None) -> Any:
    """A member that must be there; `many` for a list; `one_of` for the standard's own words."""
    return field(metadata={"kind": kind, "required": True, "many": many, "one_of": one_of})


def optional(kind: str, *, one_of: frozenset[str] | None = None) -> Any:
    """A member that may be absent, which is then `None`."""
    metadata = {"kind": kind, "required": False, "many": False, "one_of": one_of}
    return field(default=None, metadata=metadata)


def many(kind: str) -> Any:
    """A member that may be absent or a list, which is then a tuple."""
    metadata = {"kind": kind, "required": False, "many": True, "one_of": None}
    return field(default=(), metadata=metadata)


def extras() -> Any:
    """The members that the standard does not name."""
    return field(default_factory=dict[str, Any], metadata={"kind": ""})


IDENTIFIER_TYPES: Final = frozenset(
    [
        "name",
        "sourcedId",
        "systemId",
        "productId",
        "userName",
        "accountId",
        "emailAddress",
        "nationalIdentityNumber",
        "isbn",
        "issn",
        "lisSourcedId",
        "oneRosterSourcedId",
        "sisSourcedId",
        "ltiContextId",
        "ltiDeploymentId",
        "ltiToolId",
        "ltiPlatformId",
        "ltiUserId",
        "identifier",
    ]
)
ACHIEVEMENT_TYPES: Final = frozenset(
    [
        "Achievement",
        "ApprenticeshipCertificate",
        "Assessment",
        "Assignment",
        "AssociateDegree",
        "Award",
        "Badge",
        "BachelorDegree",
        "Certificate",
        "CertificateOfCompletion",
        "Certification",
        "CommunityService",
        "Competency",
        "Course",
        "CoCurricular",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "Fieldwork",
        "GeneralEducationDevelopment",
        "JourneymanCertificate",
        "LearningProgram",
        "License",
        "Membership",
        "ProfessionalDoctorate",
        "QualityAssuranceCredential",
        "MasterCertificate",
        "MasterDegree",
        "MicroCredential",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    ]
)
TARGET_TYPES: Final = frozenset(
    [
        "ceasn:Competency",
        "ceterms:Credential",
        "CFItem",
        "CFRubric",
        "CFRubricCriterion",
        "CFRubricCriterionLevel",
        "CTDL",
    ]
)
RESULT_TYPES: Final = frozenset(
    [
        "GradePointAverage",
        "LetterGrade",
        "Percent",
        "PerformanceLevel",
        "PredictedScore",
        "RawScore",
        "Result",
        "RubricCriterion",
        "RubricCriterionLevel",
        "RubricScore",
        "ScaledScore",
        "Status",
    ]
)
RESULT_STATUSES: Final = frozenset(
    ["Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"]
)
