-- A day's sheet that is closed: a mark that comes later is a correction, with a reason.
create table closings (
  activity_id  bigint not null,
  date         date not null,
  structure_id bigint not null,
  account_id   bigint references accounts (id), -- who closed it
  at           timestamptz not null,
  primary key (activity_id, date),
  foreign key (activity_id, structure_id) references activities (id, structure_id)
);
