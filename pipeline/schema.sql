-- The contract between workshop and screens. Rows go in by INSERT … BY NAME, so a field too many or too few is an error.
-- Offsets are half-open, into report.text (the original as read). Dates are DATE, never timestamps with a zone.

create table build (                        -- one row: what this snapshot is a function of
    snapshot varchar primary key,           -- UTC time and 8 hex digits of the digest
    created timestamp not null,             -- UTC
    digest varchar not null,                -- of originals, catalogue, decisions and code
    house varchar not null,                 -- digest of what rows follow from beside batches
    reports integer not null
);

create table office (                       -- one row per office; every office of a district stands here, so silence is seen
    office varchar primary key,             -- 9-digit code, or ~<report id> while a person has to settle who it is
    code varchar,                           -- 9-digit code, null when unresolved
    name varchar not null,
    kind varchar not null,                  -- 街道, 镇, 乡, 其他, 未定 (from the code)
    district_code varchar,
    district varchar,
    city varchar,
    province varchar,
    simulated boolean not null              -- 模拟: invented, never to be counted as data
);

create table indicator (                    -- one row per indicator of the catalogue
    id varchar primary key,
    ordinal integer not null,               -- order of the catalogue
    name varchar not null,
    domain varchar not null,
    domain_name varchar not null,           -- Chinese
    unit varchar not null,
    kind varchar not null check (kind in ('count', 'rate', 'amount', 'area')),
    direction varchar not null check (direction in ('higher', 'lower', 'none')),
    numerator varchar,
    denominator varchar[] not null,
    tier varchar not null check (tier in ('core', 'extended')),
    definition varchar not null,
    rule_words varchar[] not null,          -- the rules in words, one text each
    examples varchar[] not null,
    counterexamples varchar[] not null
);

create table report (                       -- one row per report
    report varchar primary key,             -- file name without its ending
    source varchar not null,
    sha256 varchar not null,
    format varchar not null,
    encoding varchar not null,
    title varchar,
    text varchar not null,                  -- the original as read
    office varchar not null references office (office),
    year integer,                           -- the year it reports on; null while unknown
    kind varchar not null,
    kind_name varchar not null,
    issued date,
    period_start date,
    period_end date,
    simulated boolean not null,
    ocr boolean not null,                   -- read from a picture: every number is to be checked against it
    notes varchar[] not null
);

create table origin (                       -- one row per report that was read, whether it is in this snapshot or has a twin there
    report varchar not null,
    source varchar not null,
    sha256 varchar not null,
    content varchar not null,               -- MD5 of its text, white space aside
    batch varchar not null                  -- key of the batch that holds its rows (pipeline/batches.py), else empty
);

create table evidence (                     -- one row per statement of who and when a report is about
    report varchar not null references report (report),
    field varchar not null,
    value varchar not null,
    "start" integer not null,
    "end" integer not null,
    quote varchar not null
);

create table candidate (                    -- one row per office that an unresolved report may be of
    report varchar not null references report (report),
    office varchar not null
);

create table observation (                  -- one row per stated number of an indicator; sorted by indicator, year, office
    report varchar not null,
    office varchar not null,
    year integer,                           -- of period_end
    indicator varchar not null,
    value double not null,
    qualifier varchar not null check (qualifier in ('exact', 'approx', 'at_least', 'at_most')),
    period_start date,
    period_end date,
    status varchar not null check (status in ('actual', 'plan')),
    scope varchar not null check (scope in ('street', 'part')),
    scope_name varchar,
    "start" integer not null,
    "end" integer not null,
    quote varchar not null,
    unit varchar not null,
    rule varchar not null,
    sentence_start integer not null,
    sentence_end integer not null,
    sentence varchar not null,              -- text[sentence_start:sentence_end], so that a page needs no join
    reviewer varchar,                       -- the person who saw it, null: nobody
    reviewed date,                          -- day in China
    decision varchar,                       -- accept, correct, assign, add
    check ("start" < "end")
);

create table change (                       -- one row per stated change of an indicator; never a level
    report varchar not null,
    office varchar not null,
    indicator varchar,
    value double not null,
    unit varchar not null,
    direction varchar not null check (direction in ('up', 'down')),
    period_start date,
    period_end date,
    "start" integer not null,
    "end" integer not null,
    quote varchar not null,
    sentence_start integer not null,
    sentence_end integer not null,
    sentence varchar not null
);

