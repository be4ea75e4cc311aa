-- The levels that an activity admits, 'PS;MS;GS'; '' = all.
alter table activities add column levels text not null default '';

-- The schools whose children an activity admits; none = all.
create table activity_schools (
  activity_id  bigint not null,
  school_id    bigint not null references schools (id),
  structure_id bigint not null,
  primary key (activity_id, school_id),
  foreign key (activity_id, structure_id) references activities (id, structure_id)
);
