-- Two files of one family become one (DOMAIN.md 10.70). The file that goes stays as an empty row that points to the
-- other.
alter table families add column merged_into bigint references families (id); -- null = a file of its own
create index families_merged on families (merged_into) where merged_into is not null;

create table merges (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  kept_id      bigint not null references families (id),
  gone_id      bigint not null references families (id),
  account_id   bigint references accounts (id),
  at           timestamptz not null,
  reason       text not null default '',
  effects      text not null default '', -- what moved, in figures, as JSON
  -- digests of what the merge left, by table, as JSON; empty once it cannot be undone any more
  sums         text not null default '',
  undone_at    timestamptz,
  undone_by    bigint references accounts (id),
  undo_reason  text not null default '',
  -- -1 while rows of the books, the journal and the movements change families. There is no such family, and the key is
  -- verified at the end of a transaction: what this opens is closed again before anybody else may see it.
  under_way    bigint references families (id) deferrable initially deferred,
  check (kept_id <> gone_id), check (under_way is null or under_way = -1)
);
create index merges_gone on merges (gone_id);
create index merges_kept on merges (kept_id);
create index merges_structure on merges (structure_id, id);

-- The children that are one: the row of the one that goes is removed.
create table merge_children (
  merge_id bigint not null references merges (id),
  gone_id  bigint not null,
  kept_id  bigint not null,
  gone_code text not null default '', -- of the child, for files that still have it
  primary key (merge_id, gone_id)
);

-- How things were, for a day: rows that changed, were added or were removed.
create table merge_rows (
  merge_id bigint not null references merges (id),
  position integer not null,
  name     text not null, -- of the table
  act      text not null check (act in ('changed', 'added', 'removed')),
  keys     text not null, -- of the rows, as JSON
  was      text not null default '', -- the whole row that was removed, or the columns that changed, as JSON
  primary key (merge_id, position)
);

-- A line of the books, of the journal or a movement is written once. While a merge is under way, it alone may change
-- the family, from one of its two to the other, and the child, within its pairs: nothing else of the line, and no other
-- line.
{{if .Postgres}}
create function merging(was_family bigint, now_family bigint, was_child bigint, now_child bigint) returns boolean
  language sql stable as $$
  select exists (select 1 from merges m where m.under_way = -1
    and (now_family is not distinct from was_family
      or (was_family, now_family) in ((m.gone_id, m.kept_id), (m.kept_id, m.gone_id)))
    and (now_child is not distinct from was_child or exists (select 1 from merge_children c where c.merge_id = m.id
      and (was_child, now_child) in ((c.gone_id, c.kept_id), (c.kept_id, c.gone_id)))))
$$;

create or replace function ledger_forgets() returns trigger language plpgsql as $$
declare
  kept ledger := new;
begin
  kept.family_id := old.family_id;
  kept.child_id := old.child_id;
  if kept is not distinct from old and merging(old.family_id, new.family_id, old.child_id, new.child_id) then
    return new;
  end if;
  kept := new;
  kept.label := old.label;
  kept.reason := old.reason;
  if kept is distinct from old or new.label not in (old.label, 'Consommation', 'Règlement')
    or new.reason not in (old.reason, '')
     or not exists (select 1 from erasures e where e.family_id = old.family_id and e.state = 'done') then
    raise exception 'ledger is append-only';
  end if;
  return new;
end $$;

create or replace function audit_forgets() returns trigger language plpgsql as $$
declare
  kept audit := new;
