"""A snapshot as large as asked for, of invented rows: no report is read, but it is published as every other one is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline import catalogue, publish
from pipeline.fill import frame
from pipeline.offices import Offices
from pipeline.tables import of_house

YEARS = (2014, 2024)
PARENTS = {"office": 0, "report": 1}  # what other tables refer to comes first
NAMES = ("office", "code", "district_code", "report", "report_now", "before_report")  # columns with a name of either
ROWS = """
create temp table filed as
select office, y.year::integer as year, '模拟-' || office || '-' || y.year as report
from office, (select unnest(range({first}, {last})) as year) y
where hash(office, y.year) % 100 >= 8;

create temp table kept as
select f.*, i.*, 30 * row_number() over (partition by report order by id)::integer as spot,
    500 + (hash(report, coalesce(i.denominator[1], id)) % 500)::integer as large
from filed f, indicator i
where hash(f.report, i.id, 1) % 100000 < 1e5 * {rows} / (select count(*) from filed cross join indicator);

create temp table observed as
with parts as (select distinct numerator from indicator where numerator is not null),
valued as (
    select kept.* exclude (value), kept.value::double as value from (
        select k.*, case when kind = 'rate' then round(100.0 * (400 + (hash(report, k.numerator) % 100)::integer) / large, 1)
            when p.numerator is not null then 400 + (hash(report, id) % 100)::integer
            else 500 + (hash(report, id) % 500)::integer end as value
        from kept k left join parts p on p.numerator = k.id
    ) kept
),
quoted as (select *, format('{{:g}}', value) || unit as quote from valued)
select *, '今年' || name || quote || '。' as sentence from quoted;

copy (
    select report, office, year, id as indicator, value, 'exact' as qualifier, make_date(year, 1, 1) as period_start,
        make_date(year, 12, 31) as period_end, 'actual' as status, 'street' as scope, null::varchar as scope_name,
        spot + 2 + length(name) as "start", spot + 2 + length(name) + length(quote) as "end", quote, unit, id || '.1' as rule,
        spot as sentence_start, spot + length(sentence) as sentence_end, sentence, null::varchar as reviewer,
        null::date as reviewed, null::varchar as decision
    from observed
) to '{folder}/observation.parquet';

copy (
    select report, spot + 2 as "start", spot + 4 as "end", '12处' as quote, if(spot = 30, 'unassigned', 'assigned') as disposition,
        if(spot = 30, '没有指标的词与它相配', '') as why, 12.0::double as value, '处' as unit, spot as sentence_start,
        spot + 25 as sentence_end, null::varchar as indicator
    from observed
) to '{folder}/numeral.parquet';

copy (
    select report, report || '.txt' as source, sha256(report) as sha256, 'txt' as format, 'utf-8' as encoding, '模拟年度报告' as title,
        report || repeat('今年巡查商户12处，无人受伤。', 60) as text, office, year, 'annual' as kind, '法治政府建设年度报告' as kind_name,
        make_date(year + 1, 1, 15) as issued, make_date(year, 1, 1) as period_start, make_date(year, 12, 31) as period_end,
        true as simulated, false as ocr, []::varchar[] as notes
    from filed
) to '{folder}/report.parquet';
"""


def snapshot(folder: Path, rows: int) -> str:
    """Publish about so many observations of all offices over ten years; the id of the snapshot."""
    work = folder / "parts"
    work.mkdir(parents=True, exist_ok=True)
    house = catalogue.load()
    tables = of_house(house.indicators, house.domains, Offices.load().by_code.values())
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(work)}) as connection:
        for name in ("office", "indicator"):
            connection.register(name, frame(name, tables[name]))
        for statement in _statements(work, rows):
            connection.execute(statement)
    parts = {name: [work / f"{name}.parquet"] for name in ("observation", "numeral", "report")}
    return publish.publish(tables, f"{rows:08d}", folder, parts).snapshot


def multiply(snapshots: Path, folder: Path, times: int) -> None:
    """A snapshot in which every office and report of another one stands so many times, under codes of its own.

    The copies of a row lie beside it, so that a table lies by indicator and year as before. It is not checked and has no
    seal: it is for asking questions only.
    """
    name = str(publish.current(snapshots))
    folder.mkdir(parents=True)
    shutil.copyfile(snapshots / f"{name}.duckdb", folder / f"{name}.duckdb")
    letters = [chr(ord("A") + number) for number in range(times - 1)]
    own = "select table_name from duckdb_tables() where not temporary order by 1"
    with duckdb.connect(str(folder / f"{name}.duckdb"), config={"memory_limit": "8GB"}) as connection:
        for (table,) in sorted(connection.execute(own).fetchall(), key=lambda row: PARENTS.get(row[0], 2)):
            columns = connection.table(table).columns
            if named := [f'c.c || "{column}" as "{column}"' for column in NAMES if column in columns]:
                connection.execute(
                    f'insert into "{table}" select t.* replace ({", ".join(named)}) '
                    f'from "{table}" t cross join (select unnest({letters}) as c) c'
                )
        connection.execute("checkpoint")
    (folder / "CURRENT").write_text(f"{name}\n", encoding="utf-8")


def _statements(work: Path, rows: int) -> Iterator[str]:
    filled = ROWS.format(first=YEARS[0], last=YEARS[1], rows=rows, folder=work)
    return (part for part in filled.split(";\n") if part.strip())
