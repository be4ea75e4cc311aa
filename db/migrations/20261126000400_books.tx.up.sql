-- Past days become debits, as staff ticked them; the night counts them beside what it settles.

alter table reservations add column attended integer check (attended > 0); -- half hours that staff counted; null = as booked
alter table reservations add column debited_before boolean not null default false; -- by the software that the town left: no line of ours
create index ledger_run on ledger (run_id, family_id) where run_id is not null;
{{if .Postgres}}
alter table run_shards drop constraint run_shards_kind_check;
alter table run_shards add constraint run_shards_kind_check check (kind in ('settle', 'debit', 'report'));
alter table run_shards
  add column debits   integer not null default 0,
  add column unpriced integer not null default 0; -- past days left alone, for no tariff gives their price
{{else}}
create table run_shards_grown (
  id         integer primary key autoincrement,
  run_id     bigint not null references runs (id),
  kind       text not null check (kind in ('settle', 'debit', 'report')),
  activities text not null default '',
  from_date  date,
  to_date    date,
  family_from bigint not null default 0,
  family_to   bigint not null default 0,
  state      text not null default 'todo' check (state in ('todo', 'done', 'dead')),
  accepted   integer not null default 0,
  waitlisted integer not null default 0,
  refused    integer not null default 0,
  cancelled  integer not null default 0,
  pending    integer not null default 0,
  mails      integer not null default 0,
  error      text not null default '',
  done_at    timestamptz,
  debits     integer not null default 0,
  unpriced   integer not null default 0
);
insert into run_shards_grown (id, run_id, kind, activities, from_date, to_date, family_from, family_to, state, accepted, waitlisted, refused,
    cancelled, pending, mails, error, done_at)
  select id, run_id, kind, activities, from_date, to_date, family_from, family_to, state, accepted, waitlisted, refused, cancelled, pending, mails,
    error, done_at from run_shards;
drop table run_shards;
alter table run_shards_grown rename to run_shards;
create index run_shards_run on run_shards (run_id, kind, state);
{{end}}
