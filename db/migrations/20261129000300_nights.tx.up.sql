-- What a night needs to decide as it would have on time: where a reservation stood when it was given up. A request that was given up
-- after the cut-off of a night that runs late still keeps its turn in it.
alter table reservations add column was text check (was in ('pending', 'waitlisted', 'accepted', 'refused'));
-- Few movements are cancellations, and fewer came since a cut-off.
create index movements_left on movements (activity_id, date, at) where kind = 'cancel';
