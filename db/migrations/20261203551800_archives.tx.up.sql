-- A family that left is put away: it is on no list but that of the archives, and none of its adults may sign in.
alter table families add column archived_at timestamptz; -- null = in use
create index families_archived on families (structure_id) where archived_at is not null;
