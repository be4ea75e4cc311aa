-- The ledger learns what a history shows: whose consumption, at what price, and how a payment was made. A free meal is a
-- consumption too, so an amount may be zero.

alter table structures add column bill text not null default 'booked' check (bill in ('booked', 'ticked')); -- past days nobody ticked: debited as booked, or not yet
{{if .Postgres}}
alter table ledger drop constraint ledger_amount_check;
alter table ledger disable trigger ledger_append_only;
alter table ledger
  add column kind        text not null default 'payment' check (kind in ('consumption', 'payment')),
  add column child_id    bigint references children (id),
  add column activity_id bigint references activities (id),
  add column quantity    integer,     -- units; negative in a reversal
  add column unit_price  bigint,      -- cents
  add column quoted      bigint,      -- what the family was told when it validated, cents; null = nothing was told
  add column mode        text not null default '' check (mode in ('', 'card', 'debit', 'cheque', 'cash', 'transfer', 'voucher', 'other')),
  add column number      text not null default '', -- of the cheque, or the authorisation of the platform
  add column payer       text not null default '',
  add column bank        text not null default '',
  add column reverses_id bigint references ledger (id),
  add column account_id  bigint references accounts (id), -- who wrote it; null = the night, the platform
  add column reason      text not null default '',
  add column run_id      bigint references runs (id);     -- the night that debited
update ledger set kind = 'consumption' where amount < 0;
alter table ledger enable trigger ledger_append_only;
{{else}}
create table ledger_grown (
  id             integer primary key autoincrement,
  structure_id   bigint not null references structures (id),
  family_id      bigint not null references families (id),
  wallet_id      bigint not null references wallets (id),
  date           date not null,
  label          text not null,
  amount         bigint not null,
  source         text not null,
  source_ref     text not null,
  reservation_id bigint references reservations (id),
  created_at     timestamptz not null,
  kind           text not null default 'payment' check (kind in ('consumption', 'payment')),
  child_id       bigint references children (id),
  activity_id    bigint references activities (id),
  quantity       integer,
  unit_price     bigint,
  quoted         bigint,
  mode           text not null default '' check (mode in ('', 'card', 'debit', 'cheque', 'cash', 'transfer', 'voucher', 'other')),
  number         text not null default '',
  payer          text not null default '',
  bank           text not null default '',
  reverses_id    bigint references ledger (id),
  account_id     bigint references accounts (id),
  reason         text not null default '',
  run_id         bigint references runs (id),
  unique (source, source_ref)
);
insert into ledger_grown (id, structure_id, family_id, wallet_id, date, label, amount, source, source_ref, reservation_id, created_at, kind)
  select id, structure_id, family_id, wallet_id, date, label, amount, source, source_ref, reservation_id, created_at,
    case when amount < 0 then 'consumption' else 'payment' end from ledger;
drop trigger ledger_no_update;
drop trigger ledger_no_delete;
drop trigger ledger_balance;
drop table ledger;
alter table ledger_grown rename to ledger;
create index ledger_family on ledger (family_id, wallet_id, date);
create trigger ledger_no_update before update on ledger begin select raise(abort, 'ledger is append-only'); end;
create trigger ledger_no_delete before delete on ledger begin select raise(abort, 'ledger is append-only'); end;
create trigger ledger_balance after insert on ledger begin
  insert into balances (family_id, wallet_id, amount) values (new.family_id, new.wallet_id, new.amount)
    on conflict (family_id, wallet_id) do update set amount = amount + excluded.amount;
end;
{{end}}
-- A line is reversed once at most, and a reservation is debited by one line that no other reverses.
create unique index ledger_reverses on ledger (reverses_id) where reverses_id is not null;
create index ledger_history on ledger (family_id, kind, date, id);
create index ledger_journal on ledger (structure_id, kind, date, id);
create index ledger_reservation on ledger (reservation_id) where reservation_id is not null;
-- What the night has still to debit, however old the town.
create index reservations_unbilled on reservations (structure_id, date) where state = 'accepted' and not billed;
