from django.db import migrations

from kenspeckle.kernel.immutable import forbid


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial"), ("kernel", "0002_refuse_change")]
    operations = [
        forbid("assessment_decision"),
        forbid("assessment_verdict"),
    ]
