-- The town: what staff and the import describe. One text for both dialects: the identity column is the
-- only type that differs. Instants are UTC, days are civil dates, money is integer cents.

create table settings (
  name  text primary key,
  value text not null
);
insert into settings (name, value) values ('clock_offset_us', '0');

create table structures (
  id                {{.Identity}},
  code              text not null unique check (code <> ''),
  name              text not null check (name <> ''),
  zone              text not null check (zone in ('A', 'B', 'C')),
  alsace_moselle    boolean not null default false,
  night_at          text not null default '00:30' check (night_at < '02:00' or night_at >= '03:00'),
  notice            text not null default '',
  toggles_waitlist  boolean not null default false, -- quick toggles also join waiting lists
  revision          bigint not null default 1,      -- moves with every change of the catalogue below
  updated_through   timestamptz                     -- cut-off of the last transmission
);

create table closures (
  structure_id bigint not null references structures (id),
  date         date not null,
  label        text not null default '',
  primary key (structure_id, date)
);

create table wallets (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  code         text not null,
  name         text not null,
  numcli       text not null default '',
  unique (structure_id, code),
  unique (id, structure_id)
);

create table categories (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  code         text not null,
  name         text not null,
  wallet_id    bigint not null,
  debt_floor   bigint, -- bookings close when the balance is at or under it; null = never
  unique (structure_id, code),
  unique (id, structure_id),
  foreign key (wallet_id, structure_id) references wallets (id, structure_id)
);

create table pools (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  code         text not null,
  name         text not null,
  capacity     integer check (capacity >= 0), -- null = no limit, 0 = no place
  waitlist     integer check (waitlist >= 0), -- null = no limit, 0 = no waiting list
  unique (structure_id, code),
  unique (id, structure_id)
);

create table activities (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  code         text not null,
  name         text not null,
  category_id  bigint not null,
  weekdays     text not null check (weekdays <> ''), -- ISO digits, '1245'
  term         text not null check (term in ('school', 'holidays', 'all')),
  from_date    date not null,
  to_date      date not null,
  start_at     text not null, -- HH:MM
  end_at       text not null,
  unit         text not null check (unit in ('day', 'half-hour')),
  book_by      text not null,
  cancel_by    text not null,
  allot        text not null check (allot in ('immediate', 'nightly', 'manual')),
  unique (structure_id, code),
  unique (id, structure_id),
  foreign key (category_id, structure_id) references categories (id, structure_id),
  check (from_date <= to_date),
  check (start_at < end_at)
);

create table activity_pools (
  activity_id  bigint not null,
  pool_id      bigint not null,
  structure_id bigint not null,
  primary key (activity_id, pool_id),
  foreign key (activity_id, structure_id) references activities (id, structure_id),
  foreign key (pool_id, structure_id) references pools (id, structure_id)
);
create index activity_pools_pool on activity_pools (pool_id, activity_id);

-- A pair that may be booked together although the hours overlap; kept once, smaller id first.
create table compatibilities (
  activity_id bigint not null references activities (id),
  other_id    bigint not null references activities (id),
  primary key (activity_id, other_id),
  check (activity_id < other_id)
);

-- What a date changes in an activity's own calendar.
create table openings (
  activity_id bigint not null references activities (id),
  date        date not null,
  open        boolean not null,
  primary key (activity_id, date)
);

-- What a date changes in a pool's places.
create table capacities (
  pool_id  bigint not null references pools (id),
  date     date not null,
  capacity integer check (capacity >= 0),
  waitlist integer check (waitlist >= 0),
  primary key (pool_id, date)
);

create table tariffs (
  id          {{.Identity}},
  activity_id bigint not null references activities (id),
  from_date   date not null,
  resident    boolean, -- null = both
  qf_min      bigint,  -- half-open bracket [qf_min, qf_max), cents
  qf_max      bigint,
  price       bigint check (price >= 0),
  rate_ppm    bigint not null default 0 check (rate_ppm >= 0), -- taux d'effort, millionths of the QF
  floor       bigint check (floor >= 0),
  ceiling     bigint check (ceiling >= 0),
  check (price is not null or rate_ppm > 0),
  check (qf_min is null or qf_max is null or qf_min < qf_max),
  check (floor is null or ceiling is null or floor <= ceiling)
);
create index tariffs_activity on tariffs (activity_id, from_date);
