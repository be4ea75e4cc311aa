package family

import (
	"html/template"
	"strconv"
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/lang"
	"cartable/app/web/site"
)

// A month has some thirty cells, and html/template spends more time on one cell than on the rest of the page. So this
// file writes cells itself, from constant pieces. Two rules keep this safe: text from outside (the sentence of a
// reason) goes through HTMLEscapeString, and everything else is a figure, a date or a text of this file.
//
// The browser shows a tap before the server answers: the cell contains both faces of its box, and the stylesheet
// selects one by :has(:checked). Looks: DOMAIN.md 3.9.

// fewPlaces is the number of free places from which a cell shows how many are left.
const fewPlaces = 5

// face is the content of a cell: an icon and a word, with hidden words that complete it for screen readers.
type face struct{ icon, word, more string }

var (
	faceClosed     = face{"minus", "Fermé", ""}
	faceTooLate    = face{"clock", "Hors délai", ""}
	faceNotYet     = face{"clock", "À venir", ", réservations pas encore ouvertes"}
	faceDebt       = face{"ban", "Suspendu", ""}
	faceOverlap    = face{"minus", "Occupé", ""}
	faceFull       = face{"x", "Complet", ""}
	faceFree       = face{"plus", "Libre", ""}
	faceList       = face{"list-plus", "Liste att.", ", complet, vous pouvez vous inscrire en liste d'attente"}
	faceBooked     = statusFace(booking.Accepted)
	faceWaiting    = statusFace(booking.Waitlisted)
	faceRefused    = statusFace(booking.Refused)
	faceToBook     = face{"check", "À réserver", ", pas encore validé"}
	faceToJoin     = face{"hourglass", "À inscrire", " en liste d'attente, pas encore validé"}
	faceToCancel   = face{"circle-x", "À annuler", ", pas encore validé"}
	faceImpossible = face{"triangle-alert", "Plus libre",
		", cette demande n'est plus possible, décochez pour la retirer"}
	faceElsewhere  = face{"lock", faceBooked.word, " par l'autre foyer, non modifiable"}
	faceAskedThere = face{"lock", "Demandé", " par l'autre foyer, non modifiable"}
	faceOtherHome  = face{"house", "Autre foyer", ", votre enfant est chez son autre parent"}
	faceNotOpen    = face{"minus", "Indispo.", ", ce jour n'est pas disponible"}
	faceTurned     = face{"minus", "Non admis", ", cette activité est pour d'autres enfants"}
	faceNoEnrol    = face{"minus", "Non inscrit", ""}
	faceTooLateOff = face{"triangle-alert", "Trop tard",
		", cette annulation n'est plus possible, cochez pour garder le jour"}
)

// statusFace returns the face of a status. The word and the icon come from the table of statuses.
func statusFace(s booking.Status) face {
	f := s.Face()
	return face{f.Icon, f.Word, f.More}
}

// statusOf returns the status of a day's reservation, or the one that the day's state implies.
func statusOf(d booking.Day) booking.Status {
	switch {
	case d.Reservation != nil:
		return d.Reservation.Status
	case d.State == booking.Booked || d.State == booking.BookedLocked:
		return booking.Accepted
	}
	return booking.Waitlisted
}

// refused reports whether the town hall has refused this family's request.
func refused(d booking.Day) bool {
	return d.Reservation != nil && d.Reservation.Status == booking.Refused && !d.Reservation.Foreign
}

// faces returns the faces of a tickable day's box, unticked and ticked.
func faces(d booking.Day) (off, on face) {
	if d.Draft == booking.Add && d.Reason == booking.OtherFamily { // booked by the other family since then
		return fixedFace(d), faceImpossible
	}
	if d.Needs&^booking.PassCancelling != 0 || d.OneMore {
		return passFaces(d)
	}
	switch d.State {
	case booking.Available:
		off, on = faceFree, faceToBook
		if 0 < d.Free && d.Free <= fewPlaces {
			n := strconv.Itoa(d.Free)
			off = face{"plus", n + site.Nbsp + "pl.", ", " + site.Plural(d.Free, "place libre", "places libres")}
		}
	case booking.Waitlist:
		off, on = faceList, faceToJoin
	case booking.Booked:
		off, on = faceToCancel, keptFace(d)
	case booking.Requested:
		off, on = faceToCancel, requestFace(d)
	case booking.BookedLocked: // too late to cancel
		off, on = faceTooLateOff, packed(d, faceBooked)
	case booking.RequestedLocked:
		off, on = faceTooLateOff, requestFace(d)
	default: // a booking that is no longer possible
		off, on = fixedFace(d), faceImpossible
	}
	return off, on
}

