-- What the town hall tells families on the portal, for whom and until when (app/domain/news). An announcement that was withdrawn stays:
-- families have read it.
create table news (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  title        text not null,
  body         text not null,
  target       text not null check (target in ('all', 'school', 'class', 'activity', 'present', 'waiting', 'no-qf')),
  school       text not null default '',
  class        text not null default '',
  activity_id  bigint references activities (id),
  present_from date,
  present_to   date,
  from_date    date not null,
  to_date      date not null,
  pinned       boolean not null default false,
  must_read    boolean not null default false,
  edits        integer not null default 0, -- two clerks may not write over each other
  created_at   timestamptz not null,
  withdrawn_at timestamptz,
  check (from_date <= to_date)
);
-- A home page reads those that are not over, however many were written in ten years; staff read the latest.
create index news_shown on news (structure_id, to_date) where withdrawn_at is null;
create index news_latest on news (structure_id, id);

-- Who has read what must be read.
create table news_readings (
  account_id bigint not null references accounts (id),
  news_id    bigint not null references news (id),
  read_at    timestamptz not null,
  primary key (account_id, news_id)
);
create index news_readings_of on news_readings (news_id);