begin
  kept.family_id := old.family_id;
  if kept is not distinct from old and merging(old.family_id, new.family_id, null, null) then
    return new;
  end if;
  kept := new;
  kept.subject := old.subject;
  kept.was := old.was;
  kept.became := old.became;
  kept.reason := old.reason;
  kept.origin := old.origin;
  kept.changes := old.changes;
  if kept is distinct from old or new.subject not in (old.subject, 'Effacé') or new.was not in (old.was, '')
    or new.became not in (old.became, '')
     or new.reason not in (old.reason, '') or new.origin not in (old.origin, '') or new.changes is distinct
       from old.changes and new.changes is not null
     or not exists (select 1 from erasures e left join guardians g on g.family_id = e.family_id
       left join accounts a on a.id = g.account_id
       where e.state = 'done' and (e.family_id = old.family_id or a.id = old.account_id
         or old.subject in (a.login, 'Compte ' || a.login)
         or replace(old.subject, '(' || a.login || ')', '') <> old.subject)) then
    raise exception 'audit is append-only';
  end if;
  return new;
end $$;

create or replace function movement_settles_once() returns trigger language plpgsql as $$
declare
  kept movements := new;
begin
  if tg_op = 'UPDATE' then
    kept.family_id := old.family_id;
    kept.child_id := old.child_id;
    if kept is not distinct from old and merging(old.family_id, new.family_id, old.child_id, new.child_id) then
      return new;
    end if;
  end if;
  if tg_op = 'DELETE' or old.outcome is not null
     or (old.reservation_id, old.kind, old.at, old.date, old.activity_id, old.child_id, old.family_id)
        is distinct
          from (new.reservation_id, new.kind, new.at, new.date, new.activity_id, new.child_id, new.family_id) then
    raise exception 'movements is append-only';
  end if;
  return new;
end $$;

-- Whoever read a family just before it was merged writes nothing in its name: they wait for the merge, and read that it
-- is gone.
create function not_merged() returns trigger language plpgsql as $$
declare
  other bigint;
begin
  select merged_into into other from families where id = new.family_id for key share;
  if other is not null then
    raise exception 'this family was merged' using errcode = 'CM001';
  end if;
  return new;
end $$;
{{range .Tables "guardians" "family_emails" "family_children" "quotients" "residences" "feeds" "erasures" "drafts"
  "validations" "movements" "ledger" "payments" "absences" "answers" "offers" "queue_acts" "operation_rows"}}
create trigger {{.}}_not_merged before insert on {{.}} for each row execute function not_merged();
{{end}}
{{else}}
drop trigger ledger_no_update;
create trigger ledger_no_update before update on ledger
when (new.family_id is not old.family_id or new.child_id is not old.child_id
  or new.id is not old.id or new.structure_id is not old.structure_id or new.wallet_id is not old.wallet_id
  or new.date is not old.date or new.amount is not old.amount or new.source is not old.source
    or new.source_ref is not old.source_ref
  or new.reservation_id is not old.reservation_id or new.created_at is not old.created_at or new.kind is not old.kind
  or new.activity_id is not old.activity_id or new.quantity is not old.quantity
  or new.unit_price is not old.unit_price or new.quoted is not old.quoted or new.mode is not old.mode
    or new.number is not old.number
  or new.bank is not old.bank or new.reverses_id is not old.reverses_id or new.account_id is not old.account_id
    or new.run_id is not old.run_id
  or new.payer is not old.payer or new.label not in (old.label, 'Consommation', 'Règlement')
    or new.reason not in (old.reason, '')
  or not exists (select 1 from erasures e where e.family_id = old.family_id and e.state = 'done'))
  and not (new.id is old.id and new.structure_id is old.structure_id and new.wallet_id is old.wallet_id
    and new.date is old.date
      and new.label is old.label and new.amount is old.amount and new.source is old.source
        and new.source_ref is old.source_ref
      and new.reservation_id is old.reservation_id and new.created_at is old.created_at and new.kind is old.kind
      and new.activity_id is old.activity_id and new.quantity is old.quantity and new.unit_price is old.unit_price
      and new.quoted is old.quoted and new.mode is old.mode and new.number is old.number and new.payer is old.payer
      and new.bank is old.bank and new.reverses_id is old.reverses_id and new.account_id is old.account_id
      and new.reason is old.reason and new.run_id is old.run_id
    and exists (select 1 from merges m where m.under_way = -1
      and (new.family_id is old.family_id or new.family_id = m.kept_id and old.family_id = m.gone_id
        or new.family_id = m.gone_id and old.family_id = m.kept_id)
      and (new.child_id is old.child_id or exists (select 1 from merge_children c where c.merge_id = m.id
        and (new.child_id = c.kept_id and old.child_id = c.gone_id or new.child_id = c.gone_id
          and old.child_id = c.kept_id)))))
