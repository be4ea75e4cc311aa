-- "Tout annuler" sets the lines of a draft aside: they can be taken back until the next change.
alter table drafts add column dropped boolean not null default false;
