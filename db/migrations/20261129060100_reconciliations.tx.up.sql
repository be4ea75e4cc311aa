-- The platform's file, compared by a worker: it asks about each payment that is missing here, which may take minutes. The latest run
-- of a structure is kept for some days (treasury.PurgeReconciliations).
create table reconciliations (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  state        text not null check (state in ('asking', 'done', 'failed')),
  asked_at     timestamptz not null,
  asked_by     bigint references accounts (id),
  finished_at  timestamptz
);
create unique index reconciliations_asking on reconciliations (structure_id) where state = 'asking';

create table reconciled_lines (
  run_id   bigint not null references reconciliations (id),
  position integer not null,
  date     date not null,
  refdet   text not null,   -- as the platform writes it
  amount   bigint not null,
  ask      boolean not null, -- it was missing here
  asked    boolean not null default false,
  found    boolean not null default false, -- the platform confirmed it, and it was credited
  primary key (run_id, position)
);
create index reconciled_lines_to_ask on reconciled_lines (run_id) where ask and not asked;
