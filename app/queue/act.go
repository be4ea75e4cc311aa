package queue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/plain"
	"cartable/app/mail"
	"cartable/db"
)

// What staff do to requests that wait. Its text is stored.
type What string

// The acts.
const (
	Give    What = "given"
	Propose What = "offer"     // for some hours
	ToFirst What = "first"     // before every class of priority
	Pass    What = "passed"    // after every class of priority
	Return  What = "back"      // to the rank of the enrolment
	TakeOff What = "taken-off" // the list
)

type act struct {
	what   What
	words  string // for the family, of its request
	reason bool   // it must be given a reason
}

var acts = []act{{what: Give, words: "acceptée"}, {what: Propose},
	{ToFirst, "placée en tête de la liste d'attente", true},
	{Pass, "placée en fin de liste d'attente", true}, {Return, "remise à son rang sur la liste d'attente", true},
	{TakeOff, "retirée de la liste d'attente", true}}

func (w What) act() (act, bool) {
	i := slices.IndexFunc(acts, func(a act) bool { return a.what == w })
	if i < 0 {
		return act{}, false
	}
	return acts[i], true
}

// stands reports whether a request of a priority is where an act would move it.
func (w What) stands(priority int) bool {
	switch w {
	case ToFirst:
		return priority == booking.First
	case Pass:
		return priority == booking.Passed
	case Return:
		return priority != booking.First && priority != booking.Passed
	}
	return false
}

// Acts is what staff do to some requests of a waiting list.
type Acts struct {
	IDs   []int64
	What  What
	Hours int    // of an offer
	Words string // why, for the family
}

// Acted is what became of the requests.
type Acted struct {
	Done int
	Left []Left // what stayed as it was, and why: no error, the others are done
}

// Left is a request that stays as it was.
type Left struct {
	Date            civil.Date
	Child, Activity string
	Why             string
}

// The limits of an act.
const (
	mostActs     = 200 // at once
	MostHours    = 14 * 24
	longestWords = 200 // characters
)

func (a *Acts) check() error {
	a.Words = plain.OneLine(a.Words)
	slices.Sort(a.IDs)
	a.IDs = slices.Compact(a.IDs)
	row, known := a.What.act()
	switch {
	case !known:
		return fault.Invalidf("action", "Choisissez ce que vous faites des demandes cochées.")
	case len(a.IDs) == 0:
		return fault.Invalidf("demandes", "Cochez les demandes.")
	case len(a.IDs) > mostActs:
		return fault.Invalidf("demandes", "Cochez %d demandes au plus à la fois.", mostActs)
	case a.What == Propose && (a.Hours < 1 || a.Hours > MostHours):
		return fault.Invalidf("heures", "Donnez à la famille de 1 à %d heures pour répondre.", MostHours)
	case row.reason || a.Words != "":
		return checkWords(a.Words)
	}
	return nil
}

// checkWords checks what a family will read.
func checkWords(words string) error {
	switch {
	case words == "":
		return fault.Invalidf("motif", "Dites pourquoi\u00a0: la famille lira ce motif.")
	case utf8.RuneCountInString(words) > longestWords:
		return fault.Invalidf("motif", "Ce motif est trop long\u00a0: %d caractères au plus.", longestWords)
	}
	return nil
}

// Act does something to requests that wait, date by date, each in one transaction under the lock of its places. A place
// is given or offered in the order of the list alone: who wants to serve another one first says why, by moving it.
func (s *Queue) Act(ctx context.Context, by desk.Actor, a Acts) (done Acted, err error) {
	if err := a.check(); err != nil {
		return Acted{}, err
	}
	rows, err := s.DB.Read().AskedRows(ctx, by.StructureID, a.IDs, false)
	if err != nil {
		return Acted{}, err
	}
	if len(rows) != len(a.IDs) {
		return Acted{}, desk.NotHere()
	}
	type list struct {
		activity int64
		on       civil.Date
	}
	lists := map[list][]int64{}
	for _, r := range rows {
		at := list{r.ActivityID, r.Date}
		lists[at] = append(lists[at], r.ID)
	}
	for _, at := range slices.SortedFunc(maps.Keys(lists), func(a, b list) int {
		return int(a.on-b.on)*1_000_000 + int(a.activity-b.activity)
	}) {
		one := Acted{}
		if err := s.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			d, err := s.hold(ctx, q, by.StructureID, at.activity, at.on)
			if err != nil {
				return err
			}
			if d == nil {
				return desk.NotHere()
			}
			one = Acted{}
			return s.actOn(ctx, d, by, a, lists[at], &one)
		}); err != nil {
			return done, err
		}
		done.Done += one.Done
		done.Left = append(done.Left, one.Left...)
	}
	s.Ring()
	return done, nil
}

