-- Who is signed in proves again who they are before a sensitive change, and a report knows why it was mailed to nobody.

alter table sessions add column proved_at timestamptz; -- the last time, beside the sign-in itself; on the machine's clock
alter table reports add column declined boolean not null default false; -- the family had chosen to get no report by mail
