-- A town that has been at it for years, set by set: see NewAged. A visit is ago days before the day that is looked at
-- (ahead of it when negative) and was asked said days before it; its number grows with time.
create table numbers (n integer primary key);
insert into numbers with recursive s (n) as (select 1 union all select n + 1 from s where n < {most}) select n from s;
create table nights as select id, ago, said, {date} as date, {at} as at
	from (select {days} - n as id, n as ago, n as said from numbers where n < {days}) as x;
create table visits as select id, family, k, ago, said, {date} as date, {at} as at
	from (select id, family, k, ago, case when ago < -3 then 0 else ago + 3 end as said from
		(select (k.n - 1) * {families} + f.n as id, f.n as family, k.n as k,
			({each} - k.n) * {every} - {ahead} + ({families} - f.n) * {every} / {families} as ago
			from numbers k join numbers f on f.n <= {families} where k.n <= {each}) as x) as y;
insert into families (id, structure_id, code, civility, last_name, first_name)
	select n, 1, 'F' || n, 'Mme', 'NOM' || n, 'Anne' from numbers where n <= {families};
insert into family_emails (family_id, position, address, confirmed_at)
	select n, 0, 'f' || n || '@exemple.fr', at from numbers join visits v on v.id = 1 where n <= {families};
insert into accounts (id, login, password_hash, password_set_at, created_at, signed_in_at)
	select n, 'famille' || n, '-', at, at, at from numbers join visits v on v.id = 1 where n <= {families};
insert into guardians (account_id, family_id) select n, n from numbers where n <= {families};
insert into children (id, structure_id, code, last_name, first_name, birth_date, school)
	select n, 1, 'E' || n, 'NOM' || n, 'Enfant' || n, '2018-05-01', 'Ecole ' || (n % 4) from numbers
		where n <= {families};
insert into family_children (family_id, child_id, structure_id) select n, n, 1 from numbers where n <= {families};
insert into enrolments (child_id, activity_id, from_date, to_date) select n, 1, '2016-09-01', '2027-07-02'
		from numbers where n <= {families};
insert into quotients (family_id, from_date, to_date, qf)
	select f.n, d.date, {year}, 60000 from numbers f join nights d on d.ago % 365 = 1 where f.n <= {families};
insert into runs (id, structure_id, business_date, cutoff, as_of, origin, state, started_at, finished_at)
	select id, 1, date, at, at, 'schedule', 'done', at, at from nights where id > 0;
insert into run_shards (run_id, kind, activities, state, accepted, mails) select id, 'settle', '1', 'done', 3,
		0 from nights where id > 0;
insert into run_shards (run_id, kind, state, mails) select id, 'report', 'done', 3 from nights where id > 0;
insert into drafts (id, account_id, family_id, updated_at) select n, n, n, at from numbers
		join visits v on v.id = 1 where n <= {families};
insert into validations (id, number, draft_id, revision, account_id, family_id, at)
	select id, 'V' || id, family, k, family, family, at from visits;
insert into validation_lines (validation_id, position, child_id, activity_id, date, kind, outcome)
	select id, 0, family, 1, date, 'add', 'accepted' from visits;
insert into reservations (id, structure_id, family_id, child_id, activity_id, date, state, requested_at,
		transmitted, price, billed, attendance)
	select id, 1, family, family, 1, date, state, at, said > 0, 400, ago > 0 and state = 'accepted', case
		when ago > 0 and state = 'accepted' then 'present' end
	from (select v.*, case when ago < -20 and id % 3 = 0 then 'waitlisted'
		when ago < -20 and id % 7 = 0 then 'pending' when id % 20 = 0 then 'cancelled'
		when id % 50 = 1 then 'refused' else 'accepted' end as state from visits v) as x;
insert into movements (id, structure_id, validation_id, family_id, child_id, activity_id, date, kind,
		reservation_id, account_id, origin, at, run_id, outcome)
	select v.id, 1, v.id, family, family, 1, v.date, 'book', v.id, family, 'portal', v.at, n.id, case
		when n.id is not null then 'accepted' end
	from visits v left join nights n on n.ago = v.said and n.id > 0;
insert into slots (pool_id, date, accepted, waiting)
	select 1, date, sum(case when state = 'accepted' then 1 else 0 end), sum(case
		when state = 'waitlisted' then 1 else 0 end) from reservations group by date;
