-- Online payments: what we asked of the platform, what it answered, and what a treasurer decided. An attempt is credited by
-- lines of the ledger, once: source 'payment', source_ref its id (and "id/wallet" for the wallets after the first).

create table payments (
  id            {{.Identity}},
  structure_id  bigint not null references structures (id),
  family_id     bigint not null,
  account_id    bigint references accounts (id), -- who paid
  token         text not null unique,            -- of the status page's address: not to be guessed
  form_token    text not null,                   -- a form sent twice is one attempt
  numcli        text not null,
  refdet        text not null unique,            -- ours: 6 to 30 letters or figures
  idop          text unique,                     -- the platform's; null until it gave one
  amount        bigint not null check (amount >= 100),
  mel           text not null,
  saisie        text not null check (saisie in ('T', 'X', 'W')),
  state         text not null check (state in ('creating', 'failed', 'pending', 'paid-card', 'paid-debit', 'refused', 'abandoned', 'expired', 'anomaly', 'credited', 'rejected')),
  created_at    timestamptz not null,
  error         text not null default '', -- why it could not be created: a code, a kind
  resultrans    text not null default '', -- the last result, whatever it was
  received      bigint,                   -- what was paid, cents; null when there is no result, or no readable one
  numauto       text not null default '',
  paid_at       timestamptz,
  alert         text not null default '', -- why a treasurer should look; see app/domain/payment
  differences   text not null default '', -- of an anomaly: a line each, field, asked, received
  found_by      text not null default '', -- what led to the result: notification, return, poll, ...
  notified_at   timestamptz,              -- the first notification
  asked_at      timestamptz,              -- when the platform was last asked
  next_check_at timestamptz,              -- when to ask it again; null = not of ourselves
  leased_until  timestamptz,              -- somebody is asking; the machine's clock
  decided_by    bigint references accounts (id),
  decided_at    timestamptz,
  reason        text not null default '', -- of the decision
  foreign key (family_id, structure_id) references families (id, structure_id),
  unique (account_id, form_token),
  check (idop is not null or state in ('creating', 'failed'))
);
create index payments_due on payments (next_check_at) where next_check_at is not null;
create index payments_creating on payments (created_at) where state = 'creating';
create index payments_family on payments (family_id, id);
create index payments_desk on payments (structure_id, state, id);

-- One payment is for one régie, which several wallets may share.
create table payment_parts (
  payment_id   bigint not null references payments (id),
  position     integer not null check (position >= 0),
  wallet_id    bigint not null,
  structure_id bigint not null,
  amount       bigint not null check (amount > 0),
  primary key (payment_id, wallet_id),
  unique (payment_id, position),
  foreign key (wallet_id, structure_id) references wallets (id, structure_id)
);

-- What the platform answered, each time, in its words; addresses are masked.
create table payment_events (
  id         {{.Identity}},
  payment_id bigint not null references payments (id),
  at         timestamptz not null,
  origin     text not null, -- notification, return, poll, staff, family, report
  said       text not null,
  code       text not null default '',
  resultrans text not null default '',
  took_ms    integer not null default 0,
  raw        text not null default ''
);
create index payment_events_payment on payment_events (payment_id, id);
{{if .Postgres}}
create trigger payment_events_append_only before update or delete on payment_events for each row execute function append_only();
{{else}}
create trigger payment_events_no_update before update on payment_events begin select raise(abort, 'payment_events is append-only'); end;
create trigger payment_events_no_delete before delete on payment_events begin select raise(abort, 'payment_events is append-only'); end;
{{end}}
