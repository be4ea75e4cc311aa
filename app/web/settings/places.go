package settings

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/ratio"
	"cartable/app/settings"
	"cartable/app/web/site"
)

const placesPath = "/mairie/places"

// placesView is the places of a period, with the typed or the stored values.
type placesView struct {
	settings.Places
	Lines  []placesLine
	Reason string
	Moved  bool // somebody else changed some of the dates while the form was open
}

// placesLine is a pool on a date in the form.
type placesLine struct {
	settings.PlacesRow
	I                int
	Typed            settings.PlacesTyped
	Shown, TeamShown string // as stored when the form was first shown, or shown again with what has changed
	Past             bool   // nothing of it can be changed
	New              bool   // the first line of its date
	Now              string // what somebody else has stored while the form was open; empty: nothing
}

// Field returns the name of a field of the line.
func (l placesLine) Field(name string) string { return name + "-" + strconv.Itoa(l.I) }

// Table are the ratios of the law, to be read beside the figures.
func (v placesView) Table() []ratio.Row { return ratio.Table }

// Director is the number of children up to which a director is counted.
func (v placesView) Director() int { return ratio.DirectorUpTo }

// Hidden are the fields that bring the form back to where it is.
func (v placesView) Hidden() []site.Hidden {
	all := []site.Hidden{{Name: "jour", Value: v.Day.String()}, {Name: "groupe", Value: v.Pool},
		{Name: "page", Value: strconv.Itoa(v.Cut.Number)}}
	if v.Month {
		all = append(all, site.Hidden{Name: "vue", Value: "mois"})
	}
	return all
}

// List returns the address of the list as it is shown.
func (v placesView) List() site.List {
	list := site.ListAt(placesPath).With("jour", v.Day).With("groupe", v.Pool)
	if v.Month {
		list = list.With("vue", "mois")
	}
	return list
}

// refused is a form that comes back.
type refused struct {
	settings.PlacesForm
	saved bool // its teams are stored
	moved bool // somebody else has changed what it shows
}

// newPlacesView returns the form, with the stored values, or with the typed ones of a form that comes back.
func newPlacesView(page settings.Places, back refused, today civil.Date) placesView {
	v := placesView{Places: page, Reason: back.Reason, Moved: back.moved}
	said := map[string]settings.PlacesTyped{}
	for _, t := range back.Rows {
		said[t.Key] = t
	}
	n := 0 // lines that the form sends back
	for i, row := range page.Rows {
		l := placesLine{PlacesRow: row, I: n, Shown: row.Shown(), TeamShown: row.TeamShown(), Past: row.Date < today,
			New: i == 0 || page.Rows[i-1].Date != row.Date, Typed: settings.PlacesTyped{Places: numberCell(row.Own)}}
		if row.Team != nil {
			l.Typed.Animators, l.Typed.Director = strconv.Itoa(row.Team.Animators), row.Team.Director
			l.Typed.Under6 = numberCell(row.Team.Under6)
		}
		if t, ok := said[row.Key]; ok {
			l.Typed = t
			switch {
			case back.moved && (t.Shown != l.Shown || t.TeamShown != l.TeamShown && !back.saved):
				l.Now = nowStored(row)
			case !back.moved && back.saved:
				l.Shown = t.Shown
			case !back.moved:
				l.Shown, l.TeamShown = t.Shown, t.TeamShown
			}
		}
		if !l.Past {
			n++
		}
		v.Lines = append(v.Lines, l)
	}
	return v
}

func numberCell(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// nowStored says what somebody else has stored.
func nowStored(row settings.PlacesRow) string {
	words := "Enregistré entre-temps\u00a0: "
	if row.Own == nil {
		words += "places comme les autres jours"
	} else {
		words += site.Plural(*row.Own, "place", "places")
	}
	if row.Team == nil {
		return words + ", animateurs non indiqués."
	}
	return words + ", " + site.Plural(row.Team.Animators, "animateur", "animateurs") + "."
}

// placesQuery reads where the list is, from an address or from a form.
func placesQuery(value func(string) string) settings.PlacesQuery {
	day, _ := civil.Typed(value("jour"))
	page, _ := strconv.ParseInt(value("page"), 10, 32)
	return settings.PlacesQuery{Day: day, Month: value("vue") == "mois", Pool: value("groupe"), Page: int(page)}
}

// placesForm reads the rows of the form.
func placesForm(c *fiber.Ctx) (f settings.PlacesForm) {
	f.Reason = c.FormValue("motif")
	for i := range 100 {
		field := func(name string) string { return c.FormValue(fmt.Sprintf("%s-%d", name, i)) }
		if field("cle") == "" {
			break
		}
		f.Rows = append(f.Rows, settings.PlacesTyped{Key: field("cle"), Shown: field("vues"),
			TeamShown: field("equipe"), Places: field("places"), ByTeam: field("calcul") != "",
			Animators: field("animateurs"), Director: field("directeur") != "", Under6: field("petits")})
	}
	return f
}

// PlacesPage shows the places of a week or a month, and who is there.
func (s *Pages) PlacesPage(c *fiber.Ctx) error {
	return s.showPlaces(c, placesQuery(func(name string) string { return c.Query(name) }), refused{}, nil)
}

func (s *Pages) showPlaces(c *fiber.Ctx, ask settings.PlacesQuery, back refused, wrong map[string]string) error {
	page, err := s.Settings.Places(c.UserContext(), site.Actor(c), ask)
	if err != nil {
		return err
	}
	view := newPlacesView(page, back, s.Today())
	layout := s.StaffLayout(c, "Places et encadrement", "places")
	switch {
	case wrong == nil && back.saved && !back.moved:
		layout.Notice = site.AnimatorsSet.Sentence() + " Les places que vous avez saisies ne le sont pas encore."
	case wrong != nil:
		return s.Again(c, "settings/places", layout, wrong, view)
	case back.moved:
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "settings/places", layout, view)
}

// SetPlaces stores who is there, with the places as an opération if that is what was asked: all of it or nothing.
func (s *Pages) SetPlaces(c *fiber.Ctx) error {
	ask := placesQuery(func(name string) string { return c.FormValue(name) })
	form, ctx, who := placesForm(c), c.UserContext(), site.Actor(c)
	var id int64
	var applied bool
	var err error
	places := c.FormValue("etape") == "places"
	if places {
		id, applied, err = s.Settings.SetPlaces(ctx, who, form)
	} else {
		err = s.Settings.SetAnimators(ctx, who, form)
	}
	switch kind := fault.KindOf(err); {
	case kind == fault.Invalid || kind == fault.Conflict:
		return s.showPlaces(c, ask, refused{form, false, kind == fault.Conflict}, site.FieldFaults(err))
	case err != nil:
		return err
	case !places && form.Unsent():
		return s.showPlaces(c, ask, refused{form, true, false}, nil)
	case !places:
		return site.Say(c, site.AnimatorsSet, placesURL(ask))
	case applied:
		return site.Say(c, site.PlacesSet, placesURL(ask))
	}
	if form.Teams() {
		return site.Say(c, site.AnimatorsSetPlacesWait, site.OperationPath(id))
	}
	return c.Redirect(site.OperationPath(id), fiber.StatusSeeOther)
}

func placesURL(ask settings.PlacesQuery) string {
	q := url.Values{}
	for name, value := range map[string]string{"jour": ask.Day.String(), "groupe": ask.Pool} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if ask.Month {
		q.Set("vue", "mois")
	}
	if ask.Page > 1 {
		q.Set("page", strconv.Itoa(ask.Page))
	}
	return string(site.Address(placesPath, q))
}
