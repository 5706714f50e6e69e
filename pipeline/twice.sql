-- Reports whose text another one has, white space aside; the first by the name of its file is kept.
create temp table twice as
select report, source, first from (
    select report, source, first_value(source) over same as first, row_number() over same as place
    from incoming_report
    window same as (partition by md5(regexp_replace(text, '[\s\p{Z}]', '', 'g')) order by source, sha256)
)
where place > 1
