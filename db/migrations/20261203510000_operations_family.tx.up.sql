-- The opérations that touched a family: by its rows there is an index already; these are by its mails and its journal.
create index operation_mails_family on operation_mails (family_id, operation_id);
create index audit_family_operation on audit (family_id, operation_id) where operation_id is not null;
