package family

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/booking"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// overview shows a month over all activities, when the calendar is requested with an empty activity.
func (s *Pages) overview(c *fiber.Ctx, ask portal.MonthQuery) error {
	overview, err := s.Portal.Overview(c.UserContext(), viewer(c), ask.ChildID, ask.Month)
	if err != nil {
		return err
	}
	title := site.Capital(overview.Month.French()) + " – Toutes les activités – Réserver"
	return s.Page(c, "family/overview", s.Layout(c, title, "reservations"), overview)
}

// overviewCell returns one day of the month over all activities: a link to the day. Like Cell it contains only figures,
// dates and texts of this file.
func overviewCell(d *portal.OverviewDay, child int64) template.HTML {
	if d == nil {
		return "<td></td>"
	}
	var b strings.Builder
	b.Grow(600)
	date := d.Date.String()
	b.WriteString(`<td id="c-` + date + `" data-date="` + date + `" data-state="` +
		template.HTMLEscapeString(string(d.State)) + `"`)
	switch {
	case d.Adds > 0:
		b.WriteString(` data-draft="add"`)
	case d.Cancels > 0:
		b.WriteString(` data-draft="cancel"`)
	}
	b.WriteString(`><a class="d" href="/reservations/jour/` + date + `?enfant=` + strconv.FormatInt(child, 10) + `">`)
	writeDay(&b, d.Date, d.Date.Month())
	f, also := overviewFace(d)
	b.WriteString(`<span class="off">` + f.html())
	if also != "" {
		b.WriteString(`<span class="vh also"><span class="vh">, </span>` + template.HTMLEscapeString(also) + `</span>`)
	}
	b.WriteString("</span></a></td>")
	return template.HTML(b.String()) // #nosec G203 -- texts are escaped where they are written
}

// overviewFace returns the main content of a day of the overview, and the secondary one for screens with room.
func overviewFace(d *portal.OverviewDay) (f face, also string) {
	booked := site.Plural(d.Booked, "réservée", "réservées")
	requested := site.Plural(d.Requested, "demandée", "demandées")
	open := d.Bookable - d.Adds // a drafted request that became impossible is not bookable
	var rest []string
	add := func(n int, words string) {
		if n > 0 {
			rest = append(rest, words)
		}
	}
	switch {
	case d.Adds > 0 && d.Cancels > 0:
		f = face{"check", strconv.Itoa(d.Adds+d.Cancels) + site.Nbsp + "à valider", ""}
		add(1, strconv.Itoa(d.Adds)+site.Nbsp+"à réserver")
		add(1, strconv.Itoa(d.Cancels)+site.Nbsp+"à annuler")
	case d.Adds > 0:
		f = face{"check", strconv.Itoa(d.Adds) + site.Nbsp + "à réserver", ", pas encore validé"}
		add(d.Booked, booked)
		add(d.Requested, requested)
	case d.Cancels > 0:
		f = face{"circle-x", strconv.Itoa(d.Cancels) + site.Nbsp + "à annuler", ", pas encore validé"}
		add(d.Booked-d.Cancels, site.Plural(d.Booked-d.Cancels, "réservée", "réservées"))
	case d.Booked > 0:
		f = face{"check", booked, ""}
		add(d.Requested, requested)
	case d.Requested > 0:
		f = face{"hourglass", requested, ""}
	case d.State == booking.Available:
		return face{"plus", "À choisir", ""}, ""
	default:
		return faceClosed, ""
	}
	f.word = strings.ReplaceAll(f.word, site.Nbsp, " ") // a cell of a phone has room for two lines of one word
	add(open, strconv.Itoa(open)+site.Nbsp+"à choisir")
	return f, strings.Join(rest, ", ")
}

var overviewLegend = legend([]legendLine{
	{"free", "À choisir\u00a0: au moins une activité peut être réservée", faceFree},
	{"mine", "Réservées\u00a0: le nombre d'activités réservées", faceBooked},
	{"wait", "Demandées\u00a0: en attente, en liste d'attente ou refusées", faceWaiting},
	{"off", "Fermé\u00a0: rien à réserver, le jour dit pourquoi", faceClosed},
	{"todo", "À réserver, pas encore validé", faceToBook},
	{"undo", "À annuler, pas encore validé", faceToCancel},
})
