package portal

import (
	"strconv"
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/money"
)

// RecapKey identifies the recap that was read: the draft, its revision, and the announced result of each line. A
// validation of anything else is refused (DOMAIN.md 6.6).
type RecapKey struct {
	DraftID, Revision int64
	Told              string // a word for each line, in the order of treatment: the letter of its result, and its price
}

// said is the announced result of a line.
type said struct {
	letter byte
	price  string // cents; "?" if no tariff gives one
}

// told encodes the announced results of a recap. It is not trusted: a validation judges and prices each line again, and
// compares.
func told(outcomes []booking.Outcome) string {
	words := make([]string, len(outcomes))
	for i, o := range outcomes {
		words[i] = string(o.Result.Symbol()) + priceWord(o)
	}
	return strings.Join(words, "-")
}

// priceWord is the announced price of a line. The amount that a cancellation gives back was fixed when the day was
// booked, whatever its result.
func priceWord(o booking.Outcome) string {
	switch {
	case o.Kind == booking.Cancel:
		return ""
	case !o.Quote.Known:
		return "?"
	}
	return strconv.FormatInt(int64(o.Quote.Total), 10)
}

// lines decodes the announced results of n lines; ok is false if they are not those of a recap of n lines.
func (k RecapKey) lines(n int) (all []said, ok bool) {
	for word := range strings.SplitSeq(k.Told, "-") {
		if word == "" {
			return nil, false
		}
		all = append(all, said{word[0], word[1:]})
	}
	return all, len(all) == n
}

// agrees reports whether the prices that were read are still current. A line that is not treated costs nothing, and has
// no price to compare.
func (k RecapKey) agrees(outcomes []booking.Outcome) bool {
	read, ok := k.lines(len(outcomes))
	if !ok {
		return false
	}
	for i, o := range outcomes {
		if o.Result != booking.ResultUntreated && read[i].price != priceWord(o) {
			return false
		}
	}
	return true
}

// Since marks the lines whose price differs from the one that was read, and adds a remark at the top. A recap of
// another draft, or of another revision, has no lines to compare.
func (r *Recap) Since(k RecapKey) {
	now := r.RecapKey
	lines := len(r.Cancels) + len(r.Bookings)
	read, ok := k.lines(lines)
	current, _ := now.lines(lines)
	if !ok || k.DraftID != now.DraftID || k.Revision != now.Revision {
		return
	}
	for i := range r.Bookings {
		at := len(r.Cancels) + i // cancellations are treated first
		if read[at].price == current[at].price || r.Bookings[i].Result == booking.ResultUntreated {
			continue
		}
		line := &r.Bookings[i]
		line.Changed, r.Changed = true, r.Changed+1
		if was, err := strconv.ParseInt(read[at].price, 10, 64); err == nil {
			line.Was = new(money.Cents(was))
		}
	}
	if r.Changed > 0 {
		told := plural(r.Changed, "%d jour a changé de prix pendant que vous lisiez : il est signalé ci-dessous. ",
			"%d jours ont changé de prix pendant que vous lisiez : ils sont signalés ci-dessous. ")
		r.Remarks = append([]string{told + "Vérifiez, puis validez."}, r.Remarks...)
	}
}
