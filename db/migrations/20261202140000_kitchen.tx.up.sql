-- The kitchen: what is on the plates of a day is kept at the kitchen's hour, and what is ordered of a caterer with it.
{{if .Postgres -}}
alter table staff drop constraint staff_role_check;
alter table staff add constraint staff_role_check
  check (role in ('administrator', 'manager', 'agent', 'kitchen', 'treasurer'));
{{- else -}}
-- SQLite drops no check: its text is replaced where the schema is kept (sqlite.org/lang_altertable.html, section 7).
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, '(role in (''administrator'', ''manager'', ''agent'',',
    '(role in (''administrator'', ''manager'', ''agent'', ''kitchen'',')
  where type = 'table' and name = 'staff';
pragma writable_schema = reset;
{{- end}}

alter table structures add column caterer text not null default ''; -- who is written to; '' = nobody

-- The meals of an activity's day are counted once, at the kitchen's hour.
create table freezes (
  activity_id  bigint not null,
  date         date not null,
  structure_id bigint not null,
  at           timestamptz not null, -- when they were counted
  primary key (activity_id, date),
  foreign key (activity_id, structure_id) references activities (id, structure_id)
);
create index freezes_day on freezes (structure_id, date);

-- What was counted, child by child: what came and went since is told from the reservations.
create table frozen_meals (
  activity_id bigint not null,
  date        date not null,
  child_id    bigint not null references children (id),
  school      text not null,
  class       text not null,
  kind        text not null, -- kitchen.Kind
  primary key (activity_id, date, child_id),
  foreign key (activity_id, date) references freezes (activity_id, date)
);

-- Meals of adults and guests, asked by hand: each row is so many more, or fewer.
create table extra_meals (
  id           {{.Identity}},
  structure_id bigint not null,
  activity_id  bigint not null,
  date         date not null,
  school       text not null,
  kind         text not null check (kind in ('adult', 'picnic')),
  number       integer not null check (number <> 0),
  words        text not null, -- for whom
  account_id   bigint references accounts (id),
  at           timestamptz not null,
  late         boolean not null, -- after the meals of the day were counted
  foreign key (activity_id, structure_id) references activities (id, structure_id)
);
create index extra_meals_day on extra_meals (structure_id, date);

-- Orders to the caterer: the first version says all, each later one what is more or less.
create table meal_orders (
  id           {{.Identity}},
  structure_id bigint not null,
  activity_id  bigint not null,
  date         date not null,
  version      integer not null check (version > 0),
  number       text not null,
  at           timestamptz not null,
  account_id   bigint references accounts (id), -- null: the program, at the kitchen's hour
  sent_to      text not null default '', -- '' = to nobody: no address is set
  sends        integer not null default 1, -- how often: the same paper each time
  answer       text not null default '', -- of the caterer, as staff noted it
  answered_at  timestamptz,
  answered_by  bigint references accounts (id),
  unique (activity_id, date, version),
  foreign key (activity_id, date) references freezes (activity_id, date),
  foreign key (activity_id, structure_id) references activities (id, structure_id)
);
create index meal_orders_day on meal_orders (structure_id, date);

create table meal_order_lines (
  order_id bigint not null references meal_orders (id),
  school   text not null,
  kind     text not null,
  number   integer not null check (number <> 0), -- of a later version: more, or fewer
  primary key (order_id, school, kind)
);
