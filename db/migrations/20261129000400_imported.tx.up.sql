-- What the last import said of each row of the files, so that the next one tells what a file changed from what people changed since.
-- A row belongs to what has a code and stays: a structure, a wallet, a category, a pool, an activity, a family or a child. key is
-- empty for its own line of the file, or names one of its rows elsewhere ("quotient 2026-01-01"). said is a JSON object of texts.

create table imported (
  structure_id bigint not null references structures (id),
  owner        text not null check (owner in ('structure', 'wallet', 'category', 'pool', 'activity', 'family', 'child')),
  owner_id     bigint not null,
  key          text not null default '',
  said         text not null,
  primary key (owner, owner_id, key)
);
create index imported_structure on imported (structure_id);
