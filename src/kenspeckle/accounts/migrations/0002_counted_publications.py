from django.db import migrations

from kenspeckle.kernel.publications import counts


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("kernel", "0003_publications")]
    operations = [counts("accounts_claimkind")]
