package db

// Conditions on the rows of a family; $1 is the family. Data that another family still needs is not erased.
const (
	// theirFiles are the files that were joined to its own.
	theirFiles = "(select o.id from families o where o.merged_into = $1)"

	theirMerges = "(select m.id from merges m where m.kept_id = $1 or m.gone_id = $1)"

	// theirAdults are the accounts of its adults, whatever other families they have.
	theirAdults = "(select t.account_id from guardians t where t.family_id = $1)"

	// theirAccounts are those that no longer give access to anything else: no other family, no work for the town.
	theirAccounts = `(select t.account_id from guardians t where t.family_id = $1
		and not exists (select 1 from guardians o
			where o.account_id = t.account_id and o.family_id <> $1 and o.withdrawn_at is null)
		and not exists (select 1 from staff s where s.account_id = t.account_id and s.withdrawn_at is null))`

	theirLogins = "(select n.login from accounts n where n.id in " + theirAccounts + ")"

	// theirChildren are the children that are in no other remaining family.
	theirChildren = `(select k.child_id from family_children k where k.family_id = $1 and not exists (
		select 1 from family_children o where o.child_id = k.child_id and o.family_id <> $1
			and not exists (select 1 from erasures e where e.family_id = o.family_id and e.state = 'done')))`

	// naming matches lines of the journal that contain one of their logins, as office and portal write them.
	naming = `exists (select 1 from accounts n where n.id in ` + theirAccounts + `
		and (audit.subject in (n.login, 'Compte ' || n.login)
		or replace(audit.subject, '(' || n.login || ')', '') <> audit.subject))`

	// theirMails are the mails sent to the family's addresses, or to a login that is an address.
	theirMails = "(select m.id from mails m where m.family_id = $1 or m.family_id is null and m.address in " +
		theirLogins + ")"

	theirOnlinePayments = "(select p.id from payments p where p.family_id = $1)"
	theirTaxRuns        = "(select r.id from tax_runs r where r.structure_id = (select f.structure_id " +
		"from families f " +
		"where f.id = $1))"
)