insert into reports (id, run_id, family_id, bookings, cancellations, body, has_mail)
	select v.id, n.id, family, 1, 0, 'Bonjour', true from visits v join nights n on n.ago = v.said and n.id > 0;
insert into mails (id, structure_id, family_id, kind, address, subject, body, message_id, state, attempts,
		created_at, sent_at)
	select id, 1, family, 'report', 'f' || family || '@exemple.fr', 'Vos demandes', 'Bonjour', 'm' || id,
		case id % 50 when 0 then 'refused' when 1 then 'unknown' when 2 then 'delayed' else 'sent' end, 1, at,
		at from visits;
insert into outbox (kind, ref, state, next_at, created_at, done_at)
	select 'mail', id, case when id % 500 = 0 then 'dead' else 'done' end, at, at, at from visits where said < 8;
insert into audit (id, at, account_id, structure_id, family_id, action, subject)
	select id, at, family, 1, family, case when id % 500 = 3 then 'run.start'
		when id % 10 = 0 then 'health.read' else 'attendance.tick' end, 'Quelque chose' from visits;
insert into payments (id, structure_id, family_id, account_id, token, form_token, numcli, refdet, idop, amount,
		mel, saisie, state, created_at,
		received, paid_at, alert, found_by)
	select id, 1, family, family, 't' || id, 'o' || id, '012345', 'REFDET' || id, 'idop' || id, 1200,
		'a@exemple.fr', 'W',
		case when said < 2 and id % 8 = 0 then 'pending' when said < 30 and id % 100 = 8 then 'anomaly'
		when id % 100 = 4 then 'credited'
			when id % 20 = 0 then 'abandoned' else 'paid-card' end, at, 1200, at, case
		when said < 30 and id % 100 = 12 then 'late' else '' end, 'notification'
	from visits where id % 4 = 0;
insert into payment_parts (payment_id, position, wallet_id, structure_id, amount) select id, 0, 1, 1, 1200
		from payments;
insert into payment_events (payment_id, at, origin, said) select p.id, at, 'poll', 'ok' from payments p
		join visits v on v.id = p.id where said < 450;
insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref,
		reservation_id, created_at, kind, child_id, activity_id, quantity, unit_price)
	select 1, family_id, 1, date, 'CANTINE', -400, 'consumption', id, id, requested_at, 'consumption', child_id,
		1, 1, 400 from reservations where billed;
insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, created_at, kind, mode)
	select 1, p.family_id, 1, v.date, 'Paiement en ligne', 1200, 'payment', p.id, v.at, 'payment', 'card'
	from payments p join visits v on v.id = p.id where p.state = 'paid-card' and v.ago > 0;
-- The first year had opérations of a kind, of a state and by people that came no more.
insert into operations (id, structure_id, kind, title, reason, state, prepared_at, prepared_by, applied_at, applied_by,
		first_day)
	select id, 1, case when id < 100 then 'capacity' else 'closing' end, 'Fermeture ' || id, 'grève',
		case when id between 100 and 200 then 'undone' else 'applied' end, at, case when id < 200 then 5 else 6 end, at,
		case when id < 300 then 5 else 6 end, date from nights where id > 0 and id % 7 = 0;
insert into operation_rows (operation_id, reservation_id, family_id, child_id, activity_id, date, fate, state)
	select o.id, r.id, r.family_id, r.child_id, 1, r.date, 'cancelled', 'done' from operations o
		join reservations r on r.date = o.first_day and r.state = 'cancelled';
insert into operation_mails (operation_id, family_id, kind, has_mail)
	select id, 5, case when id between 100 and 200 then 'undone' else 'applied' end, false from operations;
update reservations set reason = 'town' where id in (select reservation_id from operation_rows);
insert into answers (structure_id, reservation_id, family_id, account_id, at, was, became, words, told)
	select 1, id, family_id, family_id, requested_at, 'pending', 'refused', 'complet', true from reservations
		where state = 'refused' and reason <> 'town';
insert into queue_acts (structure_id, reservation_id, family_id, account_id, at, what, priority, words)
	select 1, id, family_id, family_id, requested_at, 'passed', 0, 'injoignable' from reservations
		where state = 'refused' and reason <> 'town';
