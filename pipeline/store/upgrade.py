"""A store made by an older program becomes one of this program, in one transaction; a newer one is refused.

Version 1 is every store made before versions were written. A change of schema.py adds its statements here: the first
entry leads from version 1 to 2, and so on. A new store is made by schema.py alone and is of the newest version.
"""

from sqlalchemy import Connection, func, insert, inspect, select

from pipeline.store.schema import decision, metadata, version

STEPS: tuple[tuple[str, ...], ...] = ()  # SQL that both SQLite and PostgreSQL understand


class Newer(Exception):
    """The store was made by a newer program than this one; the message is Chinese."""


def settle(connection: Connection) -> None:
    """Make what is missing, within the caller's transaction: all of it or nothing. Raises Newer."""
    is_new = not inspect(connection).has_table(decision.name)
    metadata.create_all(connection)
    newest = 1 + len(STEPS)
    found = connection.execute(select(func.max(version.c.version))).scalar() or (newest if is_new else 1)
    if found > newest:
        raise Newer(f"数据库由更新的程序写成（第{found}版，本程序只认识到第{newest}版），请换用新的程序。")
    for statements in STEPS[found - 1 :]:
        for statement in statements:
            connection.exec_driver_sql(statement)
    if connection.execute(select(version.c.version).where(version.c.version == newest)).first() is None:
        connection.execute(insert(version).values(version=newest))
