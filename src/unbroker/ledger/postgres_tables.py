"""The tables of an office's ledgers on PostgreSQL, and who may do what with them; as SQL for the database's owner.

What keeps the ledgers append-only are rights: a writer may SELECT and INSERT, an eraser may only empty payloads, and
rows of another office are not seen by either. Nothing here connects to anything.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Column, Integer, LargeBinary, MetaData, SmallInteger, Table, Text

_METADATA = MetaData(schema="unbroker")
OFFICES = Table("offices", _METADATA, Column("id", SmallInteger), Column("name", Text))
LEDGERS = Table(
    "ledgers", _METADATA, Column("id", Integer, primary_key=True), Column("office", SmallInteger), Column("name", Text),
    Column("salt", LargeBinary),
)  # fmt: skip
MOVED = Table("moved", _METADATA, Column("ledger", Integer), Column("office", SmallInteger))
EVENTS = Table(
    "events", _METADATA, Column("office", SmallInteger), Column("ledger", Integer), Column("seq", Integer),
    Column("at", Text), Column("on_day", Text), Column("kind", Text), Column("reference", Text), Column("right", Text),
    Column("letter", Text), Column("run", Text), Column("voids", Integer), Column("payload", LargeBinary),
    Column("prev", LargeBinary), Column("hash", LargeBinary),
)  # fmt: skip
PAYLOADS = Table(
    "payloads", _METADATA, Column("office", SmallInteger), Column("ledger", Integer), Column("seq", Integer),
    Column("content", Text),
)  # fmt: skip

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_TABLES = """
CREATE SCHEMA IF NOT EXISTS unbroker;
CREATE TABLE IF NOT EXISTS unbroker.offices (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,
  writer text NOT NULL, eraser text NOT NULL);
CREATE TABLE IF NOT EXISTS unbroker.ledgers (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, office smallint NOT NULL REFERENCES unbroker.offices,
  name text NOT NULL, salt bytea NOT NULL, made timestamptz NOT NULL DEFAULT now(), UNIQUE (id, office));
CREATE INDEX IF NOT EXISTS ledgers_by_name ON unbroker.ledgers (office, name);
CREATE TABLE IF NOT EXISTS unbroker.moved (
  ledger integer PRIMARY KEY, office smallint NOT NULL, at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (ledger, office) REFERENCES unbroker.ledgers (id, office));
CREATE TABLE IF NOT EXISTS unbroker.events (
  office smallint NOT NULL, ledger integer NOT NULL, seq integer NOT NULL, at text NOT NULL, on_day text NOT NULL,
  kind text NOT NULL, reference text, "right" text, letter text, run text, voids integer, payload bytea NOT NULL,
  prev bytea NOT NULL, hash bytea NOT NULL,
  PRIMARY KEY (ledger, seq), FOREIGN KEY (ledger, office) REFERENCES unbroker.ledgers (id, office));
CREATE TABLE IF NOT EXISTS unbroker.payloads (
  office smallint NOT NULL, ledger integer NOT NULL, seq integer NOT NULL, content text,
  PRIMARY KEY (ledger, seq), FOREIGN KEY (ledger, office) REFERENCES unbroker.ledgers (id, office));
CREATE OR REPLACE FUNCTION unbroker.keep() RETURNS trigger LANGUAGE plpgsql AS
  $$BEGIN RAISE EXCEPTION 'events are never changed'; END$$;
CREATE OR REPLACE TRIGGER events_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON unbroker.events
  FOR EACH STATEMENT EXECUTE FUNCTION unbroker.keep();
"""

_OURS = "pg_has_role(current_user, {0}::name, 'USAGE')"
_AS_WRITER = (
    "office = ANY (ARRAY(SELECT id FROM unbroker.offices WHERE pg_has_role(current_user, writer::name, 'USAGE')))"
)
_AS_ERASER = _AS_WRITER.replace("writer", "eraser")
_EITHER = "office = ANY (ARRAY(SELECT id FROM unbroker.offices))"


def script(office: str, users: Sequence[str] = (), erasers: Sequence[str] = ()) -> str:
    """The SQL that makes a database ready for an office, to be read by psql; what is there already stays.

    Args:
        office: its slug.
        users: roles that exist, who may record.
        erasers: those who may also empty payloads.

    Raises:
        ValueError: the office's name is no slug.
    """
    if not _SLUG.fullmatch(office):
        raise ValueError(f"{office!r} is not a slug")
    writer, eraser = roles(office)
    grants = [f"GRANT {quoted(writer)} TO {quoted(user)};" for user in (*users, *erasers)]
    grants += [f"GRANT {quoted(eraser)} TO {quoted(user)};" for user in erasers]
    return "\n".join(
        ("\\set ON_ERROR_STOP on", "BEGIN;", _TABLES, *_policies(), *_of_office(office, writer, eraser), *grants,
         "COMMIT;", "")
    )  # fmt: skip


def roles(office: str) -> tuple[str, str]:
    """The roles of an office: who may record, and who may empty payloads."""
    return f"unbroker_{office}_writer", f"unbroker_{office}_eraser"


def jobs_schema(office: str) -> str:
    """The schema in which the jobs of an office are."""
    return f"unbroker_{office}_jobs"


def _policies() -> list[str]:
    seen = f"{_OURS.format('writer')} OR {_OURS.format('eraser')}"
    lines = []
    for table, actions in (
        ("offices", (("SELECT", f"USING ({seen})"),)),
        *((name, _SEE_AND_ADD) for name in ("ledgers", "moved", "events")),
        (
            "payloads",
            (*_SEE_AND_ADD, ("UPDATE", f"USING ({_AS_ERASER}) WITH CHECK (content IS NULL AND {_AS_ERASER})")),
        ),
    ):
        lines += [f"ALTER TABLE unbroker.{table} {what} ROW LEVEL SECURITY;" for what in ("ENABLE", "FORCE")]
        for action, condition in actions:
            name = f"{table}_{action.lower()}"
            lines.append(f"DROP POLICY IF EXISTS {name} ON unbroker.{table};")
            lines.append(f"CREATE POLICY {name} ON unbroker.{table} FOR {action} {condition};")
    return lines


_APPENDED = ("ledgers", "moved", "events", "payloads")
_SEE_AND_ADD = (("SELECT", f"USING ({_EITHER})"), ("INSERT", f"WITH CHECK ({_AS_WRITER})"))


def _of_office(office: str, writer: str, eraser: str) -> list[str]:
    """The roles of an office and its row; roles belong to the whole server, and may be there from another database."""
    makes = [
        f"DO $$BEGIN CREATE ROLE {quoted(role)} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END$$;"
        for role in (writer, eraser)
    ]
    row = f"'{office}', '{writer}', '{eraser}'"
    both = f"{quoted(writer)}, {quoted(eraser)}"
    return [
        *makes,
        "ALTER TABLE unbroker.offices NO FORCE ROW LEVEL SECURITY;",
        f"INSERT INTO unbroker.offices (name, writer, eraser) VALUES ({row}) ON CONFLICT DO NOTHING;",  # noqa: S608 - slugs
        "ALTER TABLE unbroker.offices FORCE ROW LEVEL SECURITY;",
        f"GRANT USAGE ON SCHEMA unbroker TO {both};",
        f"GRANT SELECT ON unbroker.offices TO {both};",
        *(f"GRANT SELECT, INSERT ON unbroker.{table} TO {quoted(writer)};" for table in _APPENDED),
        f"GRANT SELECT (office, ledger, seq), UPDATE (content) ON unbroker.payloads TO {quoted(eraser)};",
    ]


def quoted(name: str) -> str:
    """A name as SQL has it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
