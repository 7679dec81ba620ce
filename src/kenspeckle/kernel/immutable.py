"""Rows that the database itself refuses to change: judgements, receipts, events, published wording."""

from django.db import migrations


def forbid(
    table: str, *, update: bool = True, delete: bool = True, only: tuple[str, ...] = ()
) -> migrations.RunSQL:
    """Return a migration step after which PostgreSQL refuses to update or delete rows of `table`.

    With `only`, an update is refused when it changes one of those columns, and allowed otherwise.
    """
    steps, undo = [], []
    if update:
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in only)
        steps.append(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
            + (f"WHEN ({changed}) " if only else "")
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
