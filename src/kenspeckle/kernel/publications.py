"""Publications: how everybody knows that what the public pages say may have changed.

Every transaction that changes what is published (badges, issuers, frameworks, keys) leaves one row in
`kernel_publication`, by a trigger on those tables, so that no operation can forget it. How many rows
there are is the number of the publication: what was made of the tables at an earlier number is old
from the moment on at which the change is there, and not before.

(A count rather than a counter: rows are only added, so that nobody waits for anybody.)
"""

from django.db import migrations

from kenspeckle.kernel.models import Publication

COUNT_PUBLICATIONS = migrations.RunSQL(
    """
    CREATE FUNCTION count_publication() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF coalesce(current_setting('kenspeckle.counted', true), '') <> 'yes' THEN
            INSERT INTO kernel_publication (at) VALUES (clock_timestamp());
            PERFORM set_config('kenspeckle.counted', 'yes', true);
        END IF;
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION count_publication()",
)


def counts(*tables: str) -> migrations.RunSQL:
    """Return a step after which every change to a row of `tables` is a publication."""
    return migrations.RunSQL(
        "; ".join(
            f"CREATE TRIGGER {table}_is_published AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION count_publication()"
            for table in tables
        ),
        "; ".join(f"DROP TRIGGER {table}_is_published ON {table}" for table in tables),
    )


def number() -> int:
    """Return the number of the present publication. Read it before what is made of the tables."""
    return Publication.objects.count()
