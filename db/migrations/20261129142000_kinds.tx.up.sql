-- What an activity is, for the legal ratio of animators and the figures for the CAF; '' = nobody has said yet.
alter table activities add column kind text not null default ''
    check (kind in ('', 'meal', 'before-after-school', 'wednesday', 'holidays', 'other'));
alter table activities add column declared boolean not null default false; -- to the State, as a care of minors
-- The ages that are admitted, in whole years on the day; null = no limit.
alter table activities add column age_from integer check (age_from >= 0);
alter table activities add column age_to integer check (age_to >= 0);
