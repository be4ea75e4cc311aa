-- What a town sets of its own: for how long staff may undo an opération, how its mails are signed, its colour and its
-- logo; and whether its first steps are still shown.

alter table structures add column undo_hours integer check (undo_hours between 0 and 720); -- null = 24
alter table structures add column mail_name text not null default '';
alter table structures add column mail_signature text not null default '';
alter table structures add column accent text not null default '';
alter table structures add column logo text not null default ''; -- hash of the row of logos that is shown

-- Logos are kept under the hash of their bytes, by which they are served: a page kept by a browser still finds its own.
create table logos (
  structure_id bigint not null references structures (id),
  hash         text not null,
  kind         text not null check (kind in ('image/png', 'image/jpeg')),
  body         {{if .Postgres}}bytea{{else}}blob{{end}} not null,
  primary key (hash, structure_id)
);

-- The structures whose staff no longer want to see their first steps.
create table started (
  structure_id bigint primary key references structures (id)
);
