from django.db import models


class MailState(models.TextChoices):
    """Where a message is. What is `HANDING_OVER` may or may not have reached the mail server yet."""

    QUEUED = "queued", "Waiting"
    HANDING_OVER = "handing-over", "Being handed over"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused"
    UNCLEAR = "unclear", "Perhaps sent"
    DROPPED = "dropped", "Not needed any more"


class OutgoingMail(models.Model):
    """One message to one person, queued in the transaction of the event that it tells of.

    `key` names the event, so that an event queues its mail once however often it is asked. `secret`
    is what only its reader may see (a sign-in code): its text is emptied once it has gone.
    `useless_after` is when nobody needs it any more. `trouble` says why it has not gone, without a
    word of it or an address.
    """

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=MailState, default=MailState.QUEUED)
    queued_at = models.DateTimeField()
    useless_after = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="mail_that_waits",
                condition=models.Q(state__in=[MailState.QUEUED, MailState.HANDING_OVER]),
            ),
            models.Index(
                fields=["queued_at"],
                name="mail_in_trouble",
                condition=models.Q(state__in=[MailState.REFUSED, MailState.UNCLEAR]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_is_sent_when_it_has_a_time",
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | (~models.Q(state=MailState.SENT) & models.Q(sent_at=None)),
            )
        ]


class ReadableMail(models.Model):
    """A message kept to be read on the mail page, where no mail server is set (demonstrations)."""

    to = models.CharField(max_length=400)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]


class Publication(models.Model):
    """A transaction that changed what the public pages say (`kernel.publications`)."""

    at = models.DateTimeField()


class PublicCopy(models.Model):
    """The bytes that a public address answers, made ready: the front serves them without Django.

    `terms` names on what terms they are handed out (`kernel.serving`). `about` names what they are of
    ("award:<uid>"), for whoever takes them away. What was made of the programme holds for one
    `publication`; what was signed (null) holds until it is taken away.
    """

    path = models.CharField(max_length=300, primary_key=True)
    terms = models.CharField(max_length=40)
    content = models.BinaryField()
    content_type = models.CharField(max_length=60)
    etag = models.CharField(max_length=40)
    about = models.CharField(max_length=100, blank=True, db_index=True)
    publication = models.BigIntegerField(null=True)
