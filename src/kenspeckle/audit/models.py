from django.db import models


class Event(models.Model):
    """One change of state. Append-only: the database refuses updates and deletions.

    `chain` names the object ("application:<uuid>"); within a chain each event holds the digest of
    the one before it. `facts` holds ids and digests, never texts.
    """

    chain = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_event_per_place_in_chain")
        ]
