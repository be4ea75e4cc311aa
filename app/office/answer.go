package office

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/allocation"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/app/queue"
	"cartable/db"
)

// Answers is what staff say to some requests.
type Answers struct {
	IDs   []int64
	Say   booking.Status // Accepted, Waitlisted or Refused
	Words string         // why, for the family: of a refusal
}

// Answered is what became of the requests.
type Answered struct {
	Done int
	Left []Unanswered // what did not get this answer, and why: no error, the others are answered
}

// Unanswered is a request that did not get the answer that was given.
type Unanswered struct {
	Date            civil.Date
	Child, Activity string
	Why             string
}

// The limits of an answer.
const (
	mostAnswers  = 200 // at once
	longestWords = 200 // characters
)

// Answer answers requests of activities whose places staff give, in one transaction: each is judged again under the
// lock of its places. A place is given as long as there is one and nobody waits; whoever asked first in the best
// priority class has it. What was answered meanwhile, or withdrawn, stays as it is. Families hear of it in the next
// report, or at once if the day is today or tomorrow (DOMAIN.md 7.15).
func (o *Office) Answer(ctx context.Context, d desk.Actor, a Answers) (done Answered, err error) {
	if err := a.check(); err != nil {
		return Answered{}, err
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		work := answering{Office: o, q: q, by: d, say: a, now: o.Now().UTC()}
		done, err = work.do(ctx)
		return err
	})
	return done, err
}

func (a *Answers) check() error {
	a.Words = plain.OneLine(a.Words)
	slices.Sort(a.IDs)
	a.IDs = slices.Compact(a.IDs)
	switch {
	case !slices.Contains([]booking.Status{booking.Accepted, booking.Waitlisted, booking.Refused}, a.Say):
		return fault.Invalidf("reponse",
			"Choisissez une réponse\u00a0: accepter, mettre en liste d'attente ou refuser.")
	case len(a.IDs) == 0:
		return fault.Invalidf("demandes", "Cochez les demandes auxquelles vous répondez.")
	case len(a.IDs) > mostAnswers:
		return fault.Invalidf("demandes", "Répondez à %d demandes au plus à la fois.", mostAnswers)
	case a.Say != booking.Refused && a.Words != "":
		return fault.Invalidf("motif",
			"Un motif ne s'écrit que pour un refus\u00a0: effacez-le, ou choisissez «\u00a0Refuser\u00a0».")
	case a.Say != booking.Refused:
	case a.Words == "":
		return fault.Invalidf("motif", "Dites pourquoi vous refusez\u00a0: la famille lira ce motif.")
	case utf8.RuneCountInString(a.Words) > longestWords:
		return fault.Invalidf("motif", "Ce motif est trop long\u00a0: %d caractères au plus.", longestWords)
	}
	return nil
}

// answering is one transaction of answers.
type answering struct {
	*Office
	q    db.Q
	by   desk.Actor
	say  Answers
	now  time.Time
	town *town.Catalogue
	done Answered
}

func (w *answering) do(ctx context.Context) (Answered, error) {
	c, err := w.Catalogues.Current(ctx, w.q, w.by.StructureID)
	if err != nil {
		return Answered{}, err
	}
	seen, err := w.q.AskedRows(ctx, w.by.StructureID, w.say.IDs, false)
	if err != nil {
		return Answered{}, err
	}
	if len(seen) != len(w.say.IDs) {
		return Answered{}, desk.NotHere()
	}
	var slots map[booking.SlotKey]booking.Slot
	if w.town, slots, err = w.Catalogues.Locked(ctx, w.q, c, func(c *town.Catalogue) []booking.SlotKey {
		return slotsOf(c, seen)
	}); err != nil {
		return Answered{}, err
	}
	rows, err := w.q.AskedRows(ctx, w.by.StructureID, w.say.IDs, true)
	if err != nil {
		return Answered{}, err
	}
	all, err := w.q.AnswersTo(ctx, w.by.StructureID, w.say.IDs)
	if err != nil {
		return Answered{}, err
	}
	said := map[int64]db.GivenAnswer{}
	for _, one := range all {
		said[one.ReservationID] = one
	}
	return w.done, w.write(ctx, w.judge(rows, slots, said))
}

// slotsOf returns the slots of requests.
func slotsOf(c *town.Catalogue, rows []db.Asked) (keys []booking.SlotKey) {
	for _, r := range rows {
		keys = append(keys, booking.SlotsOf(c.ActivityByID(r.ActivityID), r.Date)...)
	}
	return db.SortSlots(keys)
}

