-- What families ask and what becomes of it.

-- A draft outlives its validations: its revision only grows, and is the key that makes one
-- validation happen once however often it is sent.
create table drafts (
  id         {{.Identity}},
  account_id bigint not null references accounts (id),
  family_id  bigint not null references families (id),
  revision   bigint not null default 1,
  updated_at timestamptz not null,
  unique (account_id, family_id)
);

create table draft_lines (
  draft_id    bigint not null references drafts (id),
  child_id    bigint not null references children (id),
  activity_id bigint not null references activities (id),
  date        date not null,
  kind        text not null check (kind in ('add', 'cancel')),
  primary key (draft_id, child_id, activity_id, date)
);

create table runs (
  id            {{.Identity}},
  structure_id  bigint not null references structures (id),
  business_date date not null,
  pass          integer not null default 1 check (pass >= 1), -- a second pass of a date settles what came since
  cutoff        timestamptz not null, -- movements validated before it are settled
  as_of         timestamptz not null, -- the instant at which deadlines are judged
  origin        text not null check (origin in ('schedule', 'staff', 'command')),
  late          boolean not null default false,
  state         text not null check (state in ('settling', 'reporting', 'done')),
  started_at    timestamptz not null,
  finished_at   timestamptz,
  checksum      text not null default '', -- SHA-256 of the bordereau
  unique (structure_id, business_date, pass)
);
-- Two schedulers, two clicks, two workers: one run at a time for a structure.
create unique index runs_one_at_a_time on runs (structure_id) where state <> 'done';

create table run_shards (
  id         {{.Identity}},
  run_id     bigint not null references runs (id),
  kind       text not null check (kind in ('settle', 'report')),
  activities text not null default '', -- ids of the activities that share pools, '12,13'
  from_date  date,
  to_date    date,
  family_from bigint not null default 0,
  family_to   bigint not null default 0,
  state      text not null default 'todo' check (state in ('todo', 'done', 'dead')),
  accepted   integer not null default 0,
  waitlisted integer not null default 0,
  refused    integer not null default 0,
  cancelled  integer not null default 0,
  pending    integer not null default 0,
  mails      integer not null default 0,
  error      text not null default '',
  done_at    timestamptz
);
create index run_shards_run on run_shards (run_id, kind, state);

create table validations (
  id         {{.Identity}},
  number     text not null unique,
  draft_id   bigint not null references drafts (id),
  revision   bigint not null,
  account_id bigint not null references accounts (id),
  family_id  bigint not null references families (id),
  at         timestamptz not null,
  unique (draft_id, revision)
);
create index validations_family on validations (family_id, at);

create table reservations (
  id           {{.Identity}}, -- also the last word on who came first
  structure_id bigint not null,
  family_id    bigint not null,
  child_id     bigint not null,
  activity_id  bigint not null,
  date         date not null,
  state        text not null check (state in ('pending', 'waitlisted', 'accepted', 'refused', 'cancelled')),
  priority     integer not null default 0,
  requested_at timestamptz not null,
  transmitted  boolean not null default false,
  reason       text not null default '',
  price        bigint not null default 0, -- what the family was told, cents, for the whole quantity
  quantity     integer not null default 1 check (quantity >= 0),
  attendance   text check (attendance in ('present', 'absent-justified', 'absent-unjustified')),
  billed       boolean not null default false,
  foreign key (activity_id, structure_id) references activities (id, structure_id),
  foreign key (child_id, structure_id) references children (id, structure_id),
  foreign key (family_id, child_id) references family_children (family_id, child_id),
  check (not billed or state in ('accepted', 'cancelled'))
);
-- One live request for a child, an activity and a day, whoever asks.
create unique index reservations_live on reservations (child_id, date, activity_id) where state <> 'cancelled';
create index reservations_day on reservations (activity_id, date, state) where state <> 'cancelled';
create index reservations_family on reservations (family_id, date);
create index reservations_undecided on reservations (activity_id, date) where state in ('pending', 'waitlisted');

create table movements (
  id             {{.Identity}}, -- the movement number
  structure_id   bigint not null references structures (id),
  validation_id  bigint references validations (id),
  family_id      bigint not null references families (id),
  child_id       bigint not null references children (id),
  activity_id    bigint not null references activities (id),
  date           date not null,
  kind           text not null check (kind in ('book', 'cancel')),
  reservation_id bigint not null references reservations (id),
  account_id     bigint references accounts (id),
  origin         text not null check (origin in ('portal', 'staff', 'import')),
  at             timestamptz not null,
  run_id         bigint references runs (id), -- null: not transmitted yet
  outcome        text check (outcome in ('accepted', 'waitlisted', 'pending', 'refused', 'cancelled', 'withdrawn')),
  check (run_id is null or outcome is not null)
);
create index movements_open on movements (activity_id, date) where run_id is null and outcome is null;
create index movements_run on movements (run_id, family_id);
create index movements_reservation on movements (reservation_id);
create index movements_family on movements (family_id, at);

-- What a run decided about requests that an earlier run had already transmitted.
create table decisions (
  id             {{.Identity}},
  run_id         bigint not null references runs (id),
  reservation_id bigint not null references reservations (id),
  family_id      bigint not null references families (id),
  was            text not null,
  became         text not null,
  unique (run_id, reservation_id)
);
create index decisions_family on decisions (run_id, family_id);

-- The receipt: every line of a validation, treated or not.
create table validation_lines (
  validation_id bigint not null references validations (id),
  position      integer not null,
  child_id      bigint not null references children (id),
  activity_id   bigint not null references activities (id),
  date          date not null,
  kind          text not null check (kind in ('add', 'cancel')),
  outcome       text not null check (outcome in ('accepted', 'waitlisted', 'pending', 'cancelled', 'untreated')),
  reason        text not null default '', -- stable code; the sentence is in the domain
  detail        text not null default '', -- what the sentence needs: the other activity, an amount
  changed       boolean not null default false, -- not what the recap had announced
  price         bigint not null default 0,
  primary key (validation_id, position)
);

-- How many places are taken and how many wait, counted again by whoever changes a reservation while
-- it holds the row: the row is the lock.
create table slots (
  pool_id  bigint not null references pools (id),
  date     date not null,
  accepted integer not null default 0 check (accepted >= 0),
  waiting  integer not null default 0 check (waiting >= 0),
  changed_at timestamptz, -- when they were last counted: open calendars are told of what is recent
  primary key (pool_id, date)
);
create index slots_changed on slots (changed_at);