create table numeral (                      -- one row per numeral of a report: the account of all numbers
    report varchar not null,
    "start" integer not null,
    "end" integer not null,
    quote varchar not null,
    disposition varchar not null check (disposition in ('assigned', 'change', 'unassigned', 'structural', 'damaged')),
    why varchar not null,
    value double,                           -- null when damaged
    unit varchar not null,
    sentence_start integer not null,
    sentence_end integer not null,
    indicator varchar,                      -- of a damaged one: whose value is lost with it, null when its words do not say
    check (disposition <> 'damaged' or value is null)
);

create table decision (                     -- one row per decision of a person that holds
    subject varchar not null,               -- what it is about (pipeline/store/decisions.py)
    turn integer not null,                  -- how many words were said about it until then
    action varchar not null check (action in ('accept', 'correct', 'reject', 'assign', 'add', 'exempt', 'identify')),
    person varchar not null,
    day date not null,                      -- in China
    reason varchar not null,
    occasion varchar not null,              -- what brought the case up: a check, 抽查, …
    report varchar,                         -- null for a duty
    office varchar,                         -- of a duty, or the one that a person named for the report
    year integer,
    "start" integer,                        -- where its number stands now, null for a report or a duty
    "end" integer,
    quote varchar,
    sentence varchar,
    indicator varchar,                      -- what the number states, null: no indicator
    value double,
    unit varchar,
    status varchar,
    scope varchar,
    before_indicator varchar,               -- what the program by itself reads there, null: nothing
    before_value double,
    is_same boolean not null                -- whether both agree in indicator, value, status and scope
);

create table returned (                     -- one row per decision that could not be applied any more
    subject varchar not null,
    turn integer not null,
    action varchar not null,
    person varchar not null,
    day date not null,
    reason varchar not null,
    report varchar not null,
    quote varchar,
    sentence varchar,
    indicator varchar,
    value double,
    why varchar not null                    -- Chinese
);

create table duty (                         -- one row per decision of a person that an office has no such duty (无此职能)
    office varchar not null,
    year integer not null,
    indicator varchar not null references indicator (id),
    reason varchar not null,                -- Chinese, as the person wrote it
    primary key (office, year, indicator)
);

create table check_kind (                   -- one row per check of pipeline/checks.sql, whether it found something or not
    "check" varchar primary key,
    ordinal integer not null,
    title varchar not null                  -- Chinese
);

create table finding (                      -- one row per offender of a check (pipeline/checks.sql)
    "check" varchar not null,
    severity varchar not null check (severity in ('error', 'warning', 'note')),
    report varchar not null,
    office varchar not null,
    year integer,
    indicator varchar,
    "start" integer,
    "end" integer,
    message varchar not null                -- Chinese, an official understands it
);

-- One row per office, year and indicator: the street-wide actual value to show, with how many different values were stated
-- for it. Longest period first (a whole year before a part), then the latest end, then the year's own report before a later
-- one that says the value again, then the first place.
create view level as
with candidates as (
    select o.*, o.period_end - o.period_start + 1 as days,
        row_number() over (
            partition by o.office, o.year, o.indicator
            order by o.period_end - o.period_start desc, o.period_end desc, r.year is distinct from o.year, o.report, o."start"
        ) as preference,
        count(distinct o.value) over (partition by o.office, o.year, o.indicator, o.period_start, o.period_end) as n_values
    from observation o left join report r on r.report = o.report
    where o.status = 'actual' and o.scope = 'street'
)
select * exclude (preference), n_values > 1 as is_conflict
from candidates
where preference = 1;

-- One row per office and year: whether a report of that year exists.
create view coverage as
select office, year, count(*) as reports, min(report) as report
from report
where year is not null
group by office, year;

-- One row per office and year with a report: its kind, annual before any other, and the last year before with a report of that
-- kind (year_before, null without any). Only reports of one kind are held against each other.
create view succession as
with filed as (
    select office, year, first(kind order by kind <> 'annual', report) as kind,
        first(report order by kind <> 'annual', report) as report
    from report
    where year is not null
    group by office, year
)
select f.*, (
    select max(r.year) from report r where r.office = f.office and r.kind = f.kind and r.year < f.year
) as year_before
from filed f;
