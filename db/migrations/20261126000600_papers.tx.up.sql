-- What a tax statement must know: which categories are care, and how much of a price is a meal.

alter table categories add column nature text not null default '' check (nature in ('', 'care', 'food', 'other')); -- '' = its name tells (town.NatureOf)
alter table activities add column meal bigint not null default 0 check (meal >= 0); -- cents of the price of a unit that are food
-- What a family has still to be debited, however long it has been here.
create index reservations_to_debit on reservations (family_id, date) where not billed and state in ('accepted', 'waitlisted', 'pending');
