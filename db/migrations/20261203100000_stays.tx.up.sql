-- When a child came to an activity and left it, and what the family owes because it was fetched late.
alter table activities add column late_fee bigint not null default 0 check (late_fee >= 0); -- cents; 0 = none
alter table activities add column late_grace integer check (late_grace >= 0); -- minutes after the end; null = none

alter table reservations add column arrived text; -- HH:MM, on the clock of the town; null = not stamped
alter table reservations add column departed text;
alter table reservations add column late_fee bigint not null default 0 check (late_fee >= 0); -- as it was when stamped
-- The rule of the activity when a departure was first stamped: a departure that is corrected is judged by it.
alter table reservations add column late_rule bigint check (late_rule >= 0); -- the fee; null = never stamped
alter table reservations add column late_after integer; -- the last minute of the day that is not late

-- Of which line of a sheet a line of the journal tells, whatever the child and the activity are called later.
alter table audit add column reservation_id bigint references reservations (id);
create index audit_reservation on audit (reservation_id) where reservation_id is not null;
{{if not .Postgres}}
drop trigger audit_no_update;
create trigger audit_no_update before update on audit
when (new.id is not old.id or new.at is not old.at or new.account_id is not old.account_id
  or new.structure_id is not old.structure_id
  or new.family_id is not old.family_id or new.action is not old.action or new.operation_id is not old.operation_id
  or new.reservation_id is not old.reservation_id
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
      and new.operation_id is old.operation_id and new.reservation_id is old.reservation_id
    and exists (select 1 from merges m where m.under_way = -1
      and (new.family_id is old.family_id or new.family_id = m.kept_id and old.family_id = m.gone_id
        or new.family_id = m.gone_id and old.family_id = m.kept_id)))
begin select raise(abort, 'audit is append-only'); end;
{{end}}
