"""Who the demonstration people are: plain data, so that a start can name them without Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[4] / "programmes" / "social-services"

PASSWORD = "kenspeckle-demo"  # noqa: S105 (printed at every start; demonstration people only)


@dataclass(frozen=True)
class Demonstration:
    """One ready sign-in and what it is for."""

    email: str
    name: str
    part: str
    role: str = ""
    organisation: str = ""
    works_at: str = ""
    job: str = ""
    claims: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


PEOPLE = (
    Demonstration(
        "morag@demo.example", "Morag Demo", "learner, registered social care worker",
        works_at="harbour-care", job="Support worker",
        claims={"registration": {"part": "social-care", "number": "3000001"}},
    ),
    Demonstration(
        "ewan@demo.example", "Ewan Demo", "learner, not registered, works in social services",
        works_at="harbour-care", job="Activities helper",
    ),
    Demonstration(
        "amina@demo.example", "Amina Demo", "assessor", "assessor", "care-council"
    ),
    Demonstration(
        "callum@demo.example", "Callum Demo", "assessor", "assessor", "care-council"
    ),
    Demonstration(
        "isla@demo.example", "Isla Demo", "programme lead", "lead", "care-council"
    ),
    Demonstration(
        "fergus@demo.example", "Fergus Demo", "manager at Harbour Care", "manager",
        "harbour-care", works_at="harbour-care", job="Service manager",
    ),
)  # fmt: skip
