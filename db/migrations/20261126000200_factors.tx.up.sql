-- What proves who somebody is, beside a password: a code of their telephone, a passkey, FranceConnect.

alter table sessions add column factor_at timestamptz; -- when this session passed a second factor; null: it has not
alter table sessions add column id_token text not null default ''; -- FranceConnect's, sealed, to sign out there too

-- The key of a telephone that makes codes. A code of last_step or before is worth nothing any more.
create table totp (
  account_id bigint primary key references accounts (id),
  secret     text not null,   -- sealed
  last_step  bigint not null, -- of thirty seconds since 1970
  since      timestamptz not null
);

create table recovery_codes (
  account_id bigint not null references accounts (id),
  hash       text not null,
  used_at    timestamptz,
  primary key (account_id, hash)
);

-- Wrong codes and proofs of an account; after some, it has to wait.
create table factor_tries (
  account_id bigint primary key references accounts (id),
  wrong      integer not null,
  until      timestamptz not null
);

create table passkeys (
  id            {{.Identity}},
  account_id    bigint not null references accounts (id),
  handle        text not null,        -- what the browser calls the account: drawn, it says nothing of the person
  credential_id text not null unique, -- base64url
  name          text not null,
  credential    text not null,        -- JSON: public key, flags, counter
  sign_count    bigint not null,
  created_at    timestamptz not null,
  used_at       timestamptz
);
create index passkeys_account on passkeys (account_id);

-- What was asked of a browser and not answered yet. id is the SHA-256 of what the browser was given; an answer takes the row away.
create table challenges (
  id         text primary key,
  kind       text not null check (kind in ('passkey-add', 'passkey-enter', 'franceconnect')),
  data       text not null,
  expires_at timestamptz not null
);
create index challenges_expiry on challenges (expires_at);

-- Who an account is for a provider of identities. Nothing else is known of them there.
create table identities (
  account_id bigint not null references accounts (id),
  issuer     text not null,
  subject    text not null,
  linked_at  timestamptz not null,
  primary key (issuer, subject),
  unique (account_id, issuer)
);
