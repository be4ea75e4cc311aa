package settings

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/calendar"
	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/operation"
)

// Closing is the form that closes: what there is to close.
type Closing struct {
	Today      civil.Date
	Activities []Choice // by name
	Pools      []Choice // those that an activity draws on
	Classes    []Choice // schools, each followed by its classes
}

// Closing returns what there is to close.
func (o *Settings) Closing(ctx context.Context, d desk.Actor) (Closing, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Closing{}, err
	}
	v := Closing{Today: c.Today(o.Now())}
	used := map[*town.Pool]bool{}
	for _, a := range c.Activities {
		if a.To < v.Today-closedBack {
			continue
		}
		v.Activities = append(v.Activities, Choice{Code: a.Code, Name: a.Name})
		for _, p := range a.Pools {
			used[p] = true
		}
	}
	for _, p := range c.Pools {
		if used[p] {
			v.Pools = append(v.Pools, Choice{Code: p.Code, Name: p.Name})
		}
	}
	byName(v.Activities)
	byName(v.Pools)
	v.Classes = desk.ClassChoices(c)
	return v, nil
}

// What a closure closes.
const (
	WholeTown      = "commune"
	SomeActivities = "activites"
	OnePool        = "groupe"
	OneClass       = "classe"
)

// ClosingForm is a closure as staff typed it.
type ClosingForm struct {
	Motive     string // calendar.Motive
	From, To   string // dates; without To, one day
	What       string
	Activities []string // codes
	Pool       string
	Class      string   // the code of a school, or of a school and a class
	Service    []string // codes of the activities that stay open, when the town, a school or a class closes
	Choose     bool     // of a class: it does not close, its families choose
	Picnic     bool     // of a class on an outing: the kitchen makes a picnic of its meals
	Until      string   // the hour of the day itself until which they do
	Reason     string   // may be empty where the motive says enough
}

// The bounds of a closure in days: how far back it may begin, how long it may last.
const (
	closedBack  = 31
	closedLongs = 62
)

// The label of an activity that stays open: in a strike, and for any other reason.
const (
	minimumService = "Service d'accueil"
	staysOpen      = "Reste ouvert"
)

// Close prepares a closure as one opération (DOMAIN.md 10.31). The fault is a fault.Many, by field. Days on which there
// is nothing to close are said in its title, and refused if there is no other.
func (o *Settings) Close(ctx context.Context, d desk.Actor, f ClosingForm) (id int64, applied bool, err error) {
	s, err := o.Operations.Settings(ctx, d)
	if err != nil {
		return 0, false, err
	}
	x, reason, cause, err := f.read(s.Town, s.Town.Today(o.Now()))
	if err != nil {
		return 0, false, err
	}
	if x.Clashes(s.Town) {
		field, planned := "choix", "Un pique-nique est prévu"
		if x.Picnic {
			field, planned = "pique-nique", "Le choix est laissé aux familles"
		}
		return 0, false, fault.Invalidf(field, "%s pour %s, %s\u00a0: l'un promet ce que l'autre retire. Annulez "+
			"d'abord l'opération qui l'a décidé.", planned, x.What(), calendar.Span(x.From, x.To))
	}
	plan := x.Plan(s.Town)
	if all := x; len(plan.Changes) == 0 && (x.Town || x.School != nil) && len(x.Activities) > 0 {
		all.Activities = nil
		if len(all.Plan(s.Town).Changes) > 0 {
			return 0, false, fault.Invalidf("accueil", "Tout ce qui fermerait est coché comme restant ouvert\u00a0: "+
				"décochez au moins une activité.")
		}
	}
	if len(plan.Changes) == 0 && len(plan.Shut) > 0 {
		why := ""
		if plan.Why != "" {
			why = " (" + plan.Why + ")"
		}
		return 0, false, fault.Invalidf("du", "Pour %s, tout est déjà fermé %s%s\u00a0: ceci n'y changerait rien. "+
			"Pour que ces jours se passent autrement, annulez d'abord l'opération qui les a fermés.", x.What(),
			calendar.Span(x.From, x.To), why)
	}
	if len(plan.Changes) == 0 {
		return 0, false, fault.Invalidf("du", "Tout est déjà fermé %s\u00a0: choisissez un autre jour.",
			calendar.Span(x.From, x.To))
	}
	if len(plan.Unfed) > 0 {
		return 0, false, fault.Invalidf("pique-nique", "Aucun repas de %s n'a lieu %s\u00a0: il n'y aurait pas de "+
			"pique-nique. Décochez-le, ou changez les jours. Un repas est une activité du type d'accueil "+
			"«\u00a0restauration\u00a0».", x.What(), calendar.Dates(plan.Unfed))
	}
	title := x.Act() + ", " + plan.When()
	if n := len(plan.Already); n > 0 && n < 5 {
		title += " (déjà fermé " + calendar.Dates(plan.Already) + ")"
	}
	if len(plan.Spared) > 0 {
		title += ". Ouverture exceptionnelle maintenue\u00a0: " + calendar.Names(plan.Spared)
	}
	title += plan.Besides()
	return o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Closing, Title: title, Reason: reason,
		Words: x.Letter(plan, cause), Changes: plan.Changes})
}

