from django.db import migrations

from kenspeckle.kernel.immutable import forbid


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("kernel", "0002_refuse_change")]
    operations = [
        forbid("applications_submission"),
        forbid("applications_answerversion", delete=False),
    ]
