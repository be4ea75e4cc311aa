-- In which of its two homes a child is: a rule from a day on, or an exception between two days, which has one home in
-- both kinds of week. Homes that are null end what was arranged.
create table custodies (
  id             {{.Identity}},
  structure_id   bigint not null references structures (id),
  child_id       bigint not null references children (id),
  from_date      date not null,
  to_date        date, -- of an exception, included; null = a rule
  even_family_id bigint references families (id),
  odd_family_id  bigint references families (id),
  changes        integer not null default 1 check (changes between 1 and 7), -- the weekday of the change, 1 = Monday
  account_id     bigint references accounts (id), -- who wrote it
  at             timestamptz not null,
  check (to_date is null or from_date <= to_date),
  check (to_date is null or even_family_id is not null and even_family_id = odd_family_id),
  check ((even_family_id is null) = (odd_family_id is null))
);
create index custodies_child on custodies (child_id, id);
