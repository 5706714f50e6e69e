"""Who may do what: an administrator's words, of which the last about a person holds."""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, insert, select

from pipeline.store import audit, begin
from pipeline.store.schema import account


class Role(StrEnum):
    """The roles; the values are shown to people. Each may do what the one before it may, and more."""

    NONE = "停用"
    OFFICE = "街镇"  # sees and checks its own office only
    READER = "浏览"
    ANALYST = "分析"
    REVIEWER = "核对"
    ADMIN = "管理"


class Account(NamedTuple):
    person: str
    role: Role
    office: str | None = None


def grant(person: str, role: Role, office: str | None, granted_by: str) -> None:
    """Give a person a role, and log it. Raises ValueError for a street office's role without an office."""
    if (role is Role.OFFICE) != bool(office):
        raise ValueError("街镇角色须写明街镇代码，其他角色不写")
    row = {"person": person, "role": role.value, "office": office, "granted_by": granted_by, "time": audit.now()}
    with begin() as connection:
        connection.execute(insert(account).values(row))
        detail = f"{person}：{role.value}" + (f"（{office}）" if office else "")
        audit.note(granted_by, audit.Event.ACCOUNT, detail, connection)


def find(person: str) -> Account | None:
    """The account of a person, None when nobody gave any."""
    return next((one for one in every() if one.person == person), None)


def every() -> list[Account]:
    """All accounts that hold, by name."""
    newest = select(func.max(account.c.id)).group_by(account.c.person)
    chosen = select(account.c.person, account.c.role, account.c.office).where(account.c.id.in_(newest))
    with begin() as connection:
        rows = connection.execute(chosen.order_by(account.c.person)).all()
    return [Account(person, Role(role), office) for person, role, office in rows]
