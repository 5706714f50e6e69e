-- Reports whose text another one has, white space aside; the first by the name of its file is kept.
create or replace temp table twice as
select report, source, first from (
    select report, source, first_value(source) over same as first, row_number() over same as place
    from origin
    window same as (partition by content order by source, sha256)
)
where place > 1
