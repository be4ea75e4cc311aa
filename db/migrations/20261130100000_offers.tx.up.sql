-- A place that becomes free may be offered to who waits: it is held, in a state of its own, until the family answers.
{{if .Postgres -}}
alter table reservations drop constraint reservations_state_check;
alter table reservations add constraint reservations_state_check
  check (state in ('pending', 'waitlisted', 'offered', 'accepted', 'refused', 'cancelled'));
alter table reservations drop constraint reservations_was_check;
alter table reservations add constraint reservations_was_check
  check (was in ('pending', 'waitlisted', 'offered', 'accepted', 'refused'));
alter table movements drop constraint movements_outcome_check;
alter table movements add constraint movements_outcome_check
  check (outcome in ('accepted', 'waitlisted', 'offered', 'pending', 'refused', 'cancelled', 'withdrawn'));
{{- else -}}
-- SQLite drops no check: its text is replaced where the schema is kept (sqlite.org/lang_altertable.html, section 7).
pragma writable_schema = on;
update sqlite_schema set sql = replace(replace(sql,
    '(state in (''pending'', ''waitlisted'', ''accepted'',', '(state in (''pending'', ''waitlisted'', ''offered'', ''accepted'','),
    '(was in (''pending'', ''waitlisted'', ''accepted'',', '(was in (''pending'', ''waitlisted'', ''offered'', ''accepted'',')
  where type = 'table' and name = 'reservations';
update sqlite_schema set sql = replace(sql,
    '(outcome in (''accepted'', ''waitlisted'', ''pending'',', '(outcome in (''accepted'', ''waitlisted'', ''offered'', ''pending'',')
  where type = 'table' and name = 'movements';
pragma writable_schema = reset;
{{- end}}

alter table activities add column offer_hours integer check (offer_hours > 0); -- to answer an offer; null = places are given

-- What may still have to be paid: an offered place too.
drop index reservations_to_debit;
create index reservations_to_debit on reservations (family_id, date) where not billed and state in ('accepted', 'offered', 'waitlisted', 'pending');

-- Places that were offered, one line each time.
create table offers (
  id             {{.Identity}},
  structure_id   bigint not null references structures (id),
  reservation_id bigint not null references reservations (id),
  family_id      bigint not null references families (id),
  account_id     bigint references accounts (id), -- who offered it; null = the night, or the turn of the next
  at             timestamptz not null,
  until          timestamptz not null, -- the last instant of an answer
  hours          integer not null check (hours > 0), -- as it was meant: the next in line has as long
  state          text not null default 'open' check (state in ('open', 'accepted', 'declined', 'lapsed', 'void')),
  answered_at    timestamptz,
  answered_by    bigint references accounts (id), -- null = by the link of the mail
  told           boolean not null default false, -- the family was written to, or has no address
  run_id         bigint references runs (id) -- the night that reported the place that the family took
);
create unique index offers_open on offers (reservation_id) where state = 'open';
create index offers_due on offers (until) where state = 'open';
create index offers_untold on offers (id) where not told;
create index offers_unreported on offers (structure_id) where state = 'accepted' and run_id is null;
create index offers_family on offers (family_id, at);
create index offers_reservation on offers (reservation_id);

-- What staff did to a waiting list, each with the reason that the family reads.
create table queue_acts (
  id             {{.Identity}},
  structure_id   bigint not null references structures (id),
  reservation_id bigint not null references reservations (id),
  family_id      bigint not null references families (id),
  account_id     bigint references accounts (id),
  at             timestamptz not null,
  what           text not null check (what in ('given', 'first', 'passed', 'back', 'taken-off')),
  priority       integer not null, -- the class of the request before
  words          text not null default '',
  run_id         bigint references runs (id) -- the night that reported a place that was given
);
create index queue_acts_unreported on queue_acts (structure_id) where what = 'given' and run_id is null;
create index queue_acts_reservation on queue_acts (reservation_id, id);
create index queue_acts_family on queue_acts (family_id, at);
