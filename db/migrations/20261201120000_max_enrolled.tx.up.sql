-- How many children may be enrolled in an activity on a day; null = no limit.
alter table activities add column max_enrolled integer check (max_enrolled >= 0);
