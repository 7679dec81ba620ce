"""Rows that the database itself refuses to change: judgements, receipts, events, published wording.

A column is frozen unless a migration says otherwise, so that a new one is frozen by default.
"""

from django.db import migrations


def forbid(
    table: str, *, but: tuple[str, ...] = (), update: bool = True, delete: bool = True
) -> migrations.RunSQL:
    """Return a migration step after which PostgreSQL refuses to update or delete rows of `table`.

    An update that changes nothing but the columns `but` is allowed.
    """
    steps, undo = [], []
    if update:
        steps.append(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
            + (f"WHEN ({_differs_beyond(but)}) " if but else "")
            + "EXECUTE FUNCTION refuse_change()"
        )
        undo.append(f"DROP TRIGGER {table}_no_update ON {table}")
    if delete:
        steps.append(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION refuse_change()"
        )
        undo.append(f"DROP TRIGGER {table}_no_delete ON {table}")
    return migrations.RunSQL("; ".join(steps), "; ".join(undo))


def erasable(
    table: str, *columns: str, texts: tuple[str, ...] = (), but: tuple[str, ...] = ()
) -> migrations.RunSQL:
    """Return a step that freezes `table`, whose `columns` and `texts` an erasure alone may empty, once.

    The table has `erased_at` and `erased_because`, null until then. An update is allowed when it sets
    both, every one of `columns` to null and every one of `texts` to nothing (a dated tombstone) and
    changes nothing else, or when it changes nothing but the columns `but`.
    """
    emptied = " AND ".join(
        [
            "OLD.erased_at IS NULL",
            "NEW.erased_at IS NOT NULL",
            "NEW.erased_because IS NOT NULL",
            *(f"NEW.{column} IS NULL" for column in columns),
            *(f"NEW.{column} = ''" for column in texts),
        ]
    )
    beyond_tombstone = _differs_beyond((*columns, *texts, "erased_at", "erased_because", *but))
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (({_differs_beyond(but)}) AND (NOT ({emptied}) OR ({beyond_tombstone}))) "
        "EXECUTE FUNCTION refuse_change(); "
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {table}_no_update ON {table}; DROP TRIGGER {table}_no_delete ON {table}",
    )


def _differs_beyond(columns: tuple[str, ...]) -> str:
    """Return the SQL condition that a row differs in a column that is not one of `columns`."""
    names = ", ".join(f"'{column}'" for column in columns)
    taken = f" - ARRAY[{names}]" if names else ""
    return f"(to_jsonb(OLD){taken}) IS DISTINCT FROM (to_jsonb(NEW){taken})"


REFUSE_CHANGE = migrations.RunSQL(
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are written once and kept', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "DROP FUNCTION refuse_change()",
)
