-- The meal of a child as it was last ordered, or known on the day itself, where it is another than was counted: of a
-- day that is past, nothing is read from files that change later.
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

alter table structures add column meal_cost bigint not null default 0 check (meal_cost >= 0); -- cents; 0 = not set
alter table structures add column differences_at text; -- "10:30"; null = staff send what changed since an order

-- Plates that came back from a meal and were thrown: the last number that was said of a site.
create table thrown_plates (
  structure_id bigint not null,
  activity_id  bigint not null,
  date         date not null,
  school       text not null,
  number       integer not null check (number >= 0),
  cost         bigint not null, -- of one meal when it was first said, in cents; 0 = it was not set
  account_id   bigint references accounts (id),
  at           timestamptz not null,
  primary key (activity_id, date, school),
  foreign key (activity_id, structure_id) references activities (id, structure_id)
);
create index thrown_plates_day on thrown_plates (structure_id, date);

alter table mails add column order_id bigint references meal_orders (id); -- whose paper it carries

alter table freezes add column told boolean not null default false; -- the town's hour of differences has been
