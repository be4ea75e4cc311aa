package effect

// Cause is a change of the settings, or of a child's rights, as far as it touches what families have asked.
type Cause string

// The causes.
const (
	DayClosed      Cause = "day-closed"      // the town closes a day, for all or for an activity
	SeasonNarrowed Cause = "season-narrowed" // weekdays, dates, term, school zone: days to come are no longer offered
	EnrolmentEnded Cause = "enrolment-ended" // the child loses the right to book an activity
	Removed        Cause = "removed"         // an activity, a pool or a family is taken away
	PricePast      Cause = "price-past"      // a tariff, a quotient or a residence changes what was debited
	PriceAhead     Cause = "price-ahead"     // the same for what was not debited yet
	HoursMoved     Cause = "hours-moved"     // hours, or what may be booked beside what
	LimitsMoved    Cause = "limits-moved"    // until when a day may be booked or given up
	FewerPlaces    Cause = "fewer-places"
	MorePlaces     Cause = "more-places"
	AllotChanged   Cause = "allot-changed"
	ClassChanged   Cause = "class-changed" // the child is elsewhere, and keeps the right to the activity
	DayReopened    Cause = "day-reopened"
)

// Fate is what becomes of one thing.
type Fate string

// The fates. Untouched is that of everything that no cause reaches.
const (
	Untouched Fate = ""

	// Of an accepted reservation.
	Cancelled   Fate = "cancelled"    // by the town, whatever the deadline
	Kept        Fate = "kept"         // said, because somebody might fear otherwise
	NotRestored Fate = "not-restored" // what a closing cancelled stays so: only its undoing brings it back
	Refused     Fate = "refused"      // the change itself is, if there ever was a reservation: archive instead

	// Of a request that waits for a place or an answer, besides Kept and Refused.
	Withdrawn Fate = "withdrawn" // never "refused": the family did nothing wrong
	Served    Fate = "served"    // before any newcomer, by the activity's mode
	AsAsked   Fate = "as-asked"  // answered under the mode of its request

	// Of a line of a draft.
	Dropped   Fate = "dropped"    // with its reason
	Judged    Fate = "judged"     // again, when its family next sees it
	PriceTold Fate = "price-told" // again

	// Of money.
	GivenBack Fate = "given-back" // what was debited is reversed, what was not never is
	Estimated Fate = "estimated"  // anew
	Rewritten Fate = "rewritten"  // debited lines are reversed and written again; papers already issued are listed

	// Of a family's mail.
	Written  Fate = "written"   // one mail a family, whatever happened to it
	IfDearer Fate = "if-dearer" // by more than the structure's setting
	IfChosen Fate = "if-chosen" // by whoever makes the change
	ByAnswer Fate = "by-answer" // the offer or the report that gives the place is the mail
)

// Row is what a cause does.
type Row struct {
	Cause                                   Cause
	Accepted, Waiting, Draft, Money, Mailed Fate
}

// Table is what each change does to accepted reservations, to requests that wait, to drafts, to money and to mail. A
// day that is touched by several causes follows the first.
var Table = []Row{
	{Removed, Refused, Refused, Dropped, Untouched, Untouched},
	{DayClosed, Cancelled, Withdrawn, Dropped, GivenBack, Written},
	{SeasonNarrowed, Cancelled, Withdrawn, Dropped, GivenBack, Written},
	{EnrolmentEnded, Cancelled, Withdrawn, Dropped, GivenBack, Written},
	{PricePast, Kept, Untouched, Untouched, Rewritten, Written},
	{HoursMoved, Kept, Kept, Judged, Untouched, Written},
	{PriceAhead, Kept, Kept, PriceTold, Estimated, IfDearer},
	{LimitsMoved, Kept, Kept, Judged, Untouched, IfChosen},
	{FewerPlaces, Kept, Kept, Judged, Untouched, Untouched},
	{MorePlaces, Untouched, Served, Judged, Untouched, ByAnswer},
	{AllotChanged, Kept, AsAsked, Untouched, Untouched, Untouched},
	{ClassChanged, Kept, Kept, Judged, Untouched, Untouched},
	{DayReopened, NotRestored, Untouched, Untouched, Untouched, IfChosen},
}

// RowOf is the row of a cause.
func RowOf(c Cause) Row {
	for _, r := range Table {
		if r.Cause == c {
			return r
		}
	}
	return Row{Cause: c}
}