begin select raise(abort, 'ledger is append-only'); end;

drop trigger audit_no_update;
create trigger audit_no_update before update on audit
when (new.id is not old.id or new.at is not old.at or new.account_id is not old.account_id
  or new.structure_id is not old.structure_id
  or new.family_id is not old.family_id or new.action is not old.action or new.operation_id is not old.operation_id
  or new.subject not in (old.subject, 'Effacé') or new.was not in (old.was, '') or new.became not in (old.became, '')
  or new.reason not in (old.reason, '') or new.origin not in (old.origin, '') or new.changes is not old.changes
    and new.changes is not null
  or not exists (select 1 from erasures e left join guardians g on g.family_id = e.family_id
    left join accounts a on a.id = g.account_id
    where e.state = 'done' and (e.family_id = old.family_id or a.id = old.account_id
      or old.subject in (a.login, 'Compte ' || a.login)
      or replace(old.subject, '(' || a.login || ')', '') <> old.subject)))
  and not (new.id is old.id and new.at is old.at and new.account_id is old.account_id
    and new.structure_id is old.structure_id
      and new.action is old.action and new.subject is old.subject and new.was is old.was and new.became is old.became
      and new.reason is old.reason and new.origin is old.origin and new.changes is old.changes
      and new.operation_id is old.operation_id
    and exists (select 1 from merges m where m.under_way = -1
      and (new.family_id is old.family_id or new.family_id = m.kept_id and old.family_id = m.gone_id
        or new.family_id = m.gone_id and old.family_id = m.kept_id)))
begin select raise(abort, 'audit is append-only'); end;

drop trigger movements_settle_once;
create trigger movements_settle_once before update on movements
when (old.outcome is not null or old.reservation_id <> new.reservation_id or old.kind <> new.kind or old.at <> new.at
  or old.date <> new.date or old.activity_id <> new.activity_id or old.child_id <> new.child_id
    or old.family_id <> new.family_id)
  and not (new.id is old.id and new.structure_id is old.structure_id and new.validation_id is old.validation_id
      and new.activity_id is old.activity_id and new.date is old.date and new.kind is old.kind
      and new.reservation_id is old.reservation_id and new.account_id is old.account_id and new.origin is old.origin
      and new.at is old.at and new.run_id is old.run_id and new.outcome is old.outcome
        and new.operation_id is old.operation_id
    and exists (select 1 from merges m where m.under_way = -1
      and (new.family_id is old.family_id or new.family_id = m.kept_id and old.family_id = m.gone_id
        or new.family_id = m.gone_id and old.family_id = m.kept_id)
      and (new.child_id is old.child_id or exists (select 1 from merge_children c where c.merge_id = m.id
        and (new.child_id = c.kept_id and old.child_id = c.gone_id or new.child_id = c.gone_id
          and old.child_id = c.kept_id)))))
begin select raise(abort, 'movements is append-only'); end;

{{range .Tables "guardians" "family_emails" "family_children" "quotients" "residences" "feeds" "erasures" "drafts"
  "validations" "movements" "ledger" "payments" "absences" "answers" "offers" "queue_acts" "operation_rows"}}
create trigger {{.}}_not_merged before insert on {{.}}
when exists (select 1 from families where id = new.family_id and merged_into is not null)
begin select raise(abort, 'this family was merged'); end;
{{end}}
{{end}}