// read returns the closure of a form, its reason and the cause that its letter begins with. It reports all faults at
// once.
func (f ClosingForm) read(c *town.Catalogue, today civil.Date) (x calendar.Closing, reason, cause string, err error) {
	var wrong fault.Many
	motive, known := calendar.MotiveOf(f.Motive)
	if !known {
		wrong.Addf("pourquoi", "Choisissez pourquoi ces jours ferment.")
	}
	reason = strings.Join(strings.Fields(f.Reason), " ")
	x.Label, cause = motive.Label, motive.Cause
	switch {
	case motive.Label == "" && known && utf8.RuneCountInString(reason) < 5:
		wrong.Addf("motif", "Dites pourquoi en quelques mots\u00a0: les familles le lisent.")
	case motive.Label == "":
		x.Label, cause = labelOf(reason), reason
	case reason == "":
		reason = motive.Label
	default:
		reason = motive.Label + "\u00a0: " + reason
	}
	f.readDates(&x, today, &wrong)
	f.readWhat(&x, c, &wrong)
	f.readChoice(&x, &wrong)
	f.readService(&x, c, motive, &wrong)
	f.readPicnic(&x, c, motive, today, &wrong)
	x.Past = x.From <= today
	return x, reason, cause, wrong.Err()
}

// readPicnic reads whether the kitchen makes a picnic: what it promises families must be made.
func (f ClosingForm) readPicnic(x *calendar.Closing, c *town.Catalogue, motive calendar.Motive, today civil.Date,
	wrong *fault.Many) {
	if x.Picnic = f.Picnic; !f.Picnic {
		return
	}
	meals := c.Meals()
	kept := slices.DeleteFunc(slices.Clone(x.Activities), func(a *town.Activity) bool {
		return !slices.Contains(meals, a)
	})
	switch {
	case f.What != OneClass || f.Choose:
		wrong.Addf("pique-nique", "Le pique-nique est celui d'une école ou d'une classe qui sort\u00a0: choisissez-la "+
			"ci-dessus, sans laisser le choix aux familles.")
	case motive.Code != "" && !motive.Goes:
		wrong.Addf("pique-nique", "Un pique-nique accompagne une sortie, et non «\u00a0%s\u00a0»\u00a0: choisissez "+
			"«\u00a0Sortie scolaire\u00a0» ou «\u00a0Autre motif\u00a0», ou décochez-le.", motive.Name)
	case x.From != 0 && x.From < today:
		wrong.Addf("pique-nique", "La cuisine ne prépare pas de pique-nique pour un jour passé\u00a0: décochez-le, ou "+
			"changez le jour.")
	case len(kept) > 0:
		wrong.Addf("accueil", "%s devient le pique-nique\u00a0: décochez ce repas de ce qui reste ouvert, ou décochez "+
			"le pique-nique.", calendar.Names(kept))
	}
}

