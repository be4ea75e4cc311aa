-- How a structure is reached: shown before signing in, in the foot of every page, and in the legal notice.

alter table structures add column address text not null default '';
alter table structures add column phone text not null default '';
alter table structures add column email text not null default '';
alter table structures add column hours text not null default ''; -- when it receives visitors, in its own words

-- Why an activity is closed on a date, or open for once: families read it.
alter table openings add column label text not null default '';
