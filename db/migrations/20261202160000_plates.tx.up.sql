-- The meal of a child as it was last ordered, or known on the day itself, where it is another than was counted: of a day
-- that is past, nothing is read from files that change later.
create table noted_meals (
  activity_id bigint not null,
  date        date not null,
  child_id    bigint not null references children (id),
  school      text not null,
  class       text not null,
  kind        text not null, -- kitchen.Kind
  primary key (activity_id, date, child_id),
  foreign key (activity_id, date) references freezes (activity_id, date)
);
