"""What anyone may read of the catalogue: everything that was published."""

from django.db.models import QuerySet

from kenspeckle.catalogue.models import Alignment, Badge, BadgeVersion


def published() -> QuerySet[Badge]:
    """Return the badges that have a published version, closed ones too: they stay readable."""
    return Badge.objects.filter(current__isnull=False)


def versions() -> QuerySet[BadgeVersion]:
    """Return every published version, with what its page always shows."""
    return BadgeVersion.objects.select_related(
        "badge__issuer", "badge__series", "badge__successor__current", "terms"
    )


def aligned_elements() -> QuerySet[Alignment, int]:
    """Return the ids of the elements that a current version of some badge aligns to."""
    return Alignment.objects.filter(version__current_of__isnull=False).values_list(
        "element_id", flat=True
    )
