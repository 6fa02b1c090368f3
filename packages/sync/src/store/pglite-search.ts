/** So many of the newest rows are looked through before the index of words is asked. */
const RECENT = 5_000;

// Row by row through its key: without statistics the planner would rather read all rows for a join.
const WITH_ROWS = `
select hit.entity, (select row.data from row where row.id = hit.id and row.entity = hit.entity) as data
  from hit order by hit.at desc, hit.id desc`;

/** Among the newest rows a common word has its hits at once, and there are no more of them to sort. Takes kind, query, limit. */
export const NEWEST_HITS = `
with hit as materialized (
  select recent.id, recent.entity, recent.at from (
    select id, entity, at, sv from search where kind = $1 order by at desc, id desc limit ${RECENT}) recent
   where recent.sv @@ $2::tsquery order by recent.at desc, recent.id desc limit $3)
${WITH_ROWS}`;

/** The same for words that the newest rows do not have often enough: they are rare, so all their hits are few. */
export const RARE_HITS = `
with any_age as materialized (
  select id, entity, kind, at from search where sv @@ $2::tsquery),
hit as materialized (
  select id, entity, at from any_age where kind = $1 order by at desc, id desc limit $3)
${WITH_ROWS}`;
