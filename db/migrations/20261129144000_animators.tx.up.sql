-- With a projet éducatif territorial an animator may be responsible for more children (CASF, R.227-16, II).
alter table structures add column pedt boolean not null default false;

-- Who is there to look after the children of a pool on a date: what the legal places are computed from (app/domain/ratio).
create table animators (
  pool_id  bigint not null references pools (id),
  date     date not null,
  number   integer not null check (number >= 0), -- without the director
  director boolean not null default false,
  under6   integer check (under6 >= 0), -- how many of them are for children under six; null = as many as those need
  primary key (pool_id, date)
);
create index animators_date on animators (date);
