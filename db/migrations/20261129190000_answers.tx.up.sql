-- What staff answered to the requests of manual activities, once each. The next night tells the family, unless the day
-- was so near that it was written to at once; until then the answer may be taken back, which deletes its row.
create table answers (
  id             {{.Identity}},
  structure_id   bigint not null references structures (id),
  reservation_id bigint not null unique references reservations (id),
  family_id      bigint not null references families (id),
  account_id     bigint references accounts (id),
  at             timestamptz not null,
  was            text not null,
  became         text not null check (became in ('accepted', 'waitlisted', 'refused')),
  words          text not null default '', -- why it was refused, for the family
  told           boolean not null default false, -- by a mail of its own
  run_id         bigint references runs (id) -- the night that told it
);
create index answers_untold on answers (structure_id, at) where run_id is null;
create index answers_structure on answers (structure_id, id);
create index answers_family on answers (family_id, at);
