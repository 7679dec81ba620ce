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