// readService reads which activities stay open.
func (f ClosingForm) readService(x *calendar.Closing, c *town.Catalogue, motive calendar.Motive, wrong *fault.Many) {
	if len(f.Service) == 0 {
		return
	}
	if f.What == SomeActivities || f.What == OnePool {
		wrong.Addf("accueil", "Ce qui reste ouvert se choisit quand la commune, une école ou une classe ferme. "+
			"Décochez-le, ou changez ce que vous fermez.")
		return
	}
	if f.Choose {
		wrong.Addf("accueil", "Quand le choix est laissé aux familles, rien ne ferme\u00a0: décochez ce qui reste "+
			"ouvert.")
		return
	}
	x.Service = staysOpen
	if motive.Hosts {
		x.Service = minimumService
	}
	for _, a := range c.Activities {
		if slices.Contains(f.Service, a.Code) && x.Concerns(c, a) {
			x.Activities = append(x.Activities, a)
		}
	}
}

func (f ClosingForm) readDates(x *calendar.Closing, today civil.Date, wrong *fault.Many) {
	var err error
	if x.From, err = civil.Typed(f.From); err != nil {
		wrong.Addf("du", "Choisissez le jour, de la forme 12/03/2027.")
		return
	}
	if x.To = x.From; strings.TrimSpace(f.To) != "" {
		if x.To, err = civil.Typed(f.To); err != nil {
			wrong.Addf("au", "Choisissez le dernier jour, de la forme 13/03/2027, ou laissez vide.")
			return
		}
	}
	switch {
	case x.To < x.From:
		wrong.Addf("au", "Le dernier jour est avant le premier.")
	case x.From < today-closedBack:
		wrong.Addf("du", "Ce jour est trop ancien\u00a0: une fermeture remonte à %d jours au plus.", closedBack)
	case x.To-x.From >= closedLongs:
		wrong.Addf("au", "Une fermeture dure %d jours au plus. Pour plus longtemps, changez les dates de l'activité.",
			closedLongs)
	case x.To > (calendar.YearOf(today) + 1).Last():
		wrong.Addf("du", "Ce jour est trop lointain\u00a0: choisissez-le avant la fin de l'année scolaire prochaine.")
	}
}

// readChoice reads until when families choose.
func (f ClosingForm) readChoice(x *calendar.Closing, wrong *fault.Many) {
	if !f.Choose {
		return
	}
	if f.What != OneClass {
		wrong.Addf("choix", "Le choix se laisse aux familles d'une école ou d'une classe\u00a0: choisissez-la "+
			"ci-dessus.")
		return
	}
	at, err := civil.ParseTime(strings.TrimSpace(f.Until))
	if err == nil {
		x.LeaveBy, err = deadline.ParseRule("J-0 " + at.String())
	}
	if err != nil {
		wrong.Addf("jusqua", "Indiquez jusqu'à quelle heure les familles choisissent, le jour même.")
	}
}

func (f ClosingForm) readWhat(x *calendar.Closing, c *town.Catalogue, wrong *fault.Many) {
	switch f.What {
	case WholeTown:
		x.Town = true
	case SomeActivities:
		for _, a := range c.Activities {
			if slices.Contains(f.Activities, a.Code) {
				x.Activities = append(x.Activities, a)
			}
		}
		if len(x.Activities) == 0 {
			wrong.Addf("activites", "Cochez au moins une activité à fermer.")
		}
	case OnePool:
		for _, a := range c.Activities {
			if slices.ContainsFunc(a.Pools, func(p *town.Pool) bool { return p.Code == f.Pool }) {
				x.Activities = append(x.Activities, a)
			}
		}
		if len(x.Activities) == 0 {
			wrong.Addf("groupe", "Choisissez le groupe de places à fermer.")
		}
	case OneClass:
		school, class, one := strings.Cut(f.Class, " ")
		if x.School = c.School(school); x.School != nil && one {
			x.Class = x.School.Class(class)
		}
		if x.School == nil || one && x.Class == nil {
			wrong.Addf("classe", "Choisissez l'école ou la classe concernée.")
		}
	default:
		wrong.Addf("quoi", "Choisissez ce qui ferme.")
	}
}
