-- Which quotients have ended lately is asked by the town hall: without reading those of all years.
create index quotients_until on quotients (to_date, family_id, from_date);
