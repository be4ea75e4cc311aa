package effect

// Cause is a change of the settings, or of a child's rights, that affects existing requests of families.
type Cause string

// The causes.
const (
	DayClosed      Cause = "day-closed"      // the town closes a day, for all activities or for one
	SeasonNarrowed Cause = "season-narrowed" // weekdays, dates, term, school zone: future days are no longer offered
	EnrolmentEnded Cause = "enrolment-ended" // the child loses the right to book an activity
	NotAdmitted    Cause = "not-admitted"    // the activity narrows its ages, schools or levels
	Removed        Cause = "removed"         // an activity, a pool or a family is removed
	PricePast      Cause = "price-past"      // a tariff, a quotient or a residence changes past debits
	PriceAhead     Cause = "price-ahead"     // the same for days not debited yet
	HoursMoved     Cause = "hours-moved"     // hours, or which activities are compatible
	LimitsMoved    Cause = "limits-moved"    // the deadlines of a day, or the opening of its bookings
	MayLeave       Cause = "may-leave"       // the families of a school or class may give a day up past its deadline
	MealAlong      Cause = "meal-along"      // the meal of a school or class becomes a picnic, or is one no more
	FewerPlaces    Cause = "fewer-places"
	MorePlaces     Cause = "more-places"
	AllotChanged   Cause = "allot-changed"
	ClassChanged   Cause = "class-changed" // the child changed class, and keeps the right to the activity
	DayReopened    Cause = "day-reopened"
)

// Fate is the outcome for one object.
type Fate string

// The fates. Untouched is for everything that no cause affects.
const (
	Untouched Fate = ""

	// For an accepted reservation.
	Cancelled   Fate = "cancelled"    // by the town, whatever the deadline
	Kept        Fate = "kept"         // stated, because a family might fear otherwise
	NotRestored Fate = "not-restored" // cancelled by a closure, and it stays so: only undoing the closure restores it
	Refused     Fate = "refused"      // the change itself is refused if there ever was a reservation: archive instead

	// For a request that waits for a place or an answer, besides Kept and Refused.
	Withdrawn Fate = "withdrawn" // never "refused": the family did nothing wrong
	Served    Fate = "served"    // before any newcomer, by the activity's mode
	AsAsked   Fate = "as-asked"  // decided under the mode of its request

	// For a line of a draft.
	Dropped   Fate = "dropped"    // with its reason
	Judged    Fate = "judged"     // judged again, when its family next opens it
	PriceTold Fate = "price-told" // shown again

	// For money.
	GivenBack Fate = "given-back" // debited amounts are reversed, others never are
	Estimated Fate = "estimated"  // estimated again
	Rewritten Fate = "rewritten"  // debited lines are reversed and written again; statements already issued are listed

	// For a family's mail.
	Written  Fate = "written"   // one mail per family, whatever the causes
	IfDearer Fate = "if-dearer" // if the price rises by more than the structure's setting
	IfChosen Fate = "if-chosen" // if the person making the change chooses so
	ByAnswer Fate = "by-answer" // the offer or the report that gives the place is the mail
)

// Row is the effect of one cause.
type Row struct {
	Cause                                   Cause
	Accepted, Waiting, Draft, Money, Mailed Fate
}

// Table defines the effect of each change on accepted reservations, requests that wait, drafts, money and mail. If
// several causes affect a day, the first applies.
var Table = []Row{
	{Removed, Refused, Refused, Dropped, Untouched, Untouched},
	{DayClosed, Cancelled, Withdrawn, Dropped, GivenBack, Written},
	{SeasonNarrowed, Cancelled, Withdrawn, Dropped, GivenBack, Written},
	{EnrolmentEnded, Cancelled, Withdrawn, Dropped, GivenBack, Written},
	{NotAdmitted, Kept, Withdrawn, Judged, Untouched, Written},
	{PricePast, Kept, Untouched, Untouched, Rewritten, Written},
	{HoursMoved, Kept, Kept, Judged, Untouched, Written},
	{PriceAhead, Kept, Kept, PriceTold, Estimated, IfDearer},
	{LimitsMoved, Kept, Kept, Judged, Untouched, IfChosen},
	{MayLeave, Kept, Kept, Judged, Untouched, Written},
	{MealAlong, Kept, Kept, Untouched, Untouched, Written},
	{FewerPlaces, Kept, Kept, Judged, Untouched, Untouched},
	{MorePlaces, Untouched, Served, Judged, Untouched, ByAnswer},
	{AllotChanged, Kept, AsAsked, Untouched, Untouched, Untouched},
	{ClassChanged, Kept, Kept, Judged, Untouched, Untouched},
	{DayReopened, NotRestored, Untouched, Untouched, Untouched, IfChosen},
}

// RowOf returns the row of a cause.
func RowOf(c Cause) Row {
	for _, r := range Table {
		if r.Cause == c {
			return r
		}
	}
	return Row{Cause: c}
}
