-- Money, mail, the doorbell and the memory.

create table ledger (
  id             {{.Identity}},
  structure_id   bigint not null references structures (id),
  family_id      bigint not null references families (id),
  wallet_id      bigint not null references wallets (id),
  date           date not null,
  label          text not null,
  amount         bigint not null check (amount <> 0), -- cents; a credit is positive
  source         text not null, -- 'import', 'consumption', 'payment', 'reversal', ...
  source_ref     text not null, -- unique within its source: nothing is written twice
  reservation_id bigint references reservations (id),
  created_at     timestamptz not null,
  unique (source, source_ref)
);
create index ledger_family on ledger (family_id, wallet_id, date);

-- A cache of the ledger's sum, kept by the database itself; `cartable check` rebuilds and compares.
create table balances (
  family_id bigint not null references families (id),
  wallet_id bigint not null references wallets (id),
  amount    bigint not null,
  primary key (family_id, wallet_id)
);

create table reports (
  id            {{.Identity}},
  run_id        bigint not null references runs (id),
  family_id     bigint not null references families (id),
  bookings      integer not null,
  cancellations integer not null,
  body          text not null,
  has_mail      boolean not null,
  unique (run_id, family_id)
);
create index reports_family on reports (family_id, id);

create table mails (
  id           {{.Identity}},
  structure_id bigint references structures (id),
  family_id    bigint references families (id),
  report_id    bigint references reports (id),
  kind         text not null,
  address      text not null,
  subject      text not null,
  body         text not null,
  html         text not null default '',
  message_id   text not null unique,
  state        text not null default 'queued' check (state in ('queued', 'sent', 'delayed', 'unknown', 'refused')),
  attempts     integer not null default 0,
  error        text not null default '',
  created_at   timestamptz not null,
  sent_at      timestamptz,
  unique (report_id, address)
);
create index mails_recent on mails (structure_id, id);

-- What must happen after a commit, and will, with Redis or without. Only ids travel.
create table outbox (
  id           {{.Identity}},
  kind         text not null,
  ref          bigint not null,
  state        text not null default 'ready' check (state in ('ready', 'done', 'dead')),
  attempts     integer not null default 0,
  next_at      timestamptz not null,
  leased_until timestamptz,
  announced_at timestamptz,
  error        text not null default '',
  created_at   timestamptz not null,
  done_at      timestamptz,
  unique (kind, ref)
);
create index outbox_ready on outbox (next_at) where state = 'ready';

create table audit (
  id           {{.Identity}},
  at           timestamptz not null,
  account_id   bigint references accounts (id),
  structure_id bigint references structures (id),
  family_id    bigint references families (id), -- the family that sees it
  action       text not null,
  subject      text not null,
  was          text not null default '',
  became       text not null default '',
  reason       text not null default '',
  origin       text not null default ''
);
create index audit_structure on audit (structure_id, id);
create index audit_family on audit (family_id, id);
{{if .Postgres}}
create function append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger ledger_append_only before update or delete on ledger for each row execute function append_only();
create trigger audit_append_only before update or delete on audit for each row execute function append_only();

-- A movement is written once; the night only adds its run and its outcome, once.
create function movement_settles_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.outcome is not null
     or (old.reservation_id, old.kind, old.at, old.date, old.activity_id, old.child_id, old.family_id)
        is distinct from (new.reservation_id, new.kind, new.at, new.date, new.activity_id, new.child_id, new.family_id) then
    raise exception 'movements is append-only';
  end if;
  return new;
end $$;
create trigger movements_append_only before update or delete on movements for each row execute function movement_settles_once();

create function balance_follows_ledger() returns trigger language plpgsql as $$
begin
  insert into balances (family_id, wallet_id, amount)
    select family_id, wallet_id, sum(amount) from added group by family_id, wallet_id order by family_id, wallet_id
    on conflict (family_id, wallet_id) do update set amount = balances.amount + excluded.amount;
  return null;
end $$;
create trigger ledger_balance after insert on ledger referencing new table as added
  for each statement execute function balance_follows_ledger();
{{else}}
create trigger ledger_no_update before update on ledger begin select raise(abort, 'ledger is append-only'); end;
create trigger ledger_no_delete before delete on ledger begin select raise(abort, 'ledger is append-only'); end;
create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;

create trigger movements_settle_once before update on movements
when old.outcome is not null or old.reservation_id <> new.reservation_id or old.kind <> new.kind or old.at <> new.at
  or old.date <> new.date or old.activity_id <> new.activity_id or old.child_id <> new.child_id or old.family_id <> new.family_id
begin select raise(abort, 'movements is append-only'); end;
create trigger movements_no_delete before delete on movements begin select raise(abort, 'movements is append-only'); end;

create trigger ledger_balance after insert on ledger begin
  insert into balances (family_id, wallet_id, amount) values (new.family_id, new.wallet_id, new.amount)
    on conflict (family_id, wallet_id) do update set amount = amount + excluded.amount;
end;
{{end}}
