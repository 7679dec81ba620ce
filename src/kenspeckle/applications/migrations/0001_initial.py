import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kenspeckle.kernel.immutable import erasable, forbid


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_refuse_change'),
        ('awards', '0001_initial'),
        ('catalogue', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceiptCounter',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned for more evidence'), ('awarded', 'Awarded'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('first_submitted_at', models.DateTimeField(null=True)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reopened', models.JSONField(default=list)),
                ('choices', models.JSONField(default=dict)),
                ('badge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='catalogue.badge')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to=settings.AUTH_USER_MODEL)),
                ('renews', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='awards.award')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='catalogue.badgeversion')),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.criterion')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='applications.application')),
            ],
            options={
                'ordering': ['application', 'criterion__position'],
            },
        ),
        migrations.CreateModel(
            name='AIDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('used', models.BooleanField()),
                ('tool', models.CharField(blank=True, max_length=150)),
                ('how', models.TextField(blank=True, max_length=2000)),
                ('chat_link', models.URLField(blank=True, max_length=500)),
                ('saved_at', models.DateTimeField()),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='ai_declaration', to='applications.application')),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('receipt', models.CharField(max_length=20)),
                ('document', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('submitted_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='applications.application')),
            ],
            options={
                'ordering': ['application', 'number'],
            },
        ),
        migrations.CreateModel(
            name='FrozenPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('content', models.JSONField(null=True)),
                ('salt', models.CharField(max_length=40, null=True)),
                ('digest', models.CharField(max_length=64)),
                ('erased_at', models.DateTimeField(null=True)),
                ('erased_because', models.CharField(max_length=200, null=True)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='applications.submission')),
            ],
            options={
                'ordering': ['submission', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AnswerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('given', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='applications.answer')),
            ],
            options={
                'ordering': ['answer', '-revision'],
                'constraints': [models.UniqueConstraint(fields=('answer', 'revision'), name='one_version_per_revision')],
            },
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned'])), fields=('person', 'badge'), name='one_open_application_per_badge'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('state', 'submitted')), models.Q(models.Q(('state', 'submitted'), _negated=True), ('due_on', None)), _connector='OR'), name='due_date_exactly_while_submitted'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('application', 'criterion'), name='one_answer_per_criterion'),
        ),
        migrations.AddConstraint(
            model_name='aideclaration',
            constraint=models.CheckConstraint(condition=models.Q(('used', False), models.Q(models.Q(('tool', ''), _negated=True), models.Q(('how', ''), _negated=True)), _connector='OR'), name='used_ai_is_described'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('application', 'number'), name='one_submission_per_number'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('receipt', 'number'), name='one_receipt_per_number'),
        ),
        migrations.AddConstraint(
            model_name='frozenpart',
            constraint=models.UniqueConstraint(fields=('submission', 'name'), name='one_part_per_name_of_a_submission'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('state', 'submitted')), fields=['due_on', 'submitted_at'], name='applications_that_wait'),
        ),
        forbid("applications_submission"),
        erasable("applications_frozenpart", "content", "salt"),
        forbid("applications_answerversion", delete=False),
    ]
