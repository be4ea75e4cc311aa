package absence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/db"
)

// Done is what became of a telling.
type Done struct {
	Days     int // booked days
	Families int
	Mailed   int // of those: written to
	sickness.Sums
	Already bool // it was told before, by the same account: the form was sent twice
}

// Tell records that a child is ill on some dates, in one transaction: each booked day is judged again under the lock of
// its places (DOMAIN.md 10.63). A day that may still be cancelled is; the others are marked absent, credited or not by
// the rule. What was told meanwhile is not told again: if nothing is left, the fault is a Conflict that says by whom.
func (o *Absences) Tell(ctx context.Context, who Teller, childID int64, ticked []civil.Date,
	channel sickness.Channel) (done Done, err error) {
	ticked = slices.Compact(slices.Sorted(slices.Values(ticked)))
	if !who.staff() {
		channel = sickness.OnPortal
	} else if !slices.Contains(sickness.ToStaff, channel) {
		return Done{}, fault.Invalidf("moyen", "Dites comment la famille vous a prévenus.")
	}
	if len(ticked) == 0 {
		return Done{}, fault.Invalidf("jours", "Cochez au moins un jour d'absence.")
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		work := telling{Absences: o, q: q, who: who, childID: childID, ticked: ticked, channel: channel}
		done, err = work.do(ctx)
		return err
	})
	return done, err
}

// telling is one transaction.
type telling struct {
	*Absences
	q       db.Q
	who     Teller
	childID int64
	ticked  []civil.Date
	channel sickness.Channel
	town    *town.Catalogue
	now     time.Time
}

func (w *telling) do(ctx context.Context) (Done, error) {
	if err := w.q.LockChildren(ctx, []int64{w.childID}); err != nil {
		return Done{}, err
	}
	c, err := w.Catalogues.Current(ctx, w.q, w.who.StructureID)
	if err != nil {
		return Done{}, err
	}
	from, to := w.ticked[0], w.ticked[len(w.ticked)-1]
	var seen []db.SickDay
	var told []sickness.Before
	ours := w.who.staff()
	reads := []db.Read{db.ReadSickDays(w.who.StructureID, w.childID, from, to, &seen),
		db.ReadSickDates(w.who.FamilyID, w.childID, from-sickness.Lookback, to+sickness.Lookback, &told)}
	if !ours {
		reads = append(reads, db.ReadIsOurs(w.who.FamilyID, w.childID, &ours))
	}
	if err := w.q.Together(ctx, reads...); err != nil {
		return Done{}, err
	}
	if !ours {
		return Done{}, notHere(w.who)
	}
	if w.town, _, err = w.Catalogues.Locked(ctx, w.q, c, func(c *town.Catalogue) []booking.SlotKey {
		return slotsOf(c, seen)
	}); err != nil {
		return Done{}, err
	}
	w.now = w.Now().UTC().Truncate(time.Microsecond)
	if err := w.refuse(from, to); err != nil {
		return Done{}, err
	}
	days, err := w.q.HoldSickDays(ctx, w.who.StructureID, w.childID, from, to)
	if err != nil {
		return Done{}, err
	}
	days = slices.DeleteFunc(days, func(d db.SickDay) bool {
		return !slices.Contains(w.ticked, d.Date) ||
			!slices.ContainsFunc(seen, func(s db.SickDay) bool { return s.ID == d.ID }) // its places are not held
	})
	rows := judged(w.town, w.who, days, told, w.ticked, w.now)
	tell := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Fate == "" })
	if len(tell) == 0 {
		return w.nothing(ctx, rows)
	}
	return w.write(ctx, tell)
}

// slotsOf returns the slots of booked days.
func slotsOf(c *town.Catalogue, days []db.SickDay) (keys []booking.SlotKey) {
	for _, d := range days {
		keys = append(keys, booking.SlotsOf(c.ActivityByID(d.ActivityID), d.Date)...)
	}
	return db.SortSlots(keys)
}

// refuse checks the dates, on the town's clock.
func (w *telling) refuse(from, to civil.Date) error {
	today, rule := w.town.Today(w.now), sickness.RuleOf(&w.town.Structure)
	switch {
	case from < today && w.who.staff():
		return fault.Invalidf("jours", "Un jour passé se corrige sur la feuille de son activité.")
	case from < today:
		return fault.Invalidf("jours", "Un jour passé se corrige sur la feuille du jour\u00a0: appelez la mairie.")
	case to >= today+sickness.Ahead:
		return fault.Invalidf("jours", "Une absence se signale pour %d jours au plus\u00a0: les jours suivants "+
			"peuvent être annulés sur le calendrier.", sickness.Ahead)
	case w.who.staff():
		return nil
	case rule.Until == nil:
		return fault.Invalidf("jours", "%s", "Les absences ne se signalent pas ici. "+callWords(&w.town.Structure))
	case slices.ContainsFunc(w.ticked, func(d civil.Date) bool { return !rule.InTime(d, w.now, w.town.Loc) }):
		return fault.Invalidf("jours", "%s", lateWords(w.town, *rule.Until))
	}
	return nil
}

