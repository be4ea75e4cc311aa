-- The treasurer's desk: tax statements of all families made by a worker, and how long the platform's answers are kept.

-- The statements of a year, asked by somebody of the town hall. They are made in parts, each a paper of some families and a job of its own.
create table tax_runs (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  year         integer not null,
  state        text not null check (state in ('making', 'done', 'failed')),
  asked_at     timestamptz not null, -- also the date that the papers bear
  asked_by     bigint references accounts (id),
  finished_at  timestamptz,
  error        text not null default ''
);
create unique index tax_runs_making on tax_runs (structure_id, year) where state = 'making';
create index tax_runs_year on tax_runs (structure_id, year, id);

create table tax_parts (
  id          {{.Identity}},
  run_id      bigint not null references tax_runs (id),
  position    integer not null check (position >= 1),
  family_from bigint not null,
  family_to   bigint not null,
  families    integer not null, -- to look at
  seen        integer not null default 0, -- looked at: for people who wait, no rule reads it
  certified   integer not null default 0, -- of them, have a statement
  total       bigint not null default 0,
  size        bigint not null default 0, -- bytes of the paper
  state       text not null default 'todo' check (state in ('todo', 'done')),
  unique (run_id, position)
);

-- A paper, cut so that neither who writes nor who reads it holds it whole. Personal data: gone after some days (office.PurgeTaxes).
create table tax_pieces (
  part_id  bigint not null references tax_parts (id),
  position integer not null check (position >= 0),
  body     {{if .Postgres}}bytea{{else}}blob{{end}} not null,
  primary key (part_id, position)
);

-- What the platform answered stays as it was written, and goes when no card payment can be contested any more; the payment itself
-- keeps what was decided. A row that is younger than 450 days cannot be deleted by anybody (db.PurgePaymentEvents waits 15 months).
{{if .Postgres}}
create function payment_event_expires() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '450 days' then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name;
end $$;
drop trigger payment_events_append_only on payment_events;
create trigger payment_events_append_only before update or delete on payment_events for each row execute function payment_event_expires();
create trigger payment_events_no_truncate before truncate on payment_events for each statement execute function append_only();
{{else}}
drop trigger payment_events_no_delete;
create trigger payment_events_no_delete before delete on payment_events when old.at >= datetime('now', '-450 days')
  begin select raise(abort, 'payment_events is append-only'); end;
{{end}}
create index payment_events_at on payment_events (at);

-- Which activities had past days without a price, and how many: "12:5,31:2", as db.FormatUnpriced writes it.
alter table run_shards add column unpriced_by text not null default '';
