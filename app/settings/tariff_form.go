package settings

import (
	"context"
	"fmt"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/grid"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/operation"
)

// TariffForm is the form of a generation of prices, as typed.
type TariffForm struct {
	Code       string     // of the grid
	Base       civil.Date // the generation that is edited; 0 = a new one
	Activities []string   // codes
	From       string     // ISO
	grid.Typed
	Vote, Reason, Words string
	Tell                bool
	Shown               string // the lines of Base, as the form was shown
	Agreed              string // the mark of the doubts that were accepted
	Try                 Try
}

// Offered is an activity that may take the prices of the form.
type Offered struct {
	desk.Choice
	Shares bool // it has the grid already
}

// TariffForm returns the form of a new generation, a copy of the one in force, or of one that exists.
func (o *Settings) TariffForm(ctx context.Context, d desk.Actor, code string, base civil.Date) (TariffForm,
	[]Offered, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return TariffForm{}, nil, err
	}
	today := c.Today(o.Now())
	shared, err := gridOf(c, code, today)
	if err != nil {
		return TariffForm{}, nil, err
	}
	a := c.Activity(code)
	form := TariffForm{Code: code, Base: base, Typed: shared.Grid.Typed(), From: today.Month().Next().First().String()}
	if base != 0 {
		lines := grid.Lines(code, a.Tariffs, base)
		if len(lines) == 0 {
			return TariffForm{}, nil, desk.NotHere()
		}
		form.Shown = town.Shown(lines...)
		form.Typed, form.From = grid.On(a.Tariffs, base).Typed(), base.String()
	}
	offered := offeredFor(c, form, shared)
	for _, one := range offered {
		if one.Shares {
			form.Activities = append(form.Activities, one.Code)
		}
	}
	return form, offered, nil
}

// TariffOffers returns the activities that a form may name.
func (o *Settings) TariffOffers(ctx context.Context, d desk.Actor, f TariffForm) ([]Offered, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return nil, err
	}
	shared, err := gridOf(c, f.Code, c.Today(o.Now()))
	if err != nil {
		return nil, err
	}
	return offeredFor(c, f, shared), nil
}

// offeredFor returns the activities that share the grid first. To a new generation others with the same unit may come;
// one that exists is edited for those that have it.
func offeredFor(c *town.Catalogue, f TariffForm, shared SharedGrid) []Offered {
	var with, others []Offered
	of := c.Activity(f.Code)
	for _, a := range c.Activities {
		one := Offered{desk.Choice{Code: a.Code, Name: a.Name}, true}
		switch {
		case f.Base != 0 && sameLines(of, a, f.Base):
			with = append(with, one)
		case f.Base != 0:
		case slices.Contains(shared.Activities, one.Choice):
			with = append(with, one)
		case a.Unit == of.Unit && a.To >= of.From:
			one.Shares = false
			others = append(others, one)
		}
	}
	return append(with, others...)
}

func sameLines(a, b *town.Activity, from civil.Date) bool {
	x, y := grid.Lines("", a.Tariffs, from), grid.Lines("", b.Tariffs, from)
	return len(x) > 0 && slices.EqualFunc(x, y, func(n, m town.TariffEntry) bool {
		return town.Change{Before: n, After: m}.Empty()
	})
}

// plan is a form that was read.
type plan struct {
	grid       grid.Grid
	at         []int // the rows of the form
	from, base civil.Date
	activities []*town.Activity
	changes    town.Changes
	after      *town.Settings // with the grid
	doubts     fault.Many
}

// SetTariffs prepares the change of the prices, with all its faults at once, by cell.
func (o *Settings) SetTariffs(ctx context.Context, d desk.Actor, f TariffForm) (Answer, error) {
	s, err := o.Operations.Settings(ctx, d)
	if err != nil {
		return Answer{}, err
	}
	p, clash, err := o.planTariffs(s, f, true)
	switch {
	case err != nil:
		return Answer{}, err
	case clash != nil:
		return Answer{Clash: clash}, nil
	}
	if doubts := doubtsOf(p.doubts, f.Agreed); doubts != nil {
		return Answer{Doubts: doubts}, nil
	}
	id, applied, err := o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Tariffs, Title: p.title(f.Vote),
		Reason: f.Reason, Words: f.Words, Changes: p.changes, Tell: f.Tell})
	return Answer{ID: id, Applied: applied}, err
}