// position returns « , 3e position sur la liste » for a request on a waiting list.
func position(d booking.Day) string {
	if d.Reservation == nil || d.Reservation.Position == 0 {
		return ""
	}
	return ", " + place(d.Reservation.Position)
}

// requestFace returns the face of a request that is not accepted.
func requestFace(d booking.Day) face {
	f := statusFace(statusOf(d))
	f.more += position(d)
	return f
}

// fixedFace returns the face of a day on which a click does nothing.
func fixedFace(d booking.Day) face {
	if d.Reason == booking.OtherFamily {
		if d.State == booking.BookedLocked {
			return faceElsewhere
		}
		return faceAskedThere
	}
	switch d.State {
	case booking.Full:
		return faceFull
	case booking.BookedLocked:
		if d.Void != "" {
			return voidFace(d)
		}
		return packed(d, face{"lock", faceBooked.word, ", non modifiable"})
	case booking.RequestedLocked:
		f := requestFace(d)
		return face{f.icon, f.word, f.more + ", non modifiable"}
	}
	switch d.Reason {
	case booking.TooLateToBook:
		return faceTooLate
	case booking.NotYetOpen:
		return faceNotYet
	case booking.DebtBlocks:
		return faceDebt
	case booking.Overlap, booking.OverlapThere:
		return faceOverlap
	case booking.OtherHomeDay:
		return faceOtherHome
	case booking.Unavailable:
		return faceNotOpen
	case booking.NotOfAge, booking.NotOfSchool, booking.NotOfLevel, booking.NotOfClass:
		return faceTurned
	case booking.NotEnrolled:
		return faceNoEnrol
	}
	return faceClosed
}

// faceHTML contains the HTML of every face without a figure, in each language.
var faceHTML = func() map[*lang.Language]map[face]string {
	all := map[*lang.Language]map[face]string{}
	for _, l := range lang.All() {
		all[l] = facesIn(l)
	}
	return all
}()

func facesIn(l *lang.Language) map[face]string {
	pieces := map[face]string{}
	for _, f := range []face{faceClosed, faceTooLate, faceNotYet, faceDebt, faceOverlap, faceFull, faceFree, faceList,
		faceBooked, faceWaiting, statusFace(booking.Pending), faceRefused, faceToBook, faceToJoin, faceToCancel,
		faceImpossible, faceTooLateOff, faceElsewhere, faceAskedThere, faceNotOpen, faceTurned,
		faceNoEnrol, faceOtherHome} {
		pieces[f] = f.build(l)
	}
	return pieces
}

func (f face) html(l *lang.Language) string {
	if piece, ok := faceHTML[l][f]; ok {
		return piece
	}
	return f.build(l)
}

func (f face) build(l *lang.Language) string {
	s := iconHTML(f.icon) + "<span>" + template.HTMLEscapeString(l.Tr(f.word)) + "</span>"
	if f.more != "" {
		s += `<span class="vh">` + template.HTMLEscapeString(more(l, f.more)) + "</span>"
	}
	return s
}

// more returns what completes the word of a face: each part follows a comma, or a space.
func more(l *lang.Language, french string) string {
	if l.IsFrench() {
		return french
	}
	if rest, comma := strings.CutPrefix(french, ", "); comma {
		return ", " + l.Tr(rest)
	}
	return " " + l.Tr(strings.TrimPrefix(french, " "))
}

func iconHTML(name string) string {
	return `<svg aria-hidden="true"><use href="` + site.IconsURL + "#" + name + `"/></svg>`
}

var smallLock = `<svg class="lk" aria-hidden="true"><use href="` + site.IconsURL + `#lock"/></svg>`

// Cells returns the cells of the days of a week.
func Cells(days []*booking.Day, s frame) template.HTML {
	var b strings.Builder
	b.Grow(900 * len(days))
	for _, d := range days {
		writeCell(&b, d, s)
	}
	return template.HTML(b.String()) // #nosec G203 -- texts are escaped where they are written
}

