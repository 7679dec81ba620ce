from django.db import migrations

from kenspeckle.kernel.publications import counts


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial"), ("kernel", "0003_publications")]
    operations = [counts("frameworks_framework", "frameworks_element")]
