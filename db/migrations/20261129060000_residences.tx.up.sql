-- Whether a family lives in the town has a date, like its QF: families.resident is so since the last of these rows ended.
create table residences (
  family_id   bigint not null references families (id),
  before_date date not null, -- the first day on which it was otherwise
  resident    boolean not null,
  primary key (family_id, before_date)
);