// Cell returns the cell of one day of the month.
func Cell(d *booking.Day, s frame) template.HTML {
	return Cells([]*booking.Day{d}, s)
}

// write appends pieces one by one, without building an intermediate string.
func write(b *strings.Builder, pieces ...string) {
	for _, piece := range pieces {
		b.WriteString(piece)
	}
}

// writeCell writes a day of a month's calendar. A nil day is an empty cell.
func writeCell(b *strings.Builder, d *booking.Day, s frame) {
	if d == nil {
		b.WriteString("<td></td>")
		return
	}
	date := d.Date.String()
	write(b, `<td id="c-`, date, `" data-date="`, date, `" data-state="`, template.HTMLEscapeString(string(d.State)),
		`"`)
	if d.Draft != booking.None {
		write(b, ` data-draft="`, template.HTMLEscapeString(string(d.Draft)), `"`)
	}
	writeClass(b, refused(*d), d.OtherHome, d.Date == s.Today)
	b.WriteByte('>')
	if d.Tickable() {
		writeBox(b, d, s)
	} else {
		writeFixed(b, d, s)
	}
	b.WriteString("</td>")
}

// writeClass writes what the looks of a cell depend on, beside its state.
func writeClass(b *strings.Builder, refused, otherHome, now bool) {
	before := ` class="`
	for _, one := range []struct {
		is   bool
		name string
	}{{refused, "refused"}, {otherHome, "there"}, {now, "now"}} {
		if one.is {
			write(b, before, one.name)
			before = " "
		}
	}
	if before == " " {
		b.WriteByte('"')
	}
}

// writeBox writes a day that can be ticked.
func writeBox(b *strings.Builder, d *booking.Day, s frame) {
	date := d.Date.String()
	write(b, `<label class="d"><input type="checkbox" name="j" value="`, date, `" id="j-`, date, `"`)
	if d.Ticked() {
		b.WriteString(" checked")
	}
	b.WriteByte('>')
	writeDay(b, d.Date, s)
	off, on := faces(*d)
	write(b, `<span class="off">`, off.html(s.Lang), `</span><span class="on">`, on.html(s.Lang), "</span>")
	if s.Price.Known {
		write(b, `<span class="p"><i>, </i>`, s.Lang.Tr(s.Price.Total.String()))
		if s.Hours != "" {
			write(b, `<i aria-hidden="true">`, s.Lang.Tr(s.Hours), "</i>")
		}
		b.WriteString("</span>")
	}
	b.WriteString("</label>")
}

// writeFixed writes a day on which a tap only shows an explanation. <details> works with a finger, a keyboard and a
// screen reader, without a script; the shared name closes the one that was open. The id does not change, so that focus
// is kept when a day stops being tickable.
func writeFixed(b *strings.Builder, d *booking.Day, s frame) {
	write(b, `<details class="d" name="why"><summary id="j-`, d.Date.String(), `">`)
	writeDay(b, d.Date, s)
	f := fixedFace(*d)
	write(b, `<span class="off">`, f.html(s.Lang))
	if d.State == booking.RequestedLocked {
		b.WriteString(smallLock)
	}
	b.WriteString(`</span></summary><p class="why"><strong>`)
	write(b, s.Lang.Tr(dayTitle(d.Date)), ".</strong> ", string(s.Lang.HTML(explain(*d))))
	if d.Reason == booking.DebtBlocks && s.PayURL != "" {
		write(b, ` <a href="`, template.HTMLEscapeString(s.PayURL), `">`, s.Lang.Tr("Payer"), "</a>")
	}
	b.WriteString("</p></details>")
}

// writeDay writes « lundi 14 décembre, », of which only the figure is visible: « 14 », or « 30/11 » in the calendar of
// another month.
func writeDay(b *strings.Builder, d civil.Date, s frame) {
	figure, today := "<b>"+strconv.Itoa(d.Day()), ""
	if d.Month() != s.Month {
		_, other, _ := d.YMD()
		figure = `<b class="far">` + strconv.Itoa(d.Day()) + "/" + strconv.Itoa(int(other))
	}
	if d == s.Today {
		today = s.Lang.Tr("aujourd'hui") + ", "
	}
	write(b, `<span class="vh w">`, s.Lang.Tr(d.WeekdayName()), ` </span>`, figure, `</b><span class="vh"> `,
		s.Lang.Tr(d.Month().Name()),
		`, `, today, `</span>`)
}