// actOn does an act to requests of one activity and date.
func (s *Queue) actOn(ctx context.Context, d *date, by desk.Actor, a Acts, ids []int64, done *Acted) error {
	rows, err := d.q.AskedRows(ctx, by.StructureID, ids, true)
	if err != nil {
		return err
	}
	serves, err := d.serves(ctx, a)
	if err != nil {
		return err
	}
	name := d.town.ActivityByID(rows[0].ActivityID).Name
	var yes []db.Asked
	for _, r := range rows {
		why := ""
		switch {
		case r.Status == booking.Cancelled && r.Reason.LeftList():
			why = r.Reason.LeftWords() + "."
		case r.Status == booking.Cancelled && r.Reason == booking.TownCancelled:
			why = "Une opération a annulé ce jour."
		case r.Status == booking.Cancelled:
			why = "La famille a retiré sa demande."
		case r.Status != booking.Waitlisted:
			why = fmt.Sprintf("Cette demande n'attend plus\u00a0: %s.", strings.ToLower(r.Status.Word()))
		case a.What.stands(r.Priority):
			why = "Elle y est déjà\u00a0: la famille n'est pas prévenue deux fois."
		case serves != nil:
			why = serves[r.ID]
		}
		if why == "" {
			yes = append(yes, r)
			continue
		}
		done.Left = append(done.Left, Left{r.Date, r.FirstName + " " + r.LastName, name, why})
	}
	done.Done = len(yes)
	if len(yes) == 0 {
		return nil
	}
	if err := s.do(ctx, d, by, a, yes); err != nil {
		return err
	}
	return s.note(ctx, d, by, a, yes, name)
}

// serves returns why each request of the list can be given or offered no place, empty for those that can; nil for an
// act that gives none.
func (d *date) serves(ctx context.Context, a Acts) (map[int64]string, error) {
	if a.What != Give && a.What != Propose {
		return nil, nil
	}
	rows, places, err := d.rows(ctx)
	if err != nil {
		return nil, err
	}
	why := Why(d.town, rows, places, d.now, a)
	if a.What == Give {
		return why, nil
	}
	families := make([]int64, len(rows))
	for i, r := range rows {
		families[i] = r.FamilyID
	}
	reaching, err := d.q.Reaching(ctx, families...)
	for _, r := range rows {
		if why[r.ID] == "" && len(reaching[r.FamilyID]) == 0 {
			why[r.ID] = "Aucun courriel n'atteint cette famille\u00a0: elle ne saurait rien de la proposition. " +
				"Appelez-la, puis donnez la place."
		}
	}
	return why, err
}

// do stores an act.
func (s *Queue) do(ctx context.Context, d *date, by desk.Actor, a Acts, rows []db.Asked) error {
	ids, all := make([]int64, len(rows)), make([]booking.Reservation, len(rows))
	for i, r := range rows {
		ids[i], all[i] = r.ID, r.Reservation
	}
	switch a.What {
	case Propose:
		return d.offerTo(ctx, by.StructureID, rows, a.Hours, by.AccountID)
	case Give:
		settled := make([]db.Settled, len(rows))
		for i, r := range rows {
			settled[i] = db.Settled{Reservation: r.Reservation, Answer: db.Answer{State: booking.Accepted}}
			a := d.town.ActivityByID(r.ActivityID)
			if until := d.town.FreeUntil(a, r.Date, d.now); until.After(d.town.CancelLimit(a, r.Date)) {
				settled[i].Answer.FreeUntil = until.UTC()
			}
		}
		_, err := d.q.Settle(ctx, settled, time.Time{})
		return err
	case TakeOff:
		return d.q.LeaveQueue(ctx, by.StructureID, all, db.Movement{AccountID: by.AccountID, Origin: "staff",
			At: d.now}, booking.TakenOff)
	case ToFirst:
		return d.q.MoveInQueue(ctx, ids, booking.First)
	case Pass:
		return d.q.MoveInQueue(ctx, ids, booking.Passed)
	}
	before, err := d.q.QueueActsOn(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range rows { // the rank before the first move
		was := slices.IndexFunc(before, func(one db.QueueAct) bool { return one.ReservationID == r.ID })
		if was < 0 {
			continue
		}
		if err := d.q.MoveInQueue(ctx, []int64{r.ID}, before[was].Priority); err != nil {
			return err
		}
	}
	return nil
}

// note writes an act to the list of acts and to the journal, and to the families: an offer has a mail of its own.
func (s *Queue) note(ctx context.Context, d *date, by desk.Actor, a Acts, rows []db.Asked, name string) error {
	row, _ := a.What.act()
	var list []db.QueueAct
	var lines []db.JournalEntry
	for _, r := range rows {
		became := row.words
		if a.What == Propose {
			became = booking.Offered.Word()
		} else {
			list = append(list, db.QueueAct{StructureID: by.StructureID, ReservationID: r.ID, FamilyID: r.FamilyID,
				AccountID: by.AccountID, At: d.now, What: string(a.What), Priority: r.Priority, Words: a.Words})
		}
		lines = append(lines, s.Entry(by, journal.QueueMoved, r.FamilyID, subject(r, name), r.Status.Word(), became,
			a.Words))
	}
	if err := d.q.AddQueueActs(ctx, list); err != nil {
		return err
	}
	for i, one := range list {
		words := row.words
		if one.Words != "" {
			words += " (" + one.Words + ")"
		}
		if err := s.mail(ctx, d.q, by.StructureID, one.FamilyID, fmt.Sprintf("attente-%d", one.ID), mail.OperationMail{
			Structure: d.town.Structure.Name, Answer: true, URL: s.BaseURL + "/suivi",
			Days: []mail.OperationDay{{Date: rows[i].Date, Child: rows[i].FirstName, Activity: name, What: words}},
		}, nil); err != nil {
			return err
		}
	}
	return d.q.AddJournal(ctx, lines...)
}
