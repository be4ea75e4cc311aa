-- What a town grants to a child who is ill, and the illnesses that were told: by whom, when, and what becomes of each
-- day that was booked.

alter table structures add column sick_until text; -- until when parents may tell it for the day itself; null = never
alter table structures add column sick_uncredited integer check (sick_uncredited between 0 and 5); -- null = 0
alter table structures add column sick_paper integer check (sick_paper between 1 and 30); -- null = none

-- One row for each household whose days it concerns.
create table absences (
  id             {{.Identity}},
  structure_id   bigint not null references structures (id),
  family_id      bigint not null references families (id),
  child_id       bigint not null references children (id),
  account_id     bigint references accounts (id),
  at             timestamptz not null,
  channel        text not null check (channel in ('phone', 'counter', 'mail', 'portal')),
  paper_by date, -- until when a certificate is asked for; null = none is
  undone_at      timestamptz,
  undone_by      bigint references accounts (id)
);
create index absences_structure on absences (structure_id, at);
create index absences_child on absences (child_id, at);
create index absences_family on absences (family_id, at);

-- A day is told once: its row goes when staff take the absence back.
create table absence_days (
  reservation_id bigint primary key references reservations (id),
  absence_id     bigint not null references absences (id),
  date           date not null,
  fate           text not null check (fate in ('freed', 'credited', 'owed'))
);
create index absence_days_absence on absence_days (absence_id, date);
