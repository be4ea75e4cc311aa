package settings

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/ratio"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// PlacesForm is the places and the teams of some dates, as typed.
type PlacesForm struct {
	Rows   []PlacesTyped
	Reason string
}

// Unsent reports whether places were typed that are not those shown: saving the animators alone leaves them.
func (f PlacesForm) Unsent() bool {
	return slices.ContainsFunc(f.Rows, func(t PlacesTyped) bool {
		shown, _, _ := strings.Cut(t.Shown, "/")
		return t.ByTeam || strings.TrimSpace(t.Places) != shown
	})
}

// Teams reports whether another team was typed than the one shown.
func (f PlacesForm) Teams() bool {
	var none fault.Many
	return slices.ContainsFunc(f.Rows, func(t PlacesTyped) bool { return teamWord(t.team("", &none)) != t.TeamShown })
}

// PlacesTyped is a row of the form. Shown and TeamShown are what the form was shown: see PlacesRow.
type PlacesTyped struct {
	Key              string // "code date"
	Shown, TeamShown string
	Places           string // empty: as on the other days
	ByTeam           bool   // as many places as the law allows with the team
	Animators        string // empty: nobody said
	Director         bool
	Under6           string // empty: as many as the children need
}

// The most that a form may say, against a slip of the finger.
const (
	mostOnADate   = 5000
	mostAnimators = 200
)

// slotOf finds the pool and the date of a row.
func (t PlacesTyped) slotOf(c *town.Catalogue) (slot, error) {
	code, day, _ := strings.Cut(t.Key, " ")
	date, err := civil.Typed(day)
	for _, p := range c.Pools {
		if err == nil && p.Code == code {
			return slot{p, date}, nil
		}
	}
	return slot{}, desk.NotHere()
}

// team reads the team of a row.
func (t PlacesTyped) team(field string, wrong *fault.Many) *ratio.Team {
	if strings.TrimSpace(t.Animators) == "" {
		if t.Director || strings.TrimSpace(t.Under6) != "" {
			wrong.Addf(field, "Indiquez le nombre d'animateurs, 0 s'il n'y en a pas.")
		}
		return nil
	}
	n, ok := number(t.Animators, mostAnimators)
	if !ok {
		wrong.Addf(field, "Indiquez un nombre d'animateurs, de 0 à %d.", mostAnimators)
		return nil
	}
	team := ratio.Team{Animators: n, Director: t.Director}
	if strings.TrimSpace(t.Under6) != "" {
		young, ok := number(t.Under6, mostAnimators)
		if !ok || young > n {
			wrong.Addf(field, "Les animateurs des moins de 6 ans font partie des %d\u00a0: indiquez un nombre "+
				"de 0 à %d.", n, n)
			return nil
		}
		team.Under6 = &young
	}
	return &team
}

// number reads a whole number from 0.
func number(typed string, most int) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	return n, err == nil && n >= 0 && n <= most
}

// AnimatorsField and PlacesField are the fields of a row, for its faults.
func AnimatorsField(i int) string { return "animateurs-" + strconv.Itoa(i) }
func PlacesField(i int) string    { return "places-" + strconv.Itoa(i) }

// SetAnimators stores who is there, with a line of the journal for each date that changes. The fault is Invalid, by
// field, and a Conflict when somebody else has changed one of the dates since the form was shown.
func (o *Settings) SetAnimators(ctx context.Context, d desk.Actor, f PlacesForm) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error { return o.setAnimators(ctx, q, d, f) })
}

func (o *Settings) setAnimators(ctx context.Context, q db.Q, d desk.Actor, f PlacesForm) error {
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return err
	}
	var wrong fault.Many
	var changed []teamChange
	for i, t := range f.Rows {
		at, err := t.slotOf(c)
		if err != nil {
			return err
		}
		team := t.team(AnimatorsField(i), &wrong)
		if teamWord(team) == t.TeamShown {
			continue
		}
		if at.date < c.Today(o.Now()) {
			wrong.Addf(AnimatorsField(i), "%s est passé\u00a0: son équipe ne change plus.", at.date.Medium())
		}
		changed = append(changed, teamChange{at, team, t.TeamShown})
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return o.setTeams(ctx, q, d, changed)
}

// teamChange is the team that a row asks for, and the one that it showed.
type teamChange struct {
	slot
	team  *ratio.Team
	shown string
}

func (c teamChange) key() booking.SlotKey { return booking.SlotKey{PoolID: c.pool.ID, Date: c.date} }

func (o *Settings) setTeams(ctx context.Context, q db.Q, d desk.Actor, changed []teamChange) error {
	if len(changed) == 0 {
		return nil
	}
	var keys []booking.SlotKey
	var pools []int64
	from, to := changed[0].date, changed[0].date
	for _, one := range changed {
		keys, pools = append(keys, one.key()), append(pools, one.pool.ID)
		from, to = min(from, one.date), max(to, one.date)
	}
	if _, err := q.LockSlots(ctx, db.SortSlots(keys)); err != nil { // one clerk after the other
		return err
	}
	var stored map[booking.SlotKey]ratio.Team
	if err := q.Together(ctx, db.ReadAnimators(pools, from, to, &stored)); err != nil {
		return err
	}
	var lines []db.JournalEntry
	for _, one := range changed {
		var was *ratio.Team
		if t, said := stored[one.key()]; said {
			was = &t
		}
		if teamWord(was) != one.shown {
			return fault.Conflictf("Quelqu'un d'autre a changé ces jours entre-temps.")
		}
		lines = append(lines, o.Entry(d, journal.AnimatorsSet, 0, one.pool.Name+", "+one.date.Long(), teamWords(was),
			teamWords(one.team), ""))
		if err := q.SetAnimators(ctx, one.key(), one.team); err != nil {
			return err
		}
	}
	return q.AddJournal(ctx, lines...)
}

