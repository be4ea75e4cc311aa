package operation

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// keptMark begins what stands for a line of the journal in the list of what an undoing kept: the list itself names
// nobody, so that an erasure has nothing to mask there.
const keptMark = "#"

func keptLine(id int64) string { return keptMark + fmt.Sprint(id) }

// saidKept writes the lines of the journal in a list of what was kept out. children are those of the lines.
func saidKept(kept []string, lines []db.JournalEntry, children []string) {
	for i, one := range kept {
		if !strings.HasPrefix(one, keptMark) {
			continue
		}
		kept[i] = "Inscription d'un enfant dont la famille a été effacée"
		if at := slices.IndexFunc(lines, func(l db.JournalEntry) bool { return keptLine(l.ID) == one }); at >= 0 {
			kept[i] = strings.TrimPrefix(children[at]+"\u00a0: "+lines[at].Subject, "\u00a0: ")
		}
	}
}

// mostNamed is how many children a refusal names.
const mostNamed = 5

// bookedBy names the children of reservations, the first ones.
func bookedBy(ctx context.Context, q db.Q, reservations []int64) (string, error) {
	names, err := q.NamesOf(ctx, reservations)
	if err != nil {
		return "", err
	}
	all := map[string]bool{}
	for _, n := range names {
		all[n.Child+" "+n.Family] = true
	}
	listed := slices.Sorted(maps.Keys(all))
	if more := len(listed) - mostNamed; more > 0 {
		listed = append(listed[:mostNamed], fmt.Sprintf("et %d autres", more))
	}
	return strings.Join(listed, ", "), nil
}

// takesNoPast refuses an undoing that would take an enrolment away from under a day that is over: the child came, or
// was expected, and the day is debited by what its enrolment says (DOMAIN.md 10.60).
func takesNoPast(ctx context.Context, q db.Q, held *db.Town, inverse town.Changes, today civil.Date) error {
	type lost struct {
		activity int64
		from, to civil.Date
	}
	gone, from := map[int64][]lost{}, today
	for _, one := range inverse {
		was, ok := one.Before.(town.EnrolmentEntry)
		if !ok {
			continue
		}
		first := was.From
		if is, stays := one.After.(town.EnrolmentEntry); stays {
			first = is.To + 1
		}
		a := held.Town.Activity(was.Activity)
		if a == nil || first >= today || first > was.To {
			continue
		}
		child := held.Children[was.Child].ID
		gone[child] = append(gone[child], lost{a.ID, first, was.To})
		from = min(from, first)
	}
	if len(gone) == 0 {
		return nil
	}
	rows, err := q.HeldOn(ctx, slices.Sorted(maps.Keys(gone)), from, today-1)
	if err != nil {
		return err
	}
	var past []int64
	for _, r := range rows {
		if r.Status.Placed() && slices.ContainsFunc(gone[r.ChildID], func(l lost) bool {
			return l.activity == r.ActivityID && l.from <= r.Date && r.Date <= l.to
		}) {
			past = append(past, r.ID)
		}
	}
	if len(past) == 0 {
		return nil
	}
	whose, err := bookedBy(ctx, q, past)
	if err != nil {
		return err
	}
	return fault.Conflictf("Des journées ont eu lieu sous ces inscriptions\u00a0: %s. Elles ne peuvent plus être "+
		"retirées\u00a0: donnez-leur un dernier jour.", whose)
}
