package settings

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cartable/db"
)

// changesShown is how many differences from what was shown are named.
const changesShown = 20

// seenOf writes a rehearsal as the form carries it: the days of each activity, then the letters of each child. What was
// shown is compared with it before anything is done: "MIDI:2026-09-01:2027-07-02 12e.13d".
func seenOf(periods []EnrolPeriod, rows []EnrolRow) string {
	days := make([]string, len(periods))
	for i, p := range periods {
		days[i] = p.Code + ":" + p.From.String() + ":" + p.To.String()
	}
	children := make([]string, len(rows))
	for i, r := range rows {
		children[i] = strconv.FormatInt(r.ID, 10)
		for _, f := range r.Fates {
			children[i] += string(rune(f.Fate))
		}
	}
	return strings.Join(days, ";") + " " + strings.Join(children, ".")
}

// seenChildren reads the letters of the children; what nobody has shown is left out.
func seenChildren(seen string) (days string, letters map[int64]string) {
	days, children, _ := strings.Cut(seen, " ")
	letters = map[int64]string{}
	for one := range strings.SplitSeq(children, ".") {
		figures := strings.TrimRightFunc(one, func(r rune) bool { return r < '0' || '9' < r })
		if id, err := strconv.ParseInt(figures, 10, 64); err == nil && len(letters) < 2*mostEnrolled {
			letters[id] = one[len(figures):]
		}
	}
	return days, letters
}

// doneSince reports whether all that was shown as about to happen has happened, and nothing else differs.
func doneSince(seen, now string) bool {
	wasDays, was := seenChildren(seen)
	isDays, is := seenChildren(now)
	if wasDays != isDays || len(was) != len(is) {
		return false
	}
	done := false
	for id, letters := range was {
		after := strings.Map(func(r rune) rune {
			if then, acts := afterwards[Fate(r)]; acts {
				return rune(then)
			}
			return r
		}, letters)
		if is[id] != after {
			return false
		}
		done = done || after != letters
	}
	return done
}

// changedSince says what differs from what was shown, child by child.
func changedSince(ctx context.Context, q db.Q, plan enrolPlan, seen, now string) (changed []string, err error) {
	wasDays, was := seenChildren(seen)
	isDays, is := seenChildren(now)
	if wasDays != isDays { // the letters are those of other activities
		for _, p := range plan.periods {
			days := fmt.Sprintf("du %s au %s", p.From.Numeric(), p.To.Numeric())
			if plan.ends {
				days = "dernier jour le " + p.To.Numeric()
			}
			changed = append(changed, p.Name+"\u00a0: "+days)
		}
		return changed, nil
	}
	var ids []int64
	for id, letters := range was {
		if is[id] != letters {
			ids = append(ids, id)
		}
	}
	for id := range is {
		if _, seen := was[id]; !seen {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	all, err := q.ChildrenToEnrol(ctx, db.EnrolFilter{StructureID: plan.filter.StructureID, IDs: ids}, len(ids))
	for _, one := range all {
		for i, p := range plan.periods {
			before, after := fateAt(was[one.ID], i), fateAt(is[one.ID], i)
			if before != after {
				changed = append(changed, fmt.Sprintf("%s, %s\u00a0: %s, et non plus %s", one.Name(), p.Name,
					after.Words(), before.Words()))
			}
		}
	}
	if more := len(changed) - changesShown; more > 0 {
		changed = append(changed[:changesShown], fmt.Sprintf("et %d autres différences", more))
	}
	if len(changed) == 0 {
		changed = []string{"la liste des enfants n'est plus la même"}
	}
	return changed, err
}

func fateAt(letters string, i int) Fate {
	if i < len(letters) {
		return Fate(letters[i])
	}
	return 0
}
