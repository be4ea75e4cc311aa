-- When a child came to an activity and left it, and what the family owes because it was fetched late.
alter table activities add column late_fee bigint not null default 0 check (late_fee >= 0); -- cents; 0 = none
alter table activities add column late_grace integer check (late_grace >= 0); -- minutes after the end; null = none

alter table reservations add column arrived text; -- HH:MM, on the clock of the town; null = not stamped
alter table reservations add column departed text;
alter table reservations add column late_fee bigint not null default 0 check (late_fee >= 0); -- as it was when stamped
