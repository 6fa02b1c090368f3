import { hexOf, md5Start } from './md5.ts';

/** `idx` of a row that a page brought: newer than every change that its snapshot saw. */
export const LOADED = 2_147_483_647;

/**
 * The tables of the local database: the same few for every entity, so that the engine stays free of what the app's rows
 * mean and no schema is ever migrated in a browser. Whoever changes this text gets a directory of another name, which is
 * filled from the server. Texts compare byte by byte, as ids do in JavaScript.
 *
 * `seq` and `idx` are a row's version, `generation` the load or frame that brought it last: versions of generations before
 * `base` (in `meta`) are of another epoch and count as older than any.
 */
export const PGLITE_SCHEMA = `
-- PGlite 0.5.16: another one may not read the files of this one.
create table row (
  entity text collate "C" not null,
  id text collate "C" not null,
  scope_id text collate "C" not null,
  grp text collate "C",
  hot boolean not null,
  seq bigint not null,
  idx integer not null,
  generation integer not null,
  rev integer not null,
  data text not null,
  primary key (id, entity)
) with (fillfactor = 90);
create index row_grp on row (grp) where grp is not null;
create index row_hot on row (entity, id) where hot;

create table search (
  id text collate "C" not null,
  entity text collate "C" not null,
  kind text collate "C" not null,
  at text collate "C" not null,
  sv tsvector not null,
  primary key (id, entity)
);
create index search_sv on search using gin (sv);
create index search_newest on search (kind, at desc, id desc);

create table tombstone (
  id text collate "C" not null,
  entity text collate "C" not null,
  seq bigint not null,
  idx integer not null,
  primary key (id, entity)
);

create table settled (uid text collate "C" primary key, data text not null);

create table meta (name text collate "C" primary key, data text not null);
`;

/**
 * Kept in the data directory. A cache needs no image of each page in its log, and the log none of the room that a server
 * would give it: what a lost power supply tears is noticed by the pages' checksums, and fetched again. A commit
 * writes its log out (though PGlite runs without fsync): nothing else in the one process that there is would do it later.
 * What is not sorted into the index of words yet is looked through by every search: that is kept short.
 * Nor does anything gather statistics: left to its guesses, the planner would sort all rows where an index has them in order.
 */
export const PGLITE_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '32MB',
  full_page_writes: 'off',
  max_wal_size: '24MB',
  min_wal_size: '4MB',
  gin_pending_list_limit: '1MB',
  jit: 'off',
  enable_sort: 'off',
};

/** Names what a data directory holds: files of another name are not opened. */
export const SCHEMA_HASH = hexOf(md5Start(PGLITE_SCHEMA + JSON.stringify(PGLITE_SETTINGS)));
