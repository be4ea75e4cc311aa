-- A family that was forgotten loses its words in the books and in the journal too; their figures, dates and ids never change. The
-- database lets a word go by one way alone: to the word that stands for nothing (db/personal_lines.go), in a line of a family whose
-- erasure is done, or in a line of the journal that was written by one of its adults or names their login.
{{if .Postgres}}
create function ledger_forgets() returns trigger language plpgsql as $$
declare
  kept ledger := new;
begin
  kept.label := old.label;
  kept.reason := old.reason;
  if kept is distinct from old or new.label not in (old.label, 'Consommation', 'Règlement') or new.reason not in (old.reason, '')
     or not exists (select 1 from erasures e where e.family_id = old.family_id and e.state = 'done') then
    raise exception 'ledger is append-only';
  end if;
  return new;
end $$;
drop trigger ledger_append_only on ledger;
create trigger ledger_append_only before delete on ledger for each row execute function append_only();
create trigger ledger_forgets before update on ledger for each row execute function ledger_forgets();

create function audit_forgets() returns trigger language plpgsql as $$
declare
  kept audit := new;
begin
  kept.subject := old.subject;
  kept.was := old.was;
  kept.became := old.became;
  kept.reason := old.reason;
  kept.origin := old.origin;
  if kept is distinct from old or new.subject not in (old.subject, 'Effacé') or new.was not in (old.was, '') or new.became not in (old.became, '')
     or new.reason not in (old.reason, '') or new.origin not in (old.origin, '')
     or not exists (select 1 from erasures e left join guardians g on g.family_id = e.family_id left join accounts a on a.id = g.account_id
       where e.state = 'done' and (e.family_id = old.family_id or a.id = old.account_id or old.subject in (a.login, 'Compte ' || a.login)
         or replace(old.subject, '(' || a.login || ')', '') <> old.subject)) then
    raise exception 'audit is append-only';
  end if;
  return new;
end $$;
drop trigger audit_append_only on audit;
create trigger audit_append_only before delete on audit for each row execute function append_only();
create trigger audit_forgets before update on audit for each row execute function audit_forgets();
{{else}}
drop trigger ledger_no_update;
create trigger ledger_no_update before update on ledger
when new.id is not old.id or new.structure_id is not old.structure_id or new.family_id is not old.family_id or new.wallet_id is not old.wallet_id
  or new.date is not old.date or new.amount is not old.amount or new.source is not old.source or new.source_ref is not old.source_ref
  or new.reservation_id is not old.reservation_id or new.created_at is not old.created_at or new.kind is not old.kind
  or new.child_id is not old.child_id or new.activity_id is not old.activity_id or new.quantity is not old.quantity
  or new.unit_price is not old.unit_price or new.quoted is not old.quoted or new.mode is not old.mode or new.number is not old.number
  or new.bank is not old.bank or new.reverses_id is not old.reverses_id or new.account_id is not old.account_id or new.run_id is not old.run_id
  or new.payer is not old.payer or new.label not in (old.label, 'Consommation', 'Règlement') or new.reason not in (old.reason, '')
  or not exists (select 1 from erasures e where e.family_id = old.family_id and e.state = 'done')
begin select raise(abort, 'ledger is append-only'); end;

drop trigger audit_no_update;
create trigger audit_no_update before update on audit
when new.id is not old.id or new.at is not old.at or new.account_id is not old.account_id or new.structure_id is not old.structure_id
  or new.family_id is not old.family_id or new.action is not old.action or new.subject not in (old.subject, 'Effacé')
  or new.was not in (old.was, '') or new.became not in (old.became, '') or new.reason not in (old.reason, '') or new.origin not in (old.origin, '')
  or not exists (select 1 from erasures e left join guardians g on g.family_id = e.family_id left join accounts a on a.id = g.account_id
    where e.state = 'done' and (e.family_id = old.family_id or a.id = old.account_id or old.subject in (a.login, 'Compte ' || a.login)
      or replace(old.subject, '(' || a.login || ')', '') <> old.subject))
begin select raise(abort, 'audit is append-only'); end;
{{end}}
