-- A private calendar that an agenda may subscribe to. Only the hash of its address is kept.
create table feeds (
  id         {{.Identity}},
  account_id bigint not null references accounts (id),
  family_id  bigint not null references families (id),
  token_hash text not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create unique index feeds_one on feeds (account_id, family_id) where revoked_at is null;
