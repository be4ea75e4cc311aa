package db

// Way is what a merge of two families makes of the rows of a table (DOMAIN.md 10.70).
type Way string

const (
	Moves   Way = "moves"   // rows of the file that goes get the family, and the child, that stays
	Joins   Way = "joins"   // the rows of both become those of one, by a rule of the domain
	Changes Way = "changes" // each row is written by a rule of its own
	Follows Way = "follows" // the database, or the accounts, keep them right
)

// MergeWay is the way of a table.
type MergeWay struct {
	Table string
	Way   Way
	// Rows are those that a merge may touch; $1 is the family that stays, $2 the one that goes, $? the children who are
	// one.
	Rows string
	Key  string // its key, columns apart by a space; empty = id
	// About says what has moved when these rows are no longer as the merge left them, which forbids its undoing; empty
	// where rows come and go by themselves: those that the merge touched are given back, as far as they are there.
	About MergeAbout
	Sum   string // the columns that count for that; empty = all
	// Stays are rows of the file that goes which cannot move, because the other has one of the same: they stay with it,
	// or with the child that goes; $3 is then the child that stays.
	Stays string
}

// MergeAbout names what a family would lose by an undoing.
type MergeAbout string

const (
	AboutFile     MergeAbout = "file"
	AboutBookings MergeAbout = "bookings"
	AboutMoney    MergeAbout = "money"
	AboutDraft    MergeAbout = "draft"
)

const (
	ofBoth     = "family_id in ($1, $2)"
	ofChildren = "child_id in $?"
	ofTheirs   = "(select f.structure_id from families f where f.id = $1)"

	mealsOfBoth = "m.date from reservations m where m.family_id in ($1, $2))"
)

// sameMeal is the condition that the child that stays has a meal of the same activity and date. Counted twice by the
// kitchen, a child was ordered two meals: both stay told, each as it was.
func sameMeal(table, others string) string {
	return "exists (select 1 from " + others + " o where o.child_id = $3 and o.activity_id = " + table +
		".activity_id and o.date = " + table + ".date)"
}

