package family

import (
	"cmp"
	"hash/fnv"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// dayView is the page of a day.
type dayView struct {
	Child              portal.Child
	Chips              []chip
	Date               civil.Date
	Prev, Next         civil.Date
	Open, Shut         []dayRow // Shut: closed that day by the calendar
	Why                string   // the reason of the price, when it is the same for all rows
	Closed             string   // why the town closed the day: « grève du personnel »
	Shown, Known, Seen string   // codes: tickable, ticked, and the mark of each row
	Bar                recapBar
	Releases           []portal.Release
	Sick               template.URL // where to tell that the child is ill; empty if there is nothing to tell
}

// daySaved answers a tap on the page of a day. Rows are those that differ from what the browser shows.
type daySaved struct {
	Bar      recapBar
	Announce string // in the language of the page
	Rows     []dayRow
}

// dayRow is an activity on a day, in words.
type dayRow struct {
	portal.DayRow
	Off, On face
	Notes   []dayNote
	Pay     string // where to pay a debt that closes this activity
}

type dayNote struct {
	Text string
	Soft bool // shown less prominently
}

// Refused reports whether the town hall has refused.
func (r dayRow) Refused() bool {
	return refused(r.Day)
}

// Seen returns a mark of what the row shows beside its tick. The page sends it back, and a row whose mark has changed
// is sent again. So a tap redraws the rows that it excludes or frees, even after a lost answer, and never the box under
// the finger.
func (r dayRow) Seen() string {
	sum := fnv.New32a()
	for _, part := range []string{string(r.State), r.Off.word, r.On.word, strconv.FormatBool(r.Tickable()), r.Quote} {
		sum.Write([]byte(part + "\x00"))
	}
	for _, n := range r.Notes {
		sum.Write([]byte(n.Text + "\x00"))
	}
	return strconv.FormatUint(uint64(sum.Sum32()), 36)
}

// shut reports whether the calendar closes an activity that day, for everybody.
func shut(d booking.Day) bool {
	return shutReason(d.Reason) && d.Reservation == nil && d.Draft == booking.None
}

func shutReason(why booking.Reason) bool {
	switch why {
	case booking.ClosedDay, booking.ClosedForClass, booking.PublicHoliday, booking.SchoolHolidays,
		booking.SchoolDay, booking.OutOfSeason:
		return true
	}
	return false
}

// dayRows describes a day's activities in words, sorted by their hours.
func (s *Pages) dayRows(rows []portal.DayRow, pay string) []dayRow {
	all := make([]dayRow, len(rows))
	open := map[string]bool{}
	for _, row := range rows {
		open[row.Activity.Name] = open[row.Activity.Name] || !shut(row.Day)
	}
	common := commonWhy(rows)
	for i, row := range rows {
		if common != "" {
			row.Why = ""
		}
		row.Excludes = slices.DeleteFunc(slices.Clone(row.Excludes), func(name string) bool { return !open[name] })
		one := dayRow{DayRow: row}
		one.Off, one.On = longFaces(row.Day)
		if row.Reason == booking.DebtBlocks {
			one.Pay = pay
		}
		one.Notes = s.dayNotes(row)
		all[i] = one
	}
	slices.SortStableFunc(all, func(a, b dayRow) int { return int(a.Activity.Start) - int(b.Activity.Start) })
	return all
}

// sayClosing says once, above, why the town closed a day on which nothing is open, instead of in each row; a row says
// nothing that its heading does not. Rows keep any other reason.
func (v *dayView) sayClosing() {
	if len(v.Open) > 0 {
		return
	}
	for i, row := range v.Shut {
		if row.Reason != booking.ClosedDay {
			continue
		}
		v.Closed = cmp.Or(v.Closed, row.Detail)
		if row.Detail == "" || row.Detail == v.Closed {
			v.Shut[i].Notes = nil
		}
	}
}

// commonWhy returns the reason of the prices when it is the same for all rows, so that it appears once.
func commonWhy(rows []portal.DayRow) (why string) {
	for _, row := range rows {
		if why == "" {
			why = row.Why
		} else if row.Why != "" && row.Why != why {
			return ""
		}
	}
	return why
}

// dayNotes returns the notes of a row: what it excludes, how many wait, why it is closed, and its deadline.
func (s *Pages) dayNotes(row portal.DayRow) []dayNote {
	var notes []dayNote
	add := func(text string, soft bool) {
		if text != "" {
			notes = append(notes, dayNote{text, soft})
		}
	}
	if shut(row.Day) {
		add(explain(row.Day), false)
		return notes
	}
	if row.Along && (row.Ticked() || row.Tickable()) {
		add(alongWords(row.Day), false)
	}
	if row.Refused != "" && row.Reason == booking.TooLateToCancel && row.Void == "" { // there is nothing to cancel
		add(booking.Refused.Locked("")+" "+row.Refused, false)
	} else {
		if row.Reason != "" || row.Void != "" {
			add(explain(row.Day), false)
		}
		add(row.Refused, false)
	}
	for _, pass := range row.Needs.Each() {
		add(pass.Sentence(), false)
	}
	add(row.Sick, false)
	if row.Decline != "" {
		add("Vous avez obtenu cette place la nuit dernière"+site.Nbsp+": vous pouvez la refuser sans frais jusqu'au "+
			""+row.Decline+
			".", false)
	}
	if r := row.Reservation; r != nil && r.Position > 0 && row.Reason == "" {
		add("Vous êtes "+nth(r.Position)+" sur la liste d'attente.", false)
	} else if r == nil && row.State == booking.Waitlist && row.Waiting > 0 {
		add(site.Plural(row.Waiting, "attend déjà.", "attendent déjà."), false)
	}
	if len(row.Excludes) > 0 && row.Reason != booking.Overlap && row.Reason != booking.OverlapThere {
		add("Pas en même temps que"+site.Nbsp+": "+strings.Join(row.Excludes, ", ")+".", false)
	}
	var soft []string
	if row.Why != "" && row.Tickable() {
		soft = append(soft, row.Why+".")
	}
	if !row.Until.IsZero() && row.Reason == "" && row.Decline == "" {
		verb := "Réservable"
		if row.Reservation != nil {
			verb = "Annulable"
		}
		soft = append(soft, verb+" jusqu'au "+shortInstant(row.Until.In(s.Loc))+".")
	}
	add(strings.Join(soft, " "), true)
	return notes
}

// shortInstant returns « jeu. 26 nov. à 12 h ».
func shortInstant(t time.Time) string {
	d := civil.Of(t)
	year, _, _ := d.YMD()
	return strings.TrimSuffix(d.Medium(), " "+strconv.Itoa(year)) + " à " + site.HardSpaces(civil.TimeOf(t).Human())
}

// longFaces returns the faces of a cell with the longer words for which a row has room.
func longFaces(d booking.Day) (off, on face) {
	if d.Tickable() {
		off, on = faces(d)
	} else {
		off = fixedFace(d)
	}
	return long(off, d), long(on, d)
}

func long(f face, d booking.Day) face {
	switch {
	case f == faceList:
		return face{f.icon, "Liste d'attente", ", complet, inscription possible"}
	case f == faceToJoin:
		return face{f.icon, "Demande en liste d'attente", ", pas encore validée"}
	case statusOf(d).Waits() && f.word == statusOf(d).Face().Word:
		f.word, f.more = statusOf(d).Word(), strings.TrimPrefix(f.more, statusOf(d).Face().More)
	case d.State == booking.Available && f.icon == "plus" && d.Free > 0 && d.Free <= fewPlaces:
		return face{f.icon, site.Plural(d.Free, "place libre", "places libres"), ""}
	}
	return f
}

// dayView describes a day; at is where the booking pages are, pay where to pay.
func (s *Pages) dayView(page portal.DayPage, at, pay string) dayView {
	v := dayView{Child: page.Child, Date: page.Date, Prev: page.Prev, Next: page.Next, Bar: dayBar(page, at),
		Why: commonWhy(page.Rows), Releases: page.Releases}
	v.Chips = chipsOf(page.Children, page.Child.ID, func(child int64) template.URL {
		return site.Address(dayPath(at, page.Date), url.Values{"enfant": {strconv.FormatInt(child, 10)}})
	})
	var shown, known, seen []string
	for _, row := range s.dayRows(page.Rows, pay) {
		seen = append(seen, strconv.FormatInt(row.Activity.ID, 10)+":"+row.Seen())
		if row.Tickable() {
			shown = append(shown, row.Activity.Code)
			if row.Ticked() {
				known = append(known, row.Activity.Code)
			}
		}
		if shut(row.Day) {
			v.Shut = append(v.Shut, row)
		} else {
			v.Open = append(v.Open, row)
		}
	}
	if page.MaySick && at == site.BookingPath { // staff who act for a family have a page of their own
		v.Sick = sickURL(page.Child.ID)
	}
	v.sayClosing()
	v.Shown, v.Known, v.Seen = strings.Join(shown, ","), strings.Join(known, ","), strings.Join(seen, ",")
	return v
}

// dayBar is the bar of a day.
func dayBar(page portal.DayPage, at string) recapBar {
	return recapBar{page.Draft, page.Lapsed, "Cochez les activités à réserver.", true, at}
}

func dayPath(at string, d civil.Date) string { return at + "/jour/" + d.String() }

// dayOf reads the child and the date of a form. Values that cannot be parsed are an error.
func dayOf(child, date string) (int64, civil.Date, error) {
	id, err := strconv.ParseInt(child, 10, 64)
	d, dateErr := civil.Parse(date)
	if err != nil || dateErr != nil || id <= 0 {
		return 0, 0, notOurs()
	}
	return id, d, nil
}

func (s *Pages) DayPage(c *fiber.Ctx) error {
	ask, err := monthQuery(c.Query("enfant"), "", "")
	if err != nil {
		return err
	}
	date, err := civil.Parse(c.Params("date"))
	if err != nil {
		return notOurs()
	}
	page, err := s.Portal.Day(c.UserContext(), viewer(c), ask.ChildID, date)
	if err != nil {
		return err
	}
	title := site.Capital(date.Long()) + ", " + page.Child.FirstName + " – Réserver"
	return s.Page(c, "family/day", s.bookingLayout(c, title), s.dayView(page, at(c), s.payURL(c)))
}

// dayBoxes reads the form of a day.
func dayBoxes(c *fiber.Ctx) (portal.DayBoxes, error) {
	child, date, err := dayOf(c.FormValue("enfant"), c.FormValue("jour"))
	t := portal.DayBoxes{ChildID: child, Date: date, Shown: codes(c.FormValue("affiches"))}
	if c.Context().PostArgs().Has("connus") {
		t.Known = append([]string{}, codes(c.FormValue("connus"))...)
	}
	for _, code := range c.Context().PostArgs().PeekMulti("j") {
		t.Ticked = append(t.Ticked, string(code))
	}
	return t, err
}

func codes(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

// SaveDay answers a tap on the page of a day. With htmx it sends the changed parts; without, it redirects to the day.
func (s *Pages) SaveDay(c *fiber.Ctx) error {
	t, err := dayBoxes(c)
	if err != nil {
		return err
	}
	page, err := s.Portal.SaveDay(c.UserContext(), viewer(c), t)
	if err != nil {
		return err
	}
	if !site.Htmx(c) {
		back, partly := url.Values{"enfant": {strconv.FormatInt(t.ChildID, 10)}}, site.Notice("")
		if slices.ContainsFunc(page.Differs, func(d booking.Day) bool { return d.Reason != "" }) {
			partly = site.PartlyKept
		}
		return site.Say(c, partly, dayPath(at(c), t.Date)+"?"+back.Encode())
	}
	seen := map[string]string{}
	for _, one := range codes(c.FormValue("vus")) {
		id, mark, _ := strings.Cut(one, ":")
		seen[id] = mark
	}
	l := s.Lang(c)
	saved := daySaved{Bar: dayBar(page, at(c)), Announce: l.Tr(draftSentence(page.Draft))}
	for _, row := range s.dayRows(page.Rows, s.payURL(c)) {
		differs := slices.ContainsFunc(page.Differs, func(d booking.Day) bool { return d.Key == row.Key })
		moved := row.Tickable() != slices.Contains(t.Shown, row.Activity.Code)
		if mark, known := seen[strconv.FormatInt(row.Activity.ID, 10)]; known && mark != row.Seen() || moved ||
			differs {
			saved.Rows = append(saved.Rows, row)
		}
		switch {
		case !row.Tickable() && (moved || differs):
			saved.Announce += " " + row.Activity.Name + l.Joint(" : ") + l.Tr(row.Reason.Sentence(row.Detail))
		case moved:
			saved.Announce += " " + row.Activity.Name + " " + l.Tr("peut de nouveau être choisi.")
		}
	}
	return s.Fragment(c, "day#saved", saved)
}