insert into offers (structure_id, reservation_id, family_id, at, until, hours, state, told, run_id)
	select 1, id, family_id, requested_at, requested_at, 6, 'lapsed', true, null from reservations
		where state = 'refused' and reason <> 'town';
insert into reservations (id, structure_id, family_id, child_id, activity_id, date, state, requested_at, transmitted,
		price)
	select 100000000 + n, 1, n, n, 2, (select max(date) from visits), 'pending', (select min(at) from visits), true, 0
	from numbers where n between 1 and 30;
insert into erasures (structure_id, family_id, account_id, asked_at, state, decided_at)
	select 1, family, family, at, case when said < 12 then 'asked' else 'refused' end, at from visits
		where family % 10 = 0 and k % 20 = {each} % 20;
insert into news (id, structure_id, title, body, target, school, activity_id, present_from, present_to, from_date,
		to_date, pinned, must_read, created_at)
	select id, 1, 'Actualité ' || id, 'Bonjour', case id % 6 when 0 then 'all' when 1 then 'school' when 2 then
		'activity' when 3 then 'present' when 4 then 'waiting' else 'no-qf' end, 'Ecole 1', 1, date, date, date, date,
		id % 5 = 0, id % 2 = 0, at from nights where id > 0;
insert into news_readings (account_id, news_id, read_at)
	select v.family, n.id, v.at from visits v join nights n on n.ago = v.said and n.id > 0 and n.id % 2 = 0;
insert into freezes (activity_id, date, structure_id, at) select 1, date, 1, at from nights where id > 0;
insert into frozen_meals (activity_id, date, child_id, school, class, kind)
	select r.activity_id, r.date, r.child_id, c.school, c.class, 'standard' from reservations r
		join children c on c.id = r.child_id join freezes f on f.activity_id = r.activity_id and f.date = r.date
		where r.state = 'accepted';
insert into noted_meals (activity_id, date, child_id, school, class, kind)
	select activity_id, date, child_id, school, class, 'no-pork' from frozen_meals where child_id % 40 = 0;
insert into extra_meals (structure_id, activity_id, date, school, kind, number, words, at, late)
	select 1, 1, date, '', 'adult', 2, 'stagiaires', at, id % 3 = 0 from nights where id > 0;
insert into pickups (structure_id, family_id, child_id, kind, name, link, from_date, to_date, state, at, decided_at)
	select 1, k.family_id, k.child_id, 'person', 'Jeanne Petit', 'nounou', n.date, n.date, 'allowed', n.at, n.at
	from nights n join family_children k on k.child_id = n.id where n.id > 0;
insert into diet_requests (structure_id, family_id, child_id, asked_at, diet, allergies, state, decided_at)
	select 1, k.family_id, k.child_id, n.at, 'Sans porc', '', 'accepted', n.at from nights n
		join family_children k on k.child_id = n.id where n.id > 0;
insert into menus (structure_id, date, main, vegetarian, allergens)
	select 1, date, 'Lasagnes', true, 'gluten milk' from nights where id > 0;
insert into thrown_plates (structure_id, activity_id, date, school, number, cost, at)
	select 1, 1, date, '', 3, 285, at from nights where id > 0;
insert into meal_orders (id, structure_id, activity_id, date, version, number, at)
	select id, 1, 1, date, 1, 'BC-' || id, at from nights where id > 0;
insert into meal_order_lines (order_id, school, kind, number) select id, '', 'standard', 40 from nights where id > 0;
insert into tablets (id, structure_id, account_id, hash, schools, prepared_at, until)
	select id, 1, 1, 't' || id, '', at, at from nights where id > 0;
insert into taps (tablet_id, nonce, structure_id, reservation_id, account_id, attendance, units, at, device_at,
	received_at, result, before) select n.id, r.id, 1, r.id, 1, 'present', 0, n.at, n.at, n.at, 'newer', 'absent-justified'
	from nights n join reservations r on r.date = n.date and r.activity_id = 1 and r.child_id % 4 = 0 where n.id > 0;
insert into marks (reservation_id, at, account_id, tablet_id) select p.reservation_id, p.at, 1, p.tablet_id from taps p;
insert into merges (structure_id, kept_id, gone_id, at, effects, undone_at)
	select 1, 3, 4, at, '{}', at from visits where id = 1;
drop table visits;
drop table nights;
drop table numbers;