// teamWords describes a team for the journal.
func teamWords(t *ratio.Team) string {
	if t == nil {
		return "non indiqués"
	}
	words := fmt.Sprintf("%d animateurs", t.Animators)
	if t.Animators < 2 {
		words = fmt.Sprintf("%d animateur", t.Animators)
	}
	if t.Director {
		words += " et le directeur"
	}
	if t.Under6 != nil {
		words += fmt.Sprintf(", dont %d pour les moins de 6 ans", *t.Under6)
	}
	return words
}

// SetPlaces stores who is there, and prepares the places that were typed, or that the teams give, as an opération:
// both, or nothing at all. The faults are those of SetAnimators and of operation.Prepare, and Invalid by field for what
// is no number of places.
func (o *Settings) SetPlaces(ctx context.Context, d desk.Actor, f PlacesForm) (id int64, applied bool, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, err := o.Catalogues.Hold(ctx, q, d.StructureID); err != nil { // before the slots, as an opération does
			return err
		}
		if err := o.setAnimators(ctx, q, d, f); err != nil {
			return err
		}
		changes, title, err := o.placesChanges(ctx, q, d, f)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			return fault.Invalidf(PlacesField(0), "Changez le nombre de places d'au moins un jour.")
		}
		id, applied, err = o.Operations.PrepareIn(ctx, q, d, operation.Request{Kind: operation.Capacity, Title: title,
			Reason: f.Reason, Changes: changes})
		return err
	})
	return id, applied, err
}

// placesChanges returns the changes of a form, and what they are called in the list of opérations.
func (o *Settings) placesChanges(ctx context.Context, q db.Q, d desk.Actor, f PlacesForm) (changes town.Changes,
	title string, err error) {
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return nil, "", err
	}
	var wrong fault.Many
	var changed []PlacesRow
	slots := make([]slot, len(f.Rows))
	for i, t := range f.Rows {
		if slots[i], err = t.slotOf(c); err != nil {
			return nil, "", err
		}
	}
	rows, err := o.placesRows(ctx, q, c, slots)
	if err != nil {
		return nil, "", err
	}
	today := c.Today(o.Now())
	for i, t := range f.Rows {
		was, is, ok := t.entries(rows[i], PlacesField(i), &wrong)
		if !ok || (town.Change{Before: was, After: is}).Empty() {
			continue
		}
		if rows[i].Date < today {
			wrong.Addf(PlacesField(i), "%s est passé\u00a0: ses places ne changent plus.", rows[i].Date.Medium())
			continue
		}
		changes, changed = append(changes, town.Change{Before: was, After: is}), append(changed, rows[i])
	}
	return changes, placesTitle(changed), wrong.Err()
}

// entries returns the places of a row as the form was shown, and as they should be; nil is "as on the other days".
func (t PlacesTyped) entries(row PlacesRow, field string, wrong *fault.Many) (was, is town.Noun, ok bool) {
	entry := town.CapacityEntry{Pool: row.Pool, Date: row.Date}
	places, waitlist, _ := strings.Cut(t.Shown, "/")
	before := entry
	before.Capacity, before.Waitlist = count(places), count(waitlist)
	if before.Capacity != nil || before.Waitlist != nil {
		was = before
	}
	after := entry
	after.Waitlist = before.Waitlist
	typed := strings.TrimSpace(t.Places)
	switch {
	case t.ByTeam && row.Law == nil:
		wrong.Addf(field, "Aucun taux légal pour ce groupe ce jour-là\u00a0: indiquez les places.")
		return nil, nil, false
	case t.ByTeam && row.Team == nil:
		wrong.Addf(field, "Indiquez d'abord les animateurs présents.")
		return nil, nil, false
	case t.ByTeam:
		after.Capacity = &row.Legal
	case typed != "":
		n, ok := number(typed, mostOnADate)
		if !ok {
			wrong.Addf(field, "Indiquez un nombre de places, de 0 à %d, ou rien pour faire comme les autres jours.",
				mostOnADate)
			return nil, nil, false
		}
		after.Capacity = &n
	}
	if after.Capacity != nil || after.Waitlist != nil {
		is = after
	}
	return was, is, true
}

func count(cell string) *int {
	n, err := strconv.Atoi(cell)
	if err != nil {
		return nil
	}
	return &n
}

// placesTitle names the groups and the dates of an opération, by what families know them by.
func placesTitle(rows []PlacesRow) string {
	if len(rows) == 0 {
		return ""
	}
	pools, dates := map[string]bool{}, map[civil.Date]bool{}
	first, last := rows[0].Date, rows[0].Date
	for _, r := range rows {
		pools[r.Pool], dates[r.Date] = true, true
		first, last = min(first, r.Date), max(last, r.Date)
	}
	title := "Places\u00a0: " + rows[0].Name
	if len(pools) > 1 {
		title = fmt.Sprintf("Places de %d groupes", len(pools))
	}
	if len(dates) == 1 {
		return title + ", " + first.Long()
	}
	return fmt.Sprintf("%s, %d jours du %s au %s", title, len(dates), first.Numeric(), last.Numeric())
}
