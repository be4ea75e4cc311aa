-- A new family is compared with the children of the same birth date: without reading all children of the town.
create index children_born on children (structure_id, birth_date);
