"""What every briefing says of its data: when they were made, which version, and whether they are invented."""

from collections.abc import Callable

import polars as pl

from pages.shared.data import is_seen_only
from pages.shared.frame import day
from queries import selection

Ask = Callable[..., pl.DataFrame]  # pages.shared.data.ask, or anything that asks like it


def dated(ask: Ask) -> str:
    built = ask(selection.snapshot).row(0, named=True)
    return f"数据生成于{day(built['created'])}，数据版本{built['snapshot']}"


def caution(simulated: bool) -> str:
    """What must stand on its first page: invented offices, and that numbers nobody saw were kept back."""
    said = ("含模拟数据，仅供演示" if simulated else "", "只看经人核对的数" if is_seen_only() else "")
    return "；".join(filter(None, said))
