-- What a person may query: the tables and views that have a comment, and their columns.

-- name: columns
-- One row per column of a documented table or view, in their order. comment, table_comment: in Chinese; is_view.
select c.table_name, t.comment as table_comment, t.is_view, c.column_name, c.data_type, c.comment
from duckdb_columns() c
join (
    select table_name, comment, false as is_view from duckdb_tables() where comment is not null
    union all
    select view_name, comment, true from duckdb_views() where comment is not null
) t using (table_name)
order by not t.is_view, c.table_name, c.column_index;