// nothing says why there is nothing to tell: most often, it was told before.
func (w *telling) nothing(ctx context.Context, rows []Row) (Done, error) {
	var ids, cancelled []int64
	for _, r := range rows {
		if r.Already {
			ids = append(ids, r.ReservationID)
		}
	}
	if err := w.q.Together(ctx, db.ReadFreedSick(w.who.StructureID, w.who.FamilyID, w.childID,
		w.ticked[0], w.ticked[len(w.ticked)-1], &cancelled)); err != nil {
		return Done{}, err
	}
	told, err := w.q.ToldSick(ctx, append(ids, cancelled...))
	if err != nil {
		return Done{}, err
	}
	mine := len(told) > 0
	var last db.ToldSick
	for _, one := range told {
		mine = mine && one.AccountID == w.who.AccountID
		if one.At.After(last.At) {
			last = one
		}
	}
	switch {
	case mine:
		return Done{Already: true, Days: len(told)}, nil
	case len(told) > 0:
		return Done{}, fault.Conflictf("Cette absence est déjà signalée, %s\u00a0: elle n'a pas été enregistrée "+
			"deux fois.",
			sickness.Words(sickness.Channel(last.Channel), last.At, w.town.Loc))
	case len(rows) > 0:
		return Done{}, fault.Invalidf("jours", "%s", rows[0].Why)
	}
	return Done{}, fault.Invalidf("jours", "Rien n'est réservé ces jours-là\u00a0: il n'y a rien à signaler.")
}

// write marks and cancels the days, and tells each household.
func (w *telling) write(ctx context.Context, rows []Row) (done Done, err error) {
	var freed []booking.Reservation
	marked := map[sickness.Fate][]int64{}
	households := map[int64][]Row{}
	var order []int64
	for _, r := range rows {
		if r.Fate == sickness.Freed {
			freed = append(freed, r.day.Reservation)
		} else {
			marked[r.Fate] = append(marked[r.Fate], r.ReservationID)
		}
		if households[r.FamilyID] == nil {
			order = append(order, r.FamilyID)
		}
		households[r.FamilyID] = append(households[r.FamilyID], r)
	}
	origin := "portal"
	if w.who.staff() {
		origin = "staff"
	}
	if err := w.q.GiveUp(ctx, w.who.StructureID, freed, db.Movement{AccountID: w.who.AccountID, Origin: origin,
		At: w.now}); err != nil {
		return Done{}, err
	}
	ids := make([]int64, len(freed))
	for i, r := range freed {
		ids[i] = r.ID
	}
	if err := w.q.NameSick(ctx, ids); err != nil {
		return Done{}, err
	}
	for _, fate := range []sickness.Fate{sickness.Credited, sickness.Owed} {
		if err := w.q.MarkSick(ctx, marked[fate], string(fate.Attendance())); err != nil {
			return Done{}, err
		}
	}
	done = Done{Days: len(rows), Families: len(order), Sums: sums(rows)}
	for _, family := range order {
		mailed, err := w.tell(ctx, family, households[family])
		if err != nil {
			return Done{}, err
		}
		if mailed {
			done.Mailed++
		}
	}
	return done, nil
}

// tell stores the absence for a household, in its journal too, and writes the receipt.
func (w *telling) tell(ctx context.Context, family int64, rows []Row) (mailed bool, err error) {
	one := db.Absence{StructureID: w.who.StructureID, FamilyID: family, ChildID: w.childID, AccountID: w.who.AccountID,
		At: w.now, Channel: string(w.channel)}
	rule := sickness.RuleOf(&w.town.Structure)
	if by := rule.PaperBy(w.town.Today(w.now)); by != 0 && slices.ContainsFunc(rows, func(r Row) bool {
		return r.Fate == sickness.Credited
	}) {
		one.PaperBy = &by
	}
	days := make([]db.AbsenceDay, len(rows))
	for i, r := range rows {
		days[i] = db.AbsenceDay{ReservationID: r.ReservationID, Date: r.day.Date, Fate: string(r.Fate)}
	}
	if err := w.q.AddAbsence(ctx, &one, days); err != nil {
		return false, err
	}
	name := rows[0].day.Child + " " + rows[0].day.LastName
	entry := w.entry(w.who.Actor, journal.AbsenceTold, family, name, rows, w.channel)
	if err := w.q.AddJournal(ctx, entry); err != nil {
		return false, err
	}
	return w.receipt(ctx, w.q, w.town, receipt{absence: one, child: rows[0].day.Child, rows: rows})
}

// entry is the line of the journal about an absence.
func (o *Absences) entry(d desk.Actor, action journal.Action, family int64, name string, rows []Row,
	channel sickness.Channel) db.JournalEntry {
	var became string
	for _, fate := range []sickness.Fate{sickness.Freed, sickness.Credited, sickness.Owed} {
		n := 0
		for _, r := range rows {
			if r.Fate == fate {
				n++
			}
		}
		if n > 0 {
			if became != "" {
				became += ", "
			}
			became += fmt.Sprintf("%d %s", n, fate.Word())
		}
	}
	span := rows[0].day.Date.Medium()
	if last := rows[len(rows)-1].day.Date; last != rows[0].day.Date {
		span += " – " + last.Medium()
	}
	return o.Entry(d, action, family, name+", "+span, "", became, channel.Word())
}