// personalLines are the records written line by line: the journal, the books, payments, mail, papers. Their texts are
// masked; triggers allow these masks and no other.
func personalLines() []Personal {
	return []Personal{
		{Table: "audit", Rows: "family_id = $1 or family_id is null and account_id in " + theirAccounts,
			Nobody: "id at account_id structure_id family_id action operation_id reservation_id",
			Masked: []Mask{{"subject", "'Effacé'"}, {"was", "''"}, {"became", "''"}, {"reason", "''"},
				{"changes", "null"}}}, // a QF
		{Table: "audit", Rows: naming, Masked: []Mask{{"subject", "'Effacé'"}}},
		// The network address of an agent who wrote about the family is not the family's data.
		{Table: "audit", Rows: "account_id in " + theirAccounts + " or family_id = $1 and account_id in " + theirAdults,
			Masked: []Mask{{"origin", "''"}}},

		// The label of a consumption is the name of its activity. Any other is free text, or repeats the mode and the
		// number.
		{Table: "ledger", Rows: "family_id = $1",
			Nobody: "id structure_id family_id wallet_id source reservation_id created_at kind child_id activity_id " +
				"reverses_id account_id run_id mode",
			Masked: []Mask{{"label", "case when activity_id is not null then label when kind = 'consumption' then " +
				"'Consommation' else 'Règlement' end"},
				{"reason", "''"}},
			// The payer and the bank: a receipt states them (instruction codificatrice 06-031-A-B-M du 21 avril 2006,
			// régies de recettes).
			Kept: "date amount quantity unit_price quoted number payer bank source_ref", Law: books},
		{Table: "balances", Rows: "family_id = $1", Nobody: "family_id wallet_id", Kept: "amount", Law: books},
		{Table: "payments", Rows: "family_id = $1",
			Nobody: "id structure_id family_id account_id token form_token numcli saisie state created_at error " +
				"resultrans alert found_by notified_at asked_at next_check_at leased_until decided_by decided_at",
			Masked: []Mask{{"mel", "''"}, {"reason", "''"}},
			Kept:   "refdet idop amount received numauto paid_at differences", Law: books},
		{Table: "payment_parts", Rows: "payment_id in " + theirOnlinePayments,
			Nobody: "payment_id position wallet_id structure_id", Kept: "amount", Law: books},
		// raw has an address as payfip.MaskMel leaves it, and no name. No row younger than 450 days can be deleted.
		{Table: "payment_events", Rows: "payment_id in " + theirOnlinePayments,
			Nobody: "id payment_id at origin said code resultrans took_ms", Kept: "raw", Law: contested},

		// Quotients and enrolments that were prepared and not applied, of this family or not: once applied, they are in
		// the journal and in the family's own rows.
		{Table: "operations", Rows: "state = 'prepared' and kind in ('quotients', 'enrolments') and " +
			"structure_id = (select f.structure_id from families f where f.id = $1)",
			Nobody: "id structure_id kind title tell state prepared_at prepared_by applied_at applied_by " +
				"first_day undone_at undone_by kept told effects plan", Erased: "changes"},
		// Those of enrolments that were applied are masked if they concern no other family: the reason of one about
		// many children is about none of them. Of those that were given up, nothing says whose they are.
		{Table: "operations", Rows: "kind = 'enrolments' and structure_id = (select f.structure_id from families f " +
			"where f.id = $1) and (applied_at is null " +
			"or (id in (select r.operation_id from operation_rows r where r.family_id = $1) " +
			"or id in (select m.operation_id from operation_mails m where m.family_id = $1) " +
			"or id in (select a.operation_id from audit a where a.family_id = $1)) and not exists (select 1 " +
			"from audit a where a.operation_id = operations.id and a.family_id <> $1 and not exists (select 1 " +
			"from erasures e where e.family_id = a.family_id and e.state = 'done')))",
			Masked: []Mask{{"reason", "''"}, {"words", "''"}, {"undo_reason", "''"}}},

		// Why staff booked for the family, in their words.
		{Table: "validations", Rows: "family_id = $1",
			Nobody: "id number draft_id revision account_id family_id at channel",
			Masked: []Mask{{"reason", "''"}}},

		// Why a request was refused: text about the family.
		{Table: "answers", Rows: "family_id = $1",
			Nobody: "id structure_id reservation_id family_id account_id at was became told run_id",
			Masked: []Mask{{"words", "''"}}},

		// What staff did to its requests that wait, and why.
		{Table: "queue_acts", Rows: "family_id = $1",
			Nobody: "id structure_id reservation_id family_id account_id at what priority run_id",
			Masked: []Mask{{"words", "''"}}},
		{Table: "offers", Rows: "family_id = $1",
			Nobody: "id structure_id reservation_id family_id account_id at until hours state answered_at " +
				"answered_by told run_id"},

		{Table: "outbox", Rows: "kind = '" + JobMail + "' and ref in " + theirMails,
			Nobody: "id kind ref state attempts next_at leased_until announced_at created_at done_at",
			Masked: []Mask{{"error", "''"}}}, // the reply of the mail server
		{Table: "mails", Rows: "id in " + theirMails,
			Nobody: "id structure_id family_id report_id order_id kind about message_id state attempts " +
				"created_at sent_at",
			Masked: []Mask{{"address", "'effacee-' || cast(id as text)"}, // an address gets a report once
				{"subject", "''"}, {"body", "''"}, {"html", "''"}, {"sealed", "''"}, {"error", "''"}}},
		{Table: "reports", Rows: "family_id = $1 or family_id in " + theirFiles,
			Nobody: "id run_id family_id bookings cancellations has_mail declined", Masked: []Mask{{"body", "''"}}},
		{Table: "tax_pieces", Rows: "part_id in (select p.id from tax_parts p where p.run_id in " + theirTaxRuns + ")",
			Nobody: "part_id position", Erased: "body"},
		{Table: "merge_rows", Rows: "merge_id in " + theirMerges, Nobody: "merge_id position name act",
			Erased: "keys was"},
		{Table: "merge_children", Rows: "merge_id in " + theirMerges, Nobody: "merge_id gone_id kept_id",
			Masked: []Mask{{"gone_code", "''"}}},
		{Table: "merges", Rows: "kept_id = $1 or gone_id = $1",
			Nobody: "id structure_id kept_id gone_id account_id at effects undone_at undone_by under_way",
			Masked: []Mask{{"reason", "''"}, {"sums", "''"}, {"undo_reason", "''"}}},
		{Table: "diet_requests", Rows: "family_id = $1", Nobody: "id structure_id family_id child_id account_id " +
			"asked_at state decided_at decided_by", Erased: "diet allergies answer"},
		// Who is barred from a child stays known while the child lives in another household.
		{Table: "pickups", Rows: "family_id = $1 and kind <> 'barred' or child_id in " + theirChildren,
			Nobody: "id structure_id family_id child_id account_id kind hour from_date to_date state at decided_at " +
				"decided_by", Erased: "name link phone answer"},
		{Table: "erasures", Rows: "family_id = $1",
			Nobody: "id structure_id family_id account_id asked_at state decided_at decided_by",
			Masked: []Mask{{"answer", "''"}}},
	}
}

