-- Two households of one child, who an account is, and what nobody may erase.

alter table structures add column hides_presence boolean not null default false; -- a day that the other household booked shows as not available, without saying why
alter table guardians add column name text not null default ''; -- of the adult, for letters and staff: « Anne MARTIN »
alter table accounts add column signed_in_at timestamptz;       -- the last time, on the machine's clock; null = never

create index staff_structure on staff (structure_id);
create index families_name on families (structure_id, last_name, first_name);
create index audit_account on audit (account_id, id) where account_id is not null;
{{if .Postgres}}
-- A row trigger does not see TRUNCATE. (SQLite has none; its REPLACE fires the triggers of deletion since recursive_triggers is on: see db.go.)
create trigger ledger_no_truncate before truncate on ledger for each statement execute function append_only();
create trigger audit_no_truncate before truncate on audit for each statement execute function append_only();
create trigger movements_no_truncate before truncate on movements for each statement execute function append_only();
{{end}}
