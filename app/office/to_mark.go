package office

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// ToMark is the board of the days that have passed with children whom nobody has marked (DOMAIN.md 13.26).
type ToMark struct {
	Since    civil.Date
	Days     []ToMarkDay // the oldest first
	Unmarked int         // children
	AsMarked bool        // they are billed once they are marked
}

// ToMarkDay is a day of the board.
type ToMarkDay struct {
	Date  civil.Date
	Sites []ToMarkSite
}

// ToMarkSite is the children of a school at an activity of a day, where some are not marked.
type ToMarkSite struct {
	SiteSeen
	Name     string
	Expected int
}

// Marked is how many are marked.
func (s ToMarkSite) Marked() int { return s.Expected - s.Unmarked }

// SiteSeen names the children of a school on a sheet whom nobody has marked, and how many a clerk saw.
type SiteSeen struct {
	Date         civil.Date
	Code, School string
	Unmarked     int
}

// MarkedSites is what became of the lines of the board.
type MarkedSites struct {
	Done int        // children
	Left []LeftSite // lines that stay as they are: no error, the others are marked
}

// LeftSite is a line of the board that stays, and why.
type LeftSite struct {
	Date              civil.Date
	Name, School, Why string
}

const (
	mostSites      = 200 // at once
	shortestReason = 5   // characters
)

// ToMark returns the board.
func (o *Office) ToMark(ctx context.Context, d desk.Actor) (ToMark, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return ToMark{}, err
	}
	today := c.Today(o.Now())
	page := ToMark{Since: today - unmarkedBackMarked, AsMarked: c.Structure.Billing == town.AsMarked}
	counts, err := q.Unmarked(ctx, desk.ActivityIDs(c.Activities), page.Since, today-1)
	for _, n := range counts {
		a := c.ActivityByID(n.ActivityID)
		if a == nil {
			continue
		}
		if !c.IsOpen(a, n.Date) { // as on the first page: nobody is expected to mark it
			continue
		}
		if last := len(page.Days) - 1; last < 0 || page.Days[last].Date != n.Date {
			page.Days = append(page.Days, ToMarkDay{Date: n.Date})
		}
		day := &page.Days[len(page.Days)-1]
		day.Sites = append(day.Sites, ToMarkSite{SiteSeen{n.Date, a.Code, n.School, n.Unmarked}, a.Name, n.Expected})
		page.Unmarked += n.Unmarked
	}
	for _, day := range page.Days {
		slices.SortStableFunc(day.Sites, func(a, b ToMarkSite) int {
			return cmp.Or(cmp.Compare(fold.Words(a.School), fold.Words(b.School)),
				cmp.Compare(fold.Words(a.Name), fold.Words(b.Name)), cmp.Compare(a.Code, b.Code))
		})
	}
	return page, err
}

// MarkSites marks as present, as booked, the children whom nobody has marked on lines of the board: each sheet in its
// own transaction. A line that is not as the clerk saw it stays as it is, and is said (DOMAIN.md 13.26).
func (o *Office) MarkSites(ctx context.Context, d desk.Actor, sites []SiteSeen, reason string) (done MarkedSites,
	err error) {
	if reason, err = checkSites(sites, reason); err != nil {
		return MarkedSites{}, err
	}
	sites = slices.Clone(sites)
	slices.SortFunc(sites, func(a, b SiteSeen) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Code, b.Code), cmp.Compare(a.School, b.School),
			cmp.Compare(a.Unmarked, b.Unmarked))
	})
	sites = slices.CompactFunc(sites, func(a, b SiteSeen) bool {
		return a.Date == b.Date && a.Code == b.Code && a.School == b.School
	})
	for len(sites) > 0 {
		n := 1
		for n < len(sites) && sites[n].Date == sites[0].Date && sites[n].Code == sites[0].Code {
			n++
		}
		one, err := o.markSitesOf(ctx, d, sites[:n], reason)
		if err != nil {
			return done, err
		}
		done.Done, done.Left, sites = done.Done+one.Done, append(done.Left, one.Left...), sites[n:]
	}
	return done, nil
}

func checkSites(sites []SiteSeen, reason string) (string, error) {
	var wrong fault.Many
	if len(sites) == 0 {
		wrong.Addf("feuilles", "Cochez les lignes à pointer.")
	}
	if len(sites) > mostSites {
		wrong.Addf("feuilles", "Pointez %d lignes au plus à la fois.", mostSites)
	}
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) < shortestReason {
		wrong.Addf("motif", "Dites pourquoi en quelques mots\u00a0: le motif est gardé dans le journal.")
	} else if _, err := journal.Reason(reason); err != nil {
		return "", err
	}
	return reason, wrong.Err()
}

// markSitesOf marks lines of the board that are of one sheet.
func (o *Office) markSitesOf(ctx context.Context, d desk.Actor, sites []SiteSeen,
	reason string) (done MarkedSites, err error) {
	name := sites[0].Code
	leave := func(why string, sites ...SiteSeen) {
		for _, s := range sites {
			done.Left = append(done.Left, LeftSite{s.Date, name, s.School, why})
		}
	}
	err = o.onDaySheet(ctx, d, sites[0].Code, sites[0].Date, func(ctx context.Context, q db.Q, c *town.Catalogue,
		a *town.Activity) error {
		name, done = a.Name, MarkedSites{}
		if why := notOnBoard(c, a, sites[0].Date, c.Today(o.Now())); why != "" {
			leave(why, sites...)
			return nil
		}
		roll, err := q.HoldRoll(ctx, d.StructureID, a.ID, sites[0].Date)
		if err != nil {
			return err
		}
		unmarked := map[string][]db.Roll{}
		for _, r := range roll {
			if r.Attendance == wallet.NotMarked {
				unmarked[r.School] = append(unmarked[r.School], r)
			}
		}
		var open []db.Roll
		for _, s := range sites {
			switch n := len(unmarked[s.School]); {
			case n == 0:
				leave("tout est déjà pointé.", s)
			case n == s.Unmarked:
				open = append(open, unmarked[s.School]...)
			default:
				leave("le nombre d'enfants à pointer a changé entre-temps. Relisez cette ligne.", s)
			}
		}
		done.Done = len(open)
		return o.mark(ctx, q, d, c, a, open, Mark{Attendance: wallet.Present, Reason: reason})
	})
	why := fault.Message(err)
	switch fault.KindOf(err) {
	case fault.NotFound:
		why = "cette activité n'existe plus."
	case fault.Invalid, fault.Conflict:
	default:
		return done, err
	}
	done = MarkedSites{}
	leave(why, sites...)
	return done, nil
}

// notOnBoard says why a sheet is not on the board; empty if it may be.
func notOnBoard(c *town.Catalogue, a *town.Activity, date, today civil.Date) string {
	if date >= today || date < today-unmarkedBackMarked {
		return "ce jour n'est pas, ou plus, dans le tableau."
	}
	if !c.IsOpen(a, date) {
		return "l'activité est fermée ce jour-là\u00a0: pointez enfant par enfant sur la feuille."
	}
	return ""
}
