-- For an outing of a school or a class: nothing closes, and the kitchen makes a picnic of the meal.
alter table school_closures add column picnic boolean not null default false;
create index school_closures_picnic on school_closures (date, school_id) where picnic;
