-- What a family asked that the file of its child says of diet and allergies, and what the town hall answered.
create table diet_requests (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  family_id    bigint not null references families (id), -- who asked
  child_id     bigint not null references children (id),
  account_id   bigint references accounts (id),
  asked_at     timestamptz not null,
  diet         text not null, -- as it was asked; the texts go thirteen months after the answer
  allergies    text not null,
  state        text not null default 'asked' check (state in ('asked', 'withdrawn', 'accepted', 'refused',
    'replaced')), -- by a newer one, when two files of the child were joined
  answer       text not null default '', -- why it was refused
  decided_at   timestamptz,
  decided_by   bigint references accounts (id)
);
create index diet_requests_child on diet_requests (child_id, id);
create unique index diet_requests_one on diet_requests (child_id) where state = 'asked';
create index diet_requests_open on diet_requests (structure_id, asked_at) where state = 'asked';
create index diet_requests_family on diet_requests (family_id);
