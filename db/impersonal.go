package db

// impersonal are the tables in which an erasure changes nothing. Some describe the town, its catalogue and its nights.
// Others record the requests, bookings and attendance of families by ids alone: once the rows of personalRows have lost
// their names, these identify nobody.
var impersonal = []Personal{
	// The town and its catalogue.
	{Table: "settings", Nobody: "name value"},
	{Table: "structures", Nobody: "id code name zone alsace_moselle night_at notice toggles_waitlist revision " +
		"updated_through bill hides_presence pedt qf_backdate address phone email hours undo_hours mail_name " +
		"mail_signature accent logo sick_until sick_uncredited sick_paper caterer meal_cost differences_at"},
	{Table: "logos", Nobody: "structure_id hash kind body"},
	{Table: "started", Nobody: "structure_id"},
	{Table: "closures", Nobody: "structure_id date label"},
	{Table: "wallets", Nobody: "id structure_id code name numcli"},
	{Table: "categories", Nobody: "id structure_id code name wallet_id debt_floor nature"},
	{Table: "pools", Nobody: "id structure_id code name capacity waitlist"},
	{Table: "activities", Nobody: "id structure_id code name category_id weekdays term from_date to_date start_at " +
		"end_at unit book_by cancel_by allot meal notice_hours kitchen_by kind declared age_from age_to levels " +
		"offer_hours max_enrolled late_fee late_grace"},
	{Table: "activity_pools", Nobody: "activity_id pool_id structure_id"},
	{Table: "activity_schools", Nobody: "activity_id school_id structure_id"},
	{Table: "activity_classes", Nobody: "activity_id class_id structure_id"},
	{Table: "pulses", Nobody: "organ who ailing since said_at seen_at word"},
	{Table: "compatibilities", Nobody: "activity_id other_id"},
	{Table: "openings", Nobody: "activity_id date open label"},
	{Table: "animators", Nobody: "pool_id date number director under6"},
	{Table: "releases", Nobody: "activity_id from_date to_date on_date at_time"},
	{Table: "schools", Nobody: "id structure_id code name archived"},
	{Table: "classes", Nobody: "id school_id code name level year archived"},
	{Table: "school_closures", Nobody: "id school_id class_id activity_id date label leave_by picnic"},
	{Table: "capacities", Nobody: "pool_id date capacity waitlist"},
	{Table: "tariffs", Nobody: "id activity_id from_date resident qf_min qf_max price rate_ppm floor ceiling"},
	{Table: "documents", Nobody: "id kind version body published_at"},
	{Table: "slots", Nobody: "pool_id date accepted waiting changed_at"},

	// What the town hall publishes is for many families, and names none.
	{Table: "news", Nobody: "id structure_id title body target school class activity_id present_from present_to " +
		"from_date to_date pinned must_read edits created_at withdrawn_at"},

	// The nights and the papers of a whole town. Their errors are the program's own.
	{Table: "runs", Nobody: "id structure_id business_date pass cutoff as_of origin late state started_at " +
		"finished_at checksum"},
	{Table: "run_shards", Nobody: "id run_id kind activities from_date to_date family_from family_to state accepted " +
		"waitlisted refused cancelled pending mails error done_at debits unpriced unpriced_by"},
	{Table: "tax_runs", Nobody: "id structure_id year state asked_at asked_by finished_at error"},
	// A reference of the platform identifies an attempt to pay, and no person.
	{Table: "reconciliations", Nobody: "id structure_id state asked_at asked_by finished_at"},
	{Table: "reconciled_lines", Nobody: "run_id position date refdet amount ask asked found"},
	{Table: "tax_parts", Nobody: "id run_id position family_from family_to families seen certified total size state"},

	// The rights of each account, by its id. Subjects of tries are keyed hashes, and are deleted after some days
	// (throttle.Forgotten).
	{Table: "staff", Nobody: "account_id structure_id role withdrawn_at"},
	{Table: "consents", Nobody: "account_id kind version at"},
	{Table: "factor_tries", Nobody: "account_id wrong until"},
	{Table: "tries", Nobody: "subject failures last_at"},

	// The requests and their outcomes. Reasons and details are codes, hours and names of activities.
	{Table: "family_children", Nobody: "family_id child_id structure_id position"},
	{Table: "enrolments", Nobody: "id child_id activity_id from_date to_date priority"},
	{Table: "drafts", Nobody: "id account_id family_id revision updated_at last_moment dropped"},
	{Table: "validation_lines", Nobody: "validation_id position child_id activity_id date kind outcome reason " +
		"detail changed price"},
	{Table: "reservations", Nobody: "id structure_id family_id child_id activity_id date state priority " +
		"requested_at transmitted reason price quantity attendance billed attended debited_before was free_until " +
		"last_moment number arrived departed late_fee late_rule late_after"},
	{Table: "movements", Nobody: "id structure_id validation_id family_id child_id activity_id date kind " +
		"reservation_id account_id origin at run_id outcome operation_id"},
	{Table: "operation_rows", Nobody: "operation_id reservation_id family_id child_id activity_id date fate back " +
		"state why"},
	{Table: "operation_mails", Nobody: "operation_id family_id kind has_mail"},
	{Table: "absences", Nobody: "id structure_id family_id child_id account_id at channel paper_by undone_at " +
		"undone_by"},
	{Table: "absence_days", Nobody: "reservation_id absence_id date fate"},
	// What was tapped on tablets, by the ids of reservations and of staff; deleted after some weeks.
	{Table: "tablets", Nobody: "id structure_id account_id hash schools device prepared_at until " +
		"withdrawn_at withdrawn_by replaced_at"},
	{Table: "marks", Nobody: "reservation_id at account_id tablet_id"},
	{Table: "taps", Nobody: "tablet_id nonce structure_id reservation_id account_id attendance units number stamp at " +
		"device_at received_at result why before before_units before_at before_by"},
	// What the kitchen counts: numbers. Who is meant by a meal of an adult is told without a name.
	{Table: "freezes", Nobody: "activity_id date structure_id at told"},
	{Table: "extra_meals", Nobody: "id structure_id activity_id date school kind number words account_id at late"},
	{Table: "menus", Nobody: "structure_id date starter main side dairy dessert vegetarian allergens"},
	{Table: "closings", Nobody: "activity_id date structure_id account_id at"},
	{Table: "thrown_plates", Nobody: "structure_id activity_id date school number cost account_id at"},
	{Table: "meal_orders", Nobody: "id structure_id activity_id date version number at account_id sent_to sends " +
		"answer answered_at answered_by"},
	{Table: "meal_order_lines", Nobody: "order_id school kind number"},
	{Table: "decisions", Nobody: "id run_id reservation_id family_id was became"},
}
