-- Schools and classes become things: until now a child had two texts. Each distinct text becomes one, and children keep
-- their text beside it, which files still bring.
create table schools (
  id           {{.Identity}},
  structure_id bigint not null references structures (id),
  code         text not null,
  name         text not null check (name <> ''),
  archived     boolean not null default false,
  unique (structure_id, code)
);

create table classes (
  id        {{.Identity}},
  school_id bigint not null references schools (id),
  code      text not null,
  name      text not null check (name <> ''),
  level     text not null default '',
  year      integer, -- in which its school year begins; null = any
  archived  boolean not null default false,
  unique (school_id, code)
);

insert into schools (structure_id, code, name)
  select structure_id, 'E' || row_number() over (partition by structure_id order by school), school
  from (select distinct structure_id, school from children where school <> '') as told;

insert into classes (school_id, code, name)
  select s.id, 'C' || row_number() over (partition by s.id order by told.class), told.class
  from (select distinct structure_id, school, class from children where school <> '' and class <> '') as told
  join schools s on s.structure_id = told.structure_id and s.name = told.school;

alter table children add column school_id bigint references schools (id);
alter table children add column class_id bigint references classes (id);

update children set school_id = (select s.id from schools s where s.structure_id = children.structure_id
  and s.name = children.school) where school <> '';
update children set class_id = (select k.id from classes k where k.school_id = children.school_id
  and k.name = children.class) where school_id is not null and class <> '';
create index children_school on children (school_id, class_id);

-- A date on which activities are closed for the children of a school or of a class alone.
create table school_closures (
  id          {{.Identity}},
  school_id   bigint not null references schools (id),
  class_id    bigint references classes (id),       -- null = all of the school
  activity_id bigint references activities (id),    -- null = all
  date        date not null,
  label       text not null default ''
);
create unique index school_closures_key on school_closures (date, school_id, coalesce(class_id, 0),
  coalesce(activity_id, 0));
