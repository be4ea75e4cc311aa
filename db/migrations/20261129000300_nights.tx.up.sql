-- What a night needs to decide as it would have on time: where a reservation stood when it was given up. A request that was given up
-- after the cut-off of a night that runs late still keeps its turn in it.
alter table reservations add column was text check (was in ('pending', 'waitlisted', 'accepted', 'refused'));
-- Few movements are cancellations, and fewer came since a cut-off.
create index movements_left on movements (activity_id, date, at) where kind = 'cancel';

-- A place that a night gives so late that it would be a trap is given to nobody but who asked for it until the last moment; any other may
-- be declined for a day, past the limit for giving up too.
alter table activities add column notice_hours integer check (notice_hours >= 0); -- hours before the start; null = 12
alter table activities add column kitchen_by text not null default ''; -- until when the kitchen can still take an order back; '' = until the start
alter table reservations add column free_until timestamptz; -- a place given by the night may be declined free of charge until then
alter table reservations add column last_moment boolean not null default false; -- the family wants a place however late it is free
alter table drafts add column last_moment boolean not null default false; -- what its validation asks for waits until the last moment