// MergeWays names every table with a family or a child, in an order in which rows may be written: what others refer to
// comes first. A test compares it with the schema.
var MergeWays = []MergeWay{
	{Table: "families", Way: Changes, Rows: "(id in ($1, $2) or merged_into in ($1, $2))", About: AboutFile},
	{Table: "children", Way: Changes, Rows: "id in $?", About: AboutFile},
	{Table: "family_children", Way: Changes, Rows: ofBoth, Key: "family_id child_id", About: AboutFile},
	{Table: "imported", Way: Changes, Rows: "owner = 'child' and owner_id in $?", Key: "owner owner_id key"},

	{Table: "guardians", Way: Joins, Rows: ofBoth, Key: "account_id family_id", About: AboutFile},
	{Table: "family_emails", Way: Joins, Rows: ofBoth, Key: "family_id position", About: AboutFile},
	{Table: "quotients", Way: Joins, Rows: ofBoth, About: AboutFile},
	{Table: "residences", Way: Joins, Rows: ofBoth, Key: "family_id before_date", About: AboutFile},
	{Table: "custodies", Way: Changes,
		Rows: "(child_id in (select c.child_id from family_children c where c.family_id in ($1, $2)) " +
			"or child_id in $?)",
		About: AboutFile},
	{Table: "enrolments", Way: Joins, Rows: ofChildren, About: AboutFile},
	{Table: "balances", Way: Joins, Rows: ofBoth, Key: "family_id wallet_id", About: AboutMoney},

	// The draft of an adult who has one in both files joins the other; its row stays, for the validations that it had.
	{Table: "drafts", Way: Changes, Rows: ofBoth, About: AboutDraft},
	{Table: "draft_lines", Way: Joins, Rows: "draft_id in (select d.id from drafts d where d.family_id in ($1, $2))",
		Key: "draft_id child_id activity_id date", About: AboutDraft},

	{Table: "reservations", Way: Moves, Rows: ofBoth, About: AboutBookings},
	{Table: "validations", Way: Moves, Rows: ofBoth, About: AboutBookings},
	{Table: "validation_lines", Way: Moves, Rows: ofChildren + " and validation_id in (select v.id from " +
		"validations v where v.family_id in ($1, $2))", Key: "validation_id position", About: AboutBookings},
	{Table: "movements", Way: Moves, Rows: ofBoth, About: AboutBookings},
	{Table: "absences", Way: Moves, Rows: ofBoth, About: AboutBookings},
	{Table: "answers", Way: Moves, Rows: ofBoth, About: AboutBookings},
	{Table: "queue_acts", Way: Moves, Rows: ofBoth, About: AboutBookings},
	{Table: "offers", Way: Moves, Rows: ofBoth, About: AboutBookings},
	{Table: "operation_rows", Way: Moves, Rows: ofBoth, Key: "operation_id reservation_id", About: AboutBookings},
	{Table: "decisions", Way: Moves, Rows: ofBoth + " and run_id in (select n.id from runs n where n.structure_id = " +
		ofTheirs + ")"},

	{Table: "frozen_meals", Way: Moves, Rows: ofChildren + " and (activity_id, date) in (select m.activity_id, " +
		mealsOfBoth, Key: "activity_id date child_id", Stays: sameMeal("frozen_meals", "frozen_meals")},
	{Table: "noted_meals", Way: Moves, Rows: ofChildren + " and (activity_id, date) in (select m.activity_id, " +
		mealsOfBoth, Key: "activity_id date child_id", Stays: sameMeal("noted_meals", "noted_meals") + " or " +
		sameMeal("noted_meals", "frozen_meals")},

	{Table: "payments", Way: Moves, Rows: ofBoth, About: AboutMoney, Sum: "id state amount received"},
	{Table: "ledger", Way: Moves, Rows: ofBoth, About: AboutMoney},

	// Of two open requests about a child who is one, the older one is closed before they move.
	{Table: "pickups", Way: Moves, Rows: ofBoth, About: AboutFile, Sum: "id state"},
	{Table: "diet_requests", Way: Moves, Rows: ofBoth, About: AboutFile, Sum: "id state"},
	{Table: "erasures", Way: Moves, Rows: ofBoth, About: AboutFile},
	{Table: "reports", Way: Moves, Rows: ofBoth,
		Stays: "run_id in (select r.run_id from reports r where r.family_id = $1)"},
	{Table: "operation_mails", Way: Moves, Rows: ofBoth + " and operation_id in (select n.id from operations n where " +
		"n.structure_id = " + ofTheirs + ")", Key: "operation_id family_id kind",
		Stays: "exists (select 1 from operation_mails o where o.family_id = $1 " +
			"and o.operation_id = operation_mails.operation_id and o.kind = operation_mails.kind)"},
	{Table: "mails", Way: Moves, Rows: ofBoth},
	{Table: "links", Way: Moves, Rows: ofBoth},
	// Both addresses of a calendar work: the one that stays reads the file that its own was joined to.
	{Table: "feeds", Way: Moves, Rows: ofBoth, Stays: "revoked_at is null and account_id in (select o.account_id " +
		"from feeds o where o.family_id = $1 and o.revoked_at is null)"},
	{Table: "audit", Way: Moves, Rows: ofBoth},

	{Table: "sessions", Way: Follows},     // the adults' sign-ins show the file that stays
	{Table: "family_words", Way: Follows}, // written by triggers
}

// mergeMoved are the columns that a merge changes, where they are more than the family.
var mergeMoved = map[string]string{
	"reservations": "family_id child_id", "movements": "family_id child_id", "absences": "family_id child_id",
	"pickups":        "family_id child_id",
	"diet_requests":  "family_id child_id",
	"operation_rows": "family_id child_id", "ledger": "family_id child_id", "validation_lines": "child_id",
	"frozen_meals": "child_id", "noted_meals": "child_id",
}
