-- Families, their adults and children, and the accounts that open the doors.

create table families (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  code         text not null,
  civility     text not null default '',
  last_name    text not null,
  first_name   text not null default '',
  resident     boolean not null default true,
  address      text not null default '',
  unique (structure_id, code),
  unique (id, structure_id)
);

create table family_emails (
  family_id    bigint not null references families (id),
  position     integer not null check (position >= 0), -- 0 gets the payment tickets
  address      text not null check (address <> ''),
  confirmed_at timestamptz, -- null: not used yet
  bounced_at   timestamptz, -- the address was refused for good
  primary key (family_id, position),
  unique (family_id, address)
);

create table quotients (
  id        {{.Identity}},
  family_id bigint not null references families (id),
  from_date date not null,
  to_date   date, -- inclusive; null = open
  qf        bigint not null check (qf >= 0), -- cents
  unique (family_id, from_date),
  check (to_date is null or from_date <= to_date)
);

create table accounts (
  id              {{.Identity}},
  login           text not null unique check (login <> '' and login = lower(login)),
  password_hash   text not null,
  password_set_at timestamptz not null,
  must_change     boolean not null default false,
  disabled_at     timestamptz,
  created_at      timestamptz not null
);

-- An adult of a family. Withdrawn rights end at the next click.
create table guardians (
  account_id   bigint not null references accounts (id),
  family_id    bigint not null references families (id),
  withdrawn_at timestamptz,
  primary key (account_id, family_id)
);
create index guardians_family on guardians (family_id);

create table staff (
  account_id   bigint not null references accounts (id),
  structure_id bigint not null references structures (id),
  role         text not null check (role in ('administrator', 'manager', 'agent', 'treasurer')),
  withdrawn_at timestamptz,
  primary key (account_id, structure_id, role)
);

-- The texts an account must have read: 'rgpd' and 'cgu', versioned.
create table documents (
  id           {{.Identity}},
  kind         text not null check (kind in ('rgpd', 'cgu')),
  version      integer not null,
  body         text not null,
  published_at timestamptz not null,
  unique (kind, version)
);

create table consents (
  account_id bigint not null references accounts (id),
  kind       text not null,
  version    integer not null,
  at         timestamptz not null,
  primary key (account_id, kind, version),
  foreign key (kind, version) references documents (kind, version)
);

-- id is the SHA-256 of the cookie: a stolen database opens no session.
create table sessions (
  id         text primary key,
  account_id bigint not null references accounts (id),
  family_id  bigint references families (id),     -- the family in view
  structure_id bigint references structures (id), -- the structure in view, for staff
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_account on sessions (account_id);
create index sessions_expiry on sessions (expires_at);

create table children (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  code         text not null,
  last_name    text not null,
  first_name   text not null,
  birth_date   date not null,
  school       text not null default '',
  class        text not null default '',
  diet         text not null default '',
  allergies    text not null default '',
  unique (structure_id, code),
  unique (id, structure_id)
);
create index children_person on children (last_name, first_name, birth_date);

-- A child of separated parents belongs to two families; position 0 is the first one.
create table family_children (
  family_id    bigint not null,
  child_id     bigint not null,
  structure_id bigint not null,
  position     integer not null default 0,
  primary key (family_id, child_id),
  foreign key (family_id, structure_id) references families (id, structure_id),
  foreign key (child_id, structure_id) references children (id, structure_id)
);
create index family_children_child on family_children (child_id, position);

create table enrolments (
  id          {{.Identity}},
  child_id    bigint not null references children (id),
  activity_id bigint not null references activities (id),
  from_date   date not null,
  to_date     date not null,
  priority    integer not null default 0 check (priority >= 0), -- 0 = first served
  unique (child_id, activity_id, from_date),
  check (from_date <= to_date)
);
create index enrolments_activity on enrolments (activity_id, from_date, to_date);
