-- What families asked for is read by instant; what an opération of the town changed has pages of its own.
drop index movements_desk;
create index movements_desk on movements (structure_id, at, id) where operation_id is null;