// personalRows are the people themselves, and their means of signing in.
func personalRows() []Personal {
	return []Personal{
		{Table: "challenges", Rows: "exists (select 1 from sessions s where (s.family_id = $1 or s.account_id in " +
			theirAccounts + ") and replace(challenges.data, s.id, '') <> challenges.data)",
			Nobody: "kind expires_at", Erased: "id data"},
		{Table: "door_requests", Rows: "login in " + theirLogins, Nobody: "id kind at", Erased: "login address"},
		{Table: "sessions", Rows: "family_id = $1 or account_id in " + theirAccounts,
			Nobody: "account_id family_id structure_id created_at seen_at expires_at factor_at proved_at",
			Erased: "id device id_token"},
		{Table: "devices", Rows: "account_id in " + theirAccounts, Nobody: "account_id seen_at", Erased: "device"},
		{Table: "links", Rows: "family_id = $1 or account_id in " + theirAccounts,
			Nobody: "id kind account_id family_id created_at expires_at used_at", Erased: "address token_hash"},
		{Table: "totp", Rows: "account_id in " + theirAccounts, Nobody: "account_id last_step since", Erased: "secret"},
		{Table: "recovery_codes", Rows: "account_id in " + theirAccounts, Nobody: "account_id used_at", Erased: "hash"},
		{Table: "passkeys", Rows: "account_id in " + theirAccounts,
			Nobody: "id account_id sign_count created_at used_at", Erased: "handle credential_id name credential"},
		{Table: "identities", Rows: "account_id in " + theirAccounts, Nobody: "account_id issuer linked_at",
			Erased: "subject"},
		{Table: "news_readings", Rows: "account_id in " + theirAccounts, Nobody: "news_id read_at",
			Erased: "account_id"},
		{Table: "feeds", Rows: "family_id = $1 or family_id in " + theirFiles, Nobody: "id account_id family_id " +
			"created_at revoked_at",
			Erased: "token_hash"},

		// The values that the files gave for them. Those of a child of two households are still needed by the other
		// one.
		{Table: "imported", Rows: "owner = 'family' and (owner_id = $1 or owner_id in " + theirFiles + ") or " +
			"owner = 'child' and owner_id in " +
			theirChildren,
			Nobody: "structure_id owner owner_id key", Erased: "said"},
		{Table: "family_emails", Rows: "family_id = $1", Nobody: "family_id position confirmed_at bounced_at",
			Erased: "address"},
		{Table: "quotients", Rows: "family_id = $1", Nobody: "id family_id from_date to_date source", Erased: "qf"},
		// Where a child is when: with one of its homes, the arrangement goes.
		{Table: "custodies", Rows: "child_id in (select k.child_id from family_children k where k.family_id = $1)",
			Nobody: "id structure_id child_id account_id at",
			Erased: "from_date to_date even_family_id odd_family_id changes"},
		{Table: "residences", Rows: "family_id = $1", Nobody: "family_id before_date", Erased: "resident"},
		{Table: "draft_lines", Rows: "draft_id in (select d.id from drafts d where d.family_id = $1)",
			Nobody: "draft_id child_id activity_id kind", Erased: "date"},
		{Table: "children", Rows: "id in " + theirChildren, Nobody: "id structure_id",
			Masked: []Mask{{"code", "'efface-' || cast(id as text)"}, {"last_name", "'effacé ' || cast(id as text)"},
				{"first_name", "'Enfant'"}, {"birth_date", "'1900-01-01'"}, {"school", "''"}, {"class", "''"},
				{"diet", "''"}, {"allergies", "''"}, {"school_id", "null"}, {"class_id", "null"}}},
		{Table: "frozen_meals", Rows: "child_id in " + theirChildren, Nobody: "activity_id date child_id",
			Masked: []Mask{{"school", "''"}, {"class", "''"}, {"kind", "''"}}},
		{Table: "noted_meals", Rows: "child_id in " + theirChildren, Nobody: "activity_id date child_id",
			Masked: []Mask{{"school", "''"}, {"class", "''"}, {"kind", "''"}}},
		{Table: "accounts", Rows: "id in " + theirAccounts,
			Nobody: "id password_set_at must_change created_at signed_in_at visited_at visited_before language",
			Masked: []Mask{{"login", "'efface-' || cast(id as text)"}, {"password_hash", "'!'"},
				{"disabled_at", "coalesce(disabled_at, $2)"}}},
		{Table: "guardians", Rows: "family_id = $1", Nobody: "account_id family_id",
			Masked: []Mask{{"name", "''"}, {"phone", "''"}, {"withdrawn_at", "coalesce(withdrawn_at, $2)"}}},
		// The code identifies the family in titles and in the comptable's papers.
		{Table: "families", Rows: "id = $1 or merged_into = $1",
			Nobody: "id structure_id resident mail_reports mail_payments merged_into archived_at",
			Masked: []Mask{{"civility", "''"}, {"last_name", "'Famille effacée'"}, {"first_name", "''"},
				{"address", "''"}, {"phone", "''"}},
			Kept: "code", Law: books},
		// What it was found by, last: the rows above are words again as soon as they change.
		{Table: "family_words", Rows: "family_id = $1 or family_id in " + theirFiles + " or child_id in " +
			theirChildren,
			Nobody: "structure_id source family_id child_id", Erased: "word"},
	}
}
