-- Opérations: batches of changes by staff that touch families. One is prepared, which changes nothing, then applied, and may be undone.
-- changes is what it sets, as town.Changes writes it; once it is applied the journal keeps that, line by line, and the text is emptied:
-- a line about a family goes with it.
create table operations (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  kind         text not null,
  title        text not null,
  reason       text not null,
  words        text not null default '', -- what families are told, besides the reason
  tell         boolean not null default false, -- the families whose mail is optional are written to
  changes      text not null default '',
  state        text not null check (state in ('prepared', 'applying', 'applied', 'undoing', 'undone')),
  prepared_at  timestamptz not null,
  prepared_by  bigint references accounts (id),
  applied_at   timestamptz,
  applied_by   bigint references accounts (id),
  first_day    date, -- the first that it touches: it cannot be undone once that has begun
  undone_at    timestamptz,
  undone_by    bigint references accounts (id),
  undo_reason  text not null default '',
  kept         text not null default '', -- settings that were not restored, because they had changed again: JSON
  told         boolean not null default false, -- its mails were queued
  effects      text not null default '' -- effect.Counts, as it was applied: JSON
);
create index operations_structure on operations (structure_id, id);
create index operations_open on operations (id) where state in ('applying', 'undoing');

-- What an opération does to the requests of families. A row is done once, and may be given back once.
create table operation_rows (
  operation_id   bigint not null references operations (id),
  reservation_id bigint not null references reservations (id),
  family_id      bigint not null references families (id),
  child_id       bigint not null references children (id),
  activity_id    bigint not null references activities (id),
  date           date not null,
  fate           text not null check (fate in ('cancelled', 'withdrawn', 'repriced')),
  back           bigint not null default 0, -- cents that the family gets back
  state          text not null default 'todo' check (state in ('todo', 'done', 'left', 'restored', 'queued', 'lost')),
  why            text not null default '', -- of one that is left, queued or lost: a code
  primary key (operation_id, reservation_id)
);
create index operation_rows_todo on operation_rows (operation_id, reservation_id) where state = 'todo';
create index operation_rows_family on operation_rows (family_id, operation_id);
create index operation_rows_reservation on operation_rows (reservation_id);

-- Its mails: one a family and a message.
create table operation_mails (
  operation_id bigint not null references operations (id),
  family_id    bigint not null references families (id),
  kind         text not null check (kind in ('applied', 'undone')),
  has_mail     boolean not null,
  primary key (operation_id, family_id, kind)
);

-- Whose doing a movement and a line of the journal are; such a movement was told by the opération, and no night transmits it.
alter table movements add column operation_id bigint references operations (id);
alter table audit add column operation_id bigint references operations (id);
create index audit_operation on audit (operation_id) where operation_id is not null;
{{if not .Postgres}}
drop trigger audit_no_update;
create trigger audit_no_update before update on audit
when new.id is not old.id or new.at is not old.at or new.account_id is not old.account_id or new.structure_id is not old.structure_id
  or new.family_id is not old.family_id or new.action is not old.action or new.operation_id is not old.operation_id
  or new.subject not in (old.subject, 'Effacé') or new.was not in (old.was, '') or new.became not in (old.became, '')
  or new.reason not in (old.reason, '') or new.origin not in (old.origin, '') or new.changes is not old.changes and new.changes is not null
  or not exists (select 1 from erasures e left join guardians g on g.family_id = e.family_id left join accounts a on a.id = g.account_id
    where e.state = 'done' and (e.family_id = old.family_id or a.id = old.account_id or old.subject in (a.login, 'Compte ' || a.login)
      or replace(old.subject, '(' || a.login || ')', '') <> old.subject))
begin select raise(abort, 'audit is append-only'); end;
{{end}}
