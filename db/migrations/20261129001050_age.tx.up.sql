-- Lists and counts read what they show, however old or large the town is (DOMAIN.md 10.19): what is listed by time
-- has an index that gives it in that order, and what asks for attention has one of its own, in which the rest of the
-- years does not stand.

create index movements_desk on movements (structure_id, at, id);
drop index movements_run; -- what is open stands in movements_open
create index movements_run on movements (run_id, family_id) where run_id is not null;
create index reservations_waiting on reservations (structure_id, date, activity_id) where state in ('pending',
		'waitlisted');

drop index mails_recent;
create index mails_recent on mails (structure_id, created_at, id);
create index mails_trouble on mails (structure_id, state, created_at, id) where state <> 'sent';
create index mails_family on mails (family_id, state);

drop index audit_structure;
drop index audit_family;
drop index audit_account;
create index audit_structure on audit (structure_id, at, id);
create index audit_family on audit (family_id, structure_id, at, id);
create index audit_account on audit (account_id, structure_id, at, id) where account_id is not null;
create index audit_action on audit (structure_id, action, at, id);

drop index payments_desk;
create index payments_desk on payments (structure_id, state, created_at, id);
create index payments_recent on payments (structure_id, created_at, id);
create index payments_open on payments (structure_id, created_at, id) where state in ('creating', 'pending');
create index payments_alert on payments (structure_id, created_at, id)
		where alert <> '' and state not in ('credited', 'rejected');

drop index ledger_family;
create index ledger_family on ledger (family_id, date, id, wallet_id); -- of a wallet or of all

create index outbox_dead on outbox (id) where state = 'dead';
create index runs_recent on runs (structure_id, id);
drop index erasures_structure;
create index erasures_desk on erasures (structure_id, (case state when 'asked' then 0 else 1 end), id desc);
