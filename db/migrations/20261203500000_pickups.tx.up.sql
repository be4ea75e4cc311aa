-- How children leave: who may collect a child, who may not, and from what hour it goes home alone.
create table pickups (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  family_id    bigint not null references families (id), -- the household that asked, or for which staff noted it
  child_id     bigint not null references children (id),
  kind         text not null check (kind in ('person', 'barred', 'alone')),
  name         text not null default '', -- of the person
  link         text not null default '', -- with the child: "grand-mère"; of one who is barred, the judgment
  phone        text not null default '',
  hour         text, -- HH:MM, from which the child goes alone
  from_date    date not null,
  to_date      date, -- null = until it is taken back
  state        text not null check (state in ('asked', 'allowed', 'refused', 'ended')),
  answer       text not null default '', -- why it was refused
  account_id   bigint references accounts (id),
  at           timestamptz not null,
  decided_at   timestamptz,
  decided_by   bigint references accounts (id),
  check ((kind = 'alone') = (hour is not null)),
  check (kind = 'alone' or name <> '')
);
create index pickups_child on pickups (child_id);
create index pickups_asked on pickups (structure_id, at) where state = 'asked';
create index pickups_family on pickups (family_id);
