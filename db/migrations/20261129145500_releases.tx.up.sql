-- The instant from which the days of a period of an activity may be booked: a day and an hour of the town, as its other
-- rules are. Nothing is written when it comes: every process reads the same clock.
create table releases (
  activity_id bigint not null references activities (id),
  from_date   date not null,
  to_date     date not null,
  on_date     date not null,
  at_time     text not null, -- HH:MM
  primary key (activity_id, from_date),
  check (from_date <= to_date)
);
