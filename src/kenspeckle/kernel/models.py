from django.db import models


class OutgoingMail(models.Model):
    """One message to one person, queued in the transaction of the event that it tells of.

    `key` names the event, so that an event queues its mail once however often it is asked.
    """

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)


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