// judge returns the requests that get the answer, and notes why the others do not.
func (w *answering) judge(rows []db.Asked, slots map[booking.SlotKey]booking.Slot,
	said map[int64]db.GivenAnswer) (yes []db.Asked) {
	byDate := map[civil.Date][]allocation.Request{}
	why := map[int64]string{}
	rows = slices.DeleteFunc(rows, func(r db.Asked) bool {
		again := w.again(said[r.ID])
		if again {
			w.done.Done++
		}
		return again
	})
	for _, r := range rows {
		if why[r.ID] = w.unanswerable(r, said); why[r.ID] == "" {
			byDate[r.Date] = append(byDate[r.Date], queue.Request(w.town, r, w.now))
		}
	}
	became := map[int64]booking.Status{}
	for date, requests := range byDate {
		maps.Copy(became, allocation.Answer(requests, w.places(requests, date, slots)))
	}
	for _, r := range rows {
		if why[r.ID] == "" && w.say.Say != booking.Refused && became[r.ID] != w.say.Say {
			why[r.ID] = w.noRoomWhy(r, slots)
		}
		if why[r.ID] == "" {
			yes = append(yes, r)
			continue
		}
		w.done.Left = append(w.done.Left, Unanswered{Date: r.Date, Child: r.FirstName + " " + r.LastName,
			Activity: w.nameOf(r), Why: why[r.ID]})
	}
	w.done.Done += len(yes)
	return yes
}

// again reports whether the same clerk has given the same answer before: the form was sent twice.
func (w *answering) again(one db.GivenAnswer) bool {
	return one.ID != 0 && one.AccountID == w.by.AccountID && booking.Status(one.Became) == w.say.Say &&
		one.Words == w.say.Words
}

// places returns the places that are left; none for those who are to wait.
func (w *answering) places(requests []allocation.Request, date civil.Date,
	slots map[booking.SlotKey]booking.Slot) map[int64]allocation.Pool {
	all := places(w.town, requests, date, slots)
	if w.say.Say == booking.Waitlisted {
		for id, p := range all {
			p.Free = new(int)
			all[id] = p
		}
	}
	return all
}

func (w *answering) nameOf(r db.Asked) string {
	if a := w.town.ActivityByID(r.ActivityID); a != nil {
		return a.Name
	}
	return ""
}

// unanswerable returns why staff cannot give their answer to a request; empty when they can.
func (w *answering) unanswerable(r db.Asked, said map[int64]db.GivenAnswer) string {
	a := w.town.ActivityByID(r.ActivityID)
	one, known := said[r.ID]
	switch {
	case known:
		return fmt.Sprintf("Déjà répondu par %s, %s\u00a0: %s.", one.Login, civil.NearInstant(one.At,
			w.town.Today(w.now), w.town.Loc), strings.ToLower(booking.Status(one.Became).Word()))
	case r.Status == booking.Cancelled:
		return "La famille a retiré sa demande."
	case r.Status != booking.Pending:
		return fmt.Sprintf("Cette demande a déjà une réponse\u00a0: %s.", strings.ToLower(r.Status.Word()))
	case a == nil || a.Allot != town.Manual:
		return "Les places de cette activité sont données par la nuit."
	case w.say.Say == booking.Refused:
		return ""
	}
	return booking.NoPlaceWhy(w.town, a, r.Date, r.Right, w.now)
}

// noRoomWhy returns why a request that could be answered so has no room.
func (w *answering) noRoomWhy(r db.Asked, slots map[booking.SlotKey]booking.Slot) string {
	a := w.town.ActivityByID(r.ActivityID)
	_, waiting := left(a, r.Date, slots)
	switch {
	case w.say.Say == booking.Waitlisted && len(a.Pools) == 0:
		return "Cette activité n'a pas de limite de places\u00a0: acceptez ou refusez."
	case w.say.Say == booking.Waitlisted:
		return "La liste d'attente de ce jour est complète."
	case waiting > 0:
		return fmt.Sprintf("Liste d'attente\u00a0: %s avant cette demande.", childrenWait(waiting))
	}
	return "Il n'y a plus de place ce jour-là."
}

func childrenWait(n int) string {
	if n == 1 {
		return "1 enfant attend"
	}
	return fmt.Sprintf("%d enfants attendent", n)
}
