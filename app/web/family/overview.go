package family

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/lang"
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
	return s.Page(c, "family/overview", s.bookingLayout(c, title), overview)
}

// overFrame is what all the cells of an overview share.
type overFrame struct {
	at     string // where the booking pages are
	child  string
	today  civil.Date
	labels map[int64]string // one word for each activity
	lang   *lang.Language
}

func overFrameOf(o portal.Overview, at string, l *lang.Language) overFrame {
	names := make([]string, len(o.Shown))
	for i, a := range o.Shown {
		names[i] = a.Name
	}
	s := overFrame{at, strconv.FormatInt(o.Child.ID, 10), o.Today, map[int64]string{}, l}
	for i, short := range shortNames(names) {
		s.labels[o.Shown[i].ID] = short
	}
	return s
}

// markLook is how an activity of a day looks: the class that gives its colour and sign, and its word for who does not
// see them.
type markLook struct{ class, word string }

// looks is in the order in which the words are read.
var looks = []markLook{{"add", "à réserver"}, {"cancel", "à annuler"}, {"booked", "réservé"}, {"asked", "demandé"},
	{"free", "libre"}}

// lookOf returns the look of an activity's day; "" if there is nothing to do and nothing done.
func lookOf(m portal.OverviewMark) string {
	switch {
	case m.Draft == booking.Add:
		return "add"
	case m.Draft == booking.Cancel:
		return "cancel"
	}
	switch m.State {
	case booking.Booked, booking.BookedLocked:
		return "booked"
	case booking.Requested, booking.RequestedLocked:
		return "asked"
	case booking.Available, booking.Waitlist:
		return "free"
	}
	return ""
}

// overviewCell returns one day of the month over all activities: a link to the day, with a mark for each activity that
// is booked, requested or free.
func overviewCell(d *portal.OverviewDay, s overFrame) template.HTML {
	if d == nil {
		return "<td></td>"
	}
	var b strings.Builder
	b.Grow(800)
	date := d.Date.String()
	write(&b, `<td id="c-`, date, `" data-date="`, date, `" data-state="`,
		template.HTMLEscapeString(string(d.State)), `"`)
	switch {
	case d.Adds > 0:
		b.WriteString(` data-draft="add"`)
	case d.Cancels > 0:
		b.WriteString(` data-draft="cancel"`)
	}
	writeClass(&b, false, d.OtherHome, d.Date == s.today)
	write(&b, `><a class="d" href="`, template.HTMLEscapeString(s.at), `/jour/`, date, `?enfant=`, s.child, `">`)
	writeDay(&b, d.Date, frame{Month: d.Date.Month(), Today: s.today, Lang: s.lang})
	marks, words := strings.Builder{}, map[string][]string{}
	for _, m := range d.Marks {
		if look, label := lookOf(m), template.HTMLEscapeString(s.labels[m.ActivityID]); look != "" {
			write(&marks, `<i class="`, look, `">`, label, "</i>")
			if m.Along {
				label += " (" + s.lang.Tr("pique-nique emporté") + ")"
			}
			words[look] = append(words[look], label)
		}
	}
	if marks.Len() == 0 {
		none := faceClosed
		switch {
		case d.OtherHome:
			none = faceOtherHome
		case d.Awaited > 0:
			none = faceNotYet
		}
		write(&b, `<span class="off">`, none.html(s.lang), "</span></a></td>")
		return template.HTML(b.String()) // #nosec G203 -- texts are escaped where they are written
	}
	var told []string
	for _, look := range looks {
		if some := words[look.class]; len(some) > 0 {
			told = append(told, s.lang.Tr(look.word)+s.lang.Joint(" : ")+strings.Join(some, ", "))
		}
	}
	write(&b, `<span class="vh">`, strings.Join(told, s.lang.Joint(" ; ")),
		`</span><span class="marks" aria-hidden="true">`, marks.String(), "</span></a></td>")
	return template.HTML(b.String()) // #nosec G203 -- texts are escaped where they are written
}

// overviewLegend returns every mark with its words.
func overviewLegend(l *lang.Language, twoHomes bool) template.HTML {
	var b strings.Builder
	b.WriteString(`<ul class="key marks">`)
	for _, line := range [][2]string{{"free", "Libre\u00a0: vous pouvez réserver"}, {"booked", "Réservé"},
		{"asked", "Demandé\u00a0: en attente, en liste d'attente ou refusé"},
		{"add", "À réserver, pas encore validé"}, {"cancel", "À annuler, pas encore validé"}} {
		write(&b, `<li><i class="`, line[0], `">`, l.Tr("Midi"), "</i>",
			template.HTMLEscapeString(l.Tr(line[1])), "</li>")
	}
	if twoHomes {
		otherHomeLine.write(&b, l)
	}
	b.WriteString("</ul>")
	return template.HTML(b.String()) // #nosec G203 -- texts are escaped where they are written
}
