-- Until when the families of a school or class may give up a date that is left to them; '' = the date is closed.
alter table school_closures add column leave_by text not null default '';