// planTariffs reads the form in the settings; toStore is false for a calculation, which needs no reason.
func (o *Settings) planTariffs(s *town.Settings, f TariffForm, toStore bool) (plan, *Clash, error) {
	g, at, wrong := f.Read()
	p := plan{grid: g, at: at, base: f.Base}
	if _, err := journal.Reason(f.Reason); toStore && err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	today := s.Town.Today(o.Now())
	p.from = f.date(&wrong, today)
	shared, err := gridOf(s.Town, f.Code, today)
	if err != nil {
		return p, nil, err
	}
	offered := offeredFor(s.Town, f, shared)
	for _, code := range f.Activities {
		if slices.ContainsFunc(offered, func(one Offered) bool { return one.Code == code }) {
			p.activities = append(p.activities, s.Town.Activity(code))
		}
	}
	if len(p.activities) == 0 {
		wrong.Addf("activite", "Choisissez au moins une activité.")
	} else if len(p.activities) < len(f.Activities) {
		wrong.Addf("activite", "Une de ces activités n'a plus les mêmes tarifs\u00a0: vérifiez la liste.")
	}
	if err := wrong.Err(); err != nil {
		return p, nil, err
	}
	clash, err := p.change(s, f)
	if err != nil || clash != nil {
		return p, clash, err
	}
	if len(p.changes) == 0 {
		return p, nil, fault.Invalidf("du", "Ces tarifs sont déjà ceux de ces activités\u00a0: rien ne change.")
	}
	if p.after, err = p.changes.Apply(s); err != nil {
		return p, nil, err
	}
	p.doubts, err = p.judge()
	return p, nil, err
}

// farthest is how far from today a first day is no mistake, in days.
const farthest = 1100

func (f TariffForm) date(wrong *fault.Many, today civil.Date) civil.Date {
	from, err := civil.Typed(f.From)
	switch {
	case err != nil:
		wrong.Addf("du", "Indiquez le jour à partir duquel ces tarifs s'appliquent.")
	case from < today-farthest || from > today+farthest:
		wrong.Addf("du", "Cette date est à plus de trois ans\u00a0: vérifiez l'année.")
	case f.Base != 0 && from != f.Base && f.Base <= today:
		wrong.Addf("du", "Ces tarifs s'appliquent depuis le %s\u00a0: pour une autre date, préparez une nouvelle "+
			"grille.", f.Base.Numeric())
	}
	return from
}

// change makes the edits: the lines that the form was shown are removed or changed, for each activity.
func (p *plan) change(s *town.Settings, f TariffForm) (*Clash, error) {
	shown, err := town.ReadShown[town.TariffEntry](f.Shown)
	if err != nil {
		return nil, err
	}
	if f.Base != 0 {
		if clash := clashOf(s.Town, shown, grid.Lines(f.Code, s.Town.Activity(f.Code).Tariffs, f.Base)); clash != nil {
			return clash, nil
		}
	}
	for _, a := range p.activities {
		if p.from != f.Base {
			if len(grid.Lines(a.Code, a.Tariffs, p.from)) > 0 {
				return nil, fault.Invalidf("du", "%s a déjà des tarifs à partir de ce jour\u00a0: modifiez-les, ou "+
					"choisissez une autre date.", a.Name)
			}
			p.changes = append(p.changes, grid.Grid{}.Changes(a.Code, f.Base, shown)...) // moved
			p.changes = append(p.changes, p.grid.Changes(a.Code, p.from, nil)...)
			continue
		}
		p.changes = append(p.changes, p.grid.Changes(a.Code, p.from, shown)...)
	}
	return nil, nil
}

// clashOf compares what a form was shown with what is stored.
func clashOf(c *town.Catalogue, shown, stored []town.TariffEntry) *Clash {
	var clash Clash
	was := map[string]town.Noun{}
	for _, n := range shown {
		was[town.Key(n)] = n
	}
	for _, n := range stored {
		if one := (town.Change{Before: was[town.Key(n)], After: n}); !one.Empty() {
			clash.Lines = append(clash.Lines, one.Sentence(c))
		}
		delete(was, town.Key(n))
	}
	for _, n := range shown {
		if was[town.Key(n)] != nil {
			clash.Lines = append(clash.Lines, town.Change{Before: n}.Sentence(c))
		}
	}
	if clash.Lines == nil {
		return nil
	}
	clash.Shown = town.Shown(stored...)
	return &clash
}

// judge checks each line among the others, as an import does: the faults and the doubts, by cell and once for all
// activities.
func (p *plan) judge() (doubts fault.Many, err error) {
	var wrong fault.Many
	seen := map[string]bool{}
	for _, a := range p.activities {
		for _, n := range p.grid.Entries(a.Code, p.from) {
			for _, found := range p.after.Check(n.TariffEntry) {
				if found.Field == "rate" {
					found.Expected = "un taux comme 0,36 %" // as a form writes it
				}
				field := n.FieldOf(found, p.at)
				if key := field + found.Wrong; seen[key] {
					continue
				} else {
					seen[key] = true
				}
				if found.Warning {
					doubts.Addf(field, "%s", found.Sentence())
				} else {
					wrong.Addf(field, "%s", found.Sentence())
				}
			}
		}
	}
	return doubts, wrong.Err()
}

// title returns what a clerk reads in the list of opérations.
func (p *plan) title(vote string) string {
	title := "Tarifs de " + p.activities[0].Name
	switch n := len(p.activities) - 1; {
	case n == 1:
		title += " et de " + p.activities[1].Name
	case n > 1:
		title += fmt.Sprintf(" et de %d autres activités", n)
	}
	title += " à partir du " + p.from.Numeric()
	if vote != "" {
		title += " (délibération " + vote + ")"
	}
	return title
}
