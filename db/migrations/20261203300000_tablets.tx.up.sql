-- Tablets that keep the sheets of a day, and what was tapped on them without a network.

create table tablets (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  account_id   bigint not null references accounts (id),
  hash         text not null unique, -- of the id that the tablet drew and keeps
  schools      text not null,        -- whose children it keeps, a line each; empty = all
  device       text not null default '', -- how staff call it
  prepared_at  timestamptz not null,
  until        timestamptz not null, -- the midnight after
  withdrawn_at timestamptz,
  withdrawn_by bigint references accounts (id),
  replaced_at  timestamptz -- the same device was prepared again: this one gets no names, and may still send
);
create index tablets_day on tablets (structure_id, until);

-- When a child of a sheet was last marked: a tap that arrives late does not take a newer mark away. Forgotten with the
-- taps, some weeks later.
create table marks (
  reservation_id bigint primary key references reservations (id),
  at             timestamptz not null,
  account_id     bigint references accounts (id),
  tablet_id      bigint references tablets (id)
);
create index marks_at on marks (at);
create index marks_tablet on marks (tablet_id);

-- What was tapped on a tablet without a network, once each.
create table taps (
  tablet_id      bigint not null references tablets (id),
  nonce          text not null,
  structure_id   bigint not null references structures (id),
  reservation_id bigint not null, -- as the tablet says: of any structure, or of none
  account_id     bigint references accounts (id), -- who sent it
  attendance     text not null,
  units          integer not null, -- half hours that were counted; 0 = as booked
  number         bigint not null default 0, -- of the taps of a tablet, in their order; 0 = not said
  stamp          text not null default '', -- the hour of the tap is that of the child's 'arrivee' or 'depart'
  at             timestamptz not null, -- put right
  device_at      timestamptz not null, -- on the clock of the tablet
  received_at    timestamptz not null,
  result         text not null, -- tap.Result
  why            text not null default '', -- of a refusal
  before         text not null, -- the attendance that it met
  before_units   integer not null default 0, -- half hours that it met
  before_at      timestamptz,
  before_by      bigint references accounts (id),
  primary key (tablet_id, nonce)
);
create index taps_received on taps (structure_id, received_at);
create index taps_line on taps (tablet_id, reservation_id);
