-- The classes whose children an activity admits; none = all.
create table activity_classes (
  activity_id  bigint not null,
  class_id     bigint not null references classes (id),
  structure_id bigint not null,
  primary key (activity_id, class_id),
  foreign key (activity_id, structure_id) references activities (id, structure_id)
);
