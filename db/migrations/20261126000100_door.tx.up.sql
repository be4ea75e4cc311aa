-- The door: mails that carry a secret, tries that cost patience, links that work once, and what an account says of itself.

-- What a mail's mark stands for: encrypted, and gone once the mail was sent or given up.
alter table mails add column sealed text not null default '';

-- Failed tries at the door, by what is held back: hashes of a login, of an address, of both together, of a known browser.
create table tries (
  subject  text primary key,
  failures integer not null check (failures >= 0),
  last_at  timestamptz not null -- on the machine's clock
);
create index tries_last on tries (last_at);

-- The browsers from which an account has signed in: they keep their way in while strangers try. id is a SHA-256.
create table devices (
  account_id bigint not null references accounts (id),
  device     text not null,
  seen_at    timestamptz not null,
  primary key (account_id, device)
);

-- What somebody asked at the door, to be answered by a worker: what is found there does not show in how long the page takes.
create table door_requests (
  id      {{.Identity}},
  kind    text not null check (kind in ('reset', 'warn')),
  login   text not null,
  address text not null default '',
  at      timestamptz not null
);

-- Links that were mailed. token_hash is a SHA-256; a link works once.
create table links (
  id         {{.Identity}},
  kind       text not null check (kind in ('reset', 'address')),
  account_id bigint not null references accounts (id),
  family_id  bigint references families (id),  -- of an address
  address    text not null default '',
  token_hash text not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index links_account on links (account_id, kind) where used_at is null;

alter table sessions add column device text not null default ''; -- "Firefox sur Android", for the list of open sessions

-- Which mails a family wants. What concerns its safety is always sent.
alter table families add column mail_reports boolean not null default true;
alter table families add column mail_payments boolean not null default true;

-- The right to be forgotten: asked by an adult, answered by the town hall.
create table erasures (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  family_id    bigint not null references families (id),
  account_id   bigint not null references accounts (id), -- who asked
  asked_at     timestamptz not null,
  state        text not null default 'asked' check (state in ('asked', 'withdrawn', 'refused', 'done')),
  answer       text not null default '',
  decided_at   timestamptz,
  decided_by   bigint references accounts (id)
);
create unique index erasures_open on erasures (family_id) where state = 'asked';
create index erasures_structure on erasures (structure_id, state);
