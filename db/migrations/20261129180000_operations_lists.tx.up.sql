-- The list of opérations narrowed by its filters, newest first.
create index operations_kind on operations (structure_id, kind, id);
create index operations_state on operations (structure_id, state, id);
create index operations_prepared on operations (structure_id, prepared_by, id);
create index operations_applied on operations (structure_id, applied_by, id);
drop index operations_open;
