-- What a setting of the town was and became, as town.Changes writes it (JSON): the sentence of a line is read, this is undone. Null where
-- a line tells of something else. Like the words of a line it goes when the family that it speaks of is forgotten, and never changes
-- otherwise.
alter table audit add column changes text;
{{if .Postgres}}
create or replace function audit_forgets() returns trigger language plpgsql as $$
declare
  kept audit := new;
begin
  kept.subject := old.subject;
  kept.was := old.was;
  kept.became := old.became;
  kept.reason := old.reason;
  kept.origin := old.origin;
  kept.changes := old.changes;
  if kept is distinct from old or new.subject not in (old.subject, 'Effacé') or new.was not in (old.was, '') or new.became not in (old.became, '')
     or new.reason not in (old.reason, '') or new.origin not in (old.origin, '') or new.changes is distinct from old.changes and new.changes is not null
     or not exists (select 1 from erasures e left join guardians g on g.family_id = e.family_id left join accounts a on a.id = g.account_id
       where e.state = 'done' and (e.family_id = old.family_id or a.id = old.account_id or old.subject in (a.login, 'Compte ' || a.login)
         or replace(old.subject, '(' || a.login || ')', '') <> old.subject)) then
    raise exception 'audit is append-only';
  end if;
  return new;
end $$;
{{else}}
drop trigger audit_no_update;
create trigger audit_no_update before update on audit
when new.id is not old.id or new.at is not old.at or new.account_id is not old.account_id or new.structure_id is not old.structure_id
  or new.family_id is not old.family_id or new.action is not old.action or new.subject not in (old.subject, 'Effacé')
  or new.was not in (old.was, '') or new.became not in (old.became, '') or new.reason not in (old.reason, '') or new.origin not in (old.origin, '')
  or new.changes is not old.changes and new.changes is not null
  or not exists (select 1 from erasures e left join guardians g on g.family_id = e.family_id left join accounts a on a.id = g.account_id
    where e.state = 'done' and (e.family_id = old.family_id or a.id = old.account_id or old.subject in (a.login, 'Compte ' || a.login)
      or replace(old.subject, '(' || a.login || ')', '') <> old.subject))
begin select raise(abort, 'audit is append-only'); end;
{{end}}
