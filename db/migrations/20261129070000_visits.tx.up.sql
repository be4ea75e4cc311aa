-- When an account signed in last, and the time before: the home page says what changed in between. On the town's clock, as
-- the nights that it is compared with; signed_in_at is on the machine's.

alter table accounts add column visited_at timestamptz;
alter table accounts add column visited_before timestamptz;
