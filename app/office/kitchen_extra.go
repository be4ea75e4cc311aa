package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// mostExtra bounds a number that is typed by mistake.
const mostExtra = 500

// ExtraMeals is a number of meals of adults, guests or an outing, as staff type it: how many there are for these
// people in all, so that the same form sent twice asks them once.
type ExtraMeals struct {
	Date     civil.Date
	Activity string // code
	School   string
	Kind     kitchen.Kind
	Number   string
	Words    string // for whom
	Seen     string // the number that the page showed, where the form only takes it back
}

// AskMeals sets a number of meals by hand. The faults are by field.
func (o *Office) AskMeals(ctx context.Context, d desk.Actor, e ExtraMeals) error {
	var wrong fault.Many
	number, err := strconv.Atoi(strings.TrimSpace(e.Number))
	if err != nil || number < 0 || number > mostExtra {
		wrong.Addf("nombre", "Indiquez un nombre de repas de 0 à %d.", mostExtra)
	}
	if !slices.Contains(kitchen.ByHand, e.Kind) {
		wrong.Addf("nature", "Choisissez adulte ou pique-nique.")
	}
	e.Words = plain.OneLine(e.Words)
	if n := utf8.RuneCountInString(e.Words); n < 2 || n > 100 {
		wrong.Addf("pour", "Dites pour qui, en 2 à 100 caractères. Ne nommez pas d'enfant.")
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, a, err := o.mealsOf(ctx, q, d, e.Activity)
		if err != nil {
			return err
		}
		var extras []db.ExtraLine
		var freezes []db.Freeze
		if err := q.Together(ctx, db.ReadExtraMeals(d.StructureID, e.Date, e.Date, &extras),
			db.ReadFreezes(d.StructureID, e.Date, e.Date, &freezes)); err != nil {
			return err
		}
		was, by := 0, ""
		for _, x := range extras {
			if x.ActivityID == a.ID && x.School == e.School && x.Kind == e.Kind &&
				fold.Words(x.Words) == fold.Words(e.Words) {
				was, by, e.Words = was+x.Number, x.Login, x.Words // the same people, written otherwise
			}
		}
		wrong := slices.Clone(wrong)
		if len(wrong) == 0 && was == number {
			return nil // the same form sent twice
		}
		o.askable(&wrong, c, a, e, number < was)
		if err := wrong.Err(); err != nil {
			return err
		}
		if e.Seen != "" && e.Seen != strconv.Itoa(was) {
			return fault.Conflictf("Il y a maintenant %d repas pour «\u00a0%s\u00a0», saisis par %s. Relisez la page.",
				was, e.Words, cmp.Or(by, "quelqu'un"))
		}
		late := slices.ContainsFunc(freezes, func(f db.Freeze) bool { return f.ActivityID == a.ID })
		if err := q.AddExtraMeal(ctx, db.ExtraMeal{StructureID: d.StructureID, ActivityID: a.ID, Date: e.Date,
			School: e.School, Kind: e.Kind, Number: number - was, Words: e.Words, AccountID: d.AccountID,
			At: o.Now().UTC(), Late: late}); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.MealsAsked, 0, fmt.Sprintf("%s, %s, %s", a.Name, e.Date.Medium(),
			strings.ToLower(e.Kind.Word())), strconv.Itoa(was), strconv.Itoa(number), e.Words))
	})
}

// askable adds why meals cannot be asked by hand. Fewer of those that were asked may always be said, until the day is
// over: of a day that was closed, and for a school that was renamed or has gone.
func (o *Office) askable(wrong *fault.Many, c *town.Catalogue, a *town.Activity, e ExtraMeals, fewer bool) {
	known := func(s *town.School) bool { return s.Name == e.School && !s.Archived }
	if e.School != "" && !fewer && !slices.ContainsFunc(c.Schools, known) {
		wrong.Addf("ecole", "Choisissez une école de la liste.")
	}
	if why, _ := c.OpenOn(a, e.Date); e.Date < c.Today(o.Now()) {
		wrong.Addf("nombre", "Ce jour est passé\u00a0: ses repas ne changent plus.")
	} else if why != town.Open && !fewer {
		wrong.Addf("nombre", "%s n'a pas lieu ce jour-là.", a.Name)
	}
}

// mealsOf locks the kitchen, and returns the catalogue with an activity that has meals.
func (o *Office) mealsOf(ctx context.Context, q db.Q, d desk.Actor, code string) (*town.Catalogue, *town.Activity,
	error) {
	if err := q.LockKitchen(ctx, d.StructureID); err != nil {
		return nil, nil, err
	}
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return nil, nil, err
	}
	a := c.Activity(code)
	if a == nil || !slices.Contains(c.Meals(), a) {
		return nil, nil, desk.NotHere()
	}
	return c, a, nil
}

// extrasOf adds up what was asked by hand for the same people at an activity.
func extrasOf(all []db.ExtraLine, activity int64) (extras []Extra) {
	for _, e := range all {
		if e.ActivityID != activity {
			continue
		}
		i := slices.IndexFunc(extras, func(x Extra) bool {
			return x.School == e.School && x.Kind == e.Kind && x.Words == e.Words
		})
		if i < 0 {
			i = len(extras)
			extras = append(extras, Extra{School: e.School, Kind: e.Kind, Words: e.Words})
		}
		extras[i].Number += e.Number
		extras[i].Login, extras[i].At = e.Login, e.At
	}
	return slices.DeleteFunc(extras, func(x Extra) bool { return x.Number == 0 })
}
