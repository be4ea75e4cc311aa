-- What the canteen serves on a day, as the kitchen wrote it and parents read it.
create table menus (
  structure_id bigint not null references structures (id),
  date         date not null,
  starter      text not null default '',
  main         text not null default '',
  side         text not null default '',
  dairy        text not null default '',
  dessert      text not null default '',
  vegetarian   boolean not null default false,
  allergens    text not null default '', -- menu.Allergens: codes; '' = not said, 'none' = none of those of the law
  primary key (structure_id, date)
);
