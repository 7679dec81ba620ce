import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kenspeckle.kernel.immutable import erasable, forbid


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_initial'),
        ('kernel', '0002_refuse_change'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('recipient_name', models.CharField(max_length=100, null=True)),
                ('awarded_at', models.DateTimeField()),
                ('basis', models.JSONField()),
                ('basis_digest', models.CharField(max_length=64)),
                ('basis_reference', models.CharField(max_length=100, unique=True)),
                ('valid_until', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('recorded', 'recorded'), ('signed', 'signed'), ('revoked', 'revoked')], default='recorded', max_length=10)),
                ('shared_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revocation_reason', models.TextField(blank=True)),
                ('revocation_note', models.TextField(blank=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('erased_because', models.CharField(max_length=200, null=True)),
                ('badge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='catalogue.badge')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to=settings.AUTH_USER_MODEL)),
                ('renews', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewed_by', to='awards.award')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='catalogue.badgeversion')),
            ],
            options={
                'ordering': ['-awarded_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=150)),
                ('content_type', models.CharField(max_length=60)),
                ('content', models.BinaryField(null=True)),
                ('digest', models.CharField(help_text='Multibase base64url of a sha2-256 multihash.', max_length=60)),
                ('shared', models.BooleanField(default=False)),
                ('erased_at', models.DateTimeField(null=True)),
                ('erased_because', models.CharField(max_length=200, null=True)),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='awards.award')),
            ],
            options={
                'ordering': ['award', 'position'],
            },
        ),
        migrations.CreateModel(
            name='IssuerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='"Ed25519" or "P-256".', max_length=10)),
                ('multibase', models.CharField(max_length=100, unique=True)),
                ('jwk', models.JSONField()),
                ('state', models.CharField(choices=[('active', 'active'), ('retired', 'retired'), ('compromised', 'compromised')], default='active', max_length=12)),
                ('made_at', models.DateTimeField()),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='organisations.organisation')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=120)),
                ('period', models.CharField(max_length=50)),
                ('number', models.PositiveSmallIntegerField()),
                ('reference', models.CharField(max_length=100, unique=True)),
                ('live', models.BooleanField(default=True)),
                ('award', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='place', to='awards.award')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PublicAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField()),
                ('recorded_at', models.DateTimeField()),
                ('issuer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='public_address', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='SignedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('about', models.CharField(max_length=100)),
                ('unsigned', models.BinaryField(null=True)),
                ('digest', models.CharField(help_text='SHA-256 (hex) of what was recorded.', max_length=64)),
                ('recorded_at', models.DateTimeField()),
                ('signed', models.BinaryField(null=True)),
                ('jwt', models.TextField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('erased_because', models.CharField(max_length=200, null=True)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_documents', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text='SHA-256 (hex) of the signed bytes.', max_length=64)),
                ('at', models.DateTimeField()),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='awards.issuerkey')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='awards.signeddocument')),
            ],
        ),
        migrations.CreateModel(
            name='StatusList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField(default=131072)),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='status_list', to='awards.signeddocument')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_lists', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status_index', models.PositiveIntegerField()),
                ('award', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credential', to='awards.award')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credential', to='awards.signeddocument')),
                ('status_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='awards.statuslist')),
            ],
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('state', 'revoked'), models.Q(('revocation_reason', ''), _negated=True)), models.Q(models.Q(('state', 'revoked'), _negated=True), ('revocation_reason', ''), ('revoked_at', None)), _connector='OR'), name='revoked_awards_have_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), ('recipient_name__isnull', False)), models.Q(('erased_at__isnull', False), ('recipient_name', None), ('state', 'revoked')), _connector='OR'), name='only_revoked_awards_lose_their_holders_name'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(('renews', models.F('id')), _negated=True), name='no_award_renews_itself'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.UniqueConstraint(fields=('award', 'position'), name='one_evidence_per_criterion'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('erased_at', None)), models.Q(('content', None), ('erased_at__isnull', False), ('erased_because__isnull', False)), _connector='OR'), name='evidence_is_there_or_a_dated_tombstone'),
        ),
        migrations.AddConstraint(
            model_name='issuerkey',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('issuer', 'kind'), name='one_active_key_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('live', True)), fields=('person', 'scope', 'period', 'number'), name='one_live_place_per_person_and_period'),
        ),
        migrations.AddIndex(
            model_name='signeddocument',
            index=models.Index(condition=models.Q(('erased_at', None), ('signed_at', None)), fields=['recorded_at'], name='documents_that_wait'),
        ),
        migrations.AddConstraint(
            model_name='signeddocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), ('erased_because', None), ('unsigned__isnull', False)), models.Q(('erased_at__isnull', False), ('erased_because__isnull', False), ('jwt', None), ('signed', None), ('unsigned', None)), _connector='OR'), name='document_is_there_or_a_dated_tombstone'),
        ),
        migrations.AddConstraint(
            model_name='signeddocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('jwt', None), ('signed', None), ('signed_at', None)), models.Q(('signed__isnull', False), ('signed_at__isnull', False)), ('erased_at__isnull', False), _connector='OR'), name='document_is_signed_whole_or_not_at_all'),
        ),
        migrations.AddConstraint(
            model_name='statuslist',
            constraint=models.UniqueConstraint(fields=('issuer', 'number'), name='one_status_list_number'),
        ),
        migrations.AddConstraint(
            model_name='statuslist',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 131072)), name='status_list_large_enough_for_privacy'),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.UniqueConstraint(fields=('status_list', 'status_index'), name='one_credential_per_status_index'),
        ),
        forbid("awards_signature"),
        forbid("awards_publicaddress", delete=False),
        erasable(
            "awards_award",
            "recipient_name",
            but=("state", "shared_at", "revoked_at", "revocation_reason", "revocation_note"),
        ),
        forbid("awards_place", but=("award_id", "live")),
        erasable("awards_evidenceitem", "content", but=("shared",)),
        erasable(
            "awards_signeddocument", "unsigned", "signed", "jwt", but=("signed", "jwt", "signed_at")
        ),
        forbid("awards_credential"),
    ]
