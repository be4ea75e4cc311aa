package office

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/app/web/site"
)

// tabletView is the page on which a device is prepared for the day.
type tabletView struct {
	office.Tablet
	Chosen []string // schools, in a form that is shown again
	Device string   // likewise
}

// Keeps are the addresses that a tablet keeps with the sheets of the day: the page that shows them, and what it needs.
func (v tabletView) Keeps() string { return offlineDayKeeps }

func (s *Pages) TabletPage(c *fiber.Ctx) error { return s.showTablet(c, office.Preparing{}, nil) }

func (s *Pages) showTablet(c *fiber.Ctx, typed office.Preparing, wrong map[string]string) error {
	page, err := s.Office.Tablet(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	layout, view := s.StaffLayout(c, "Tablette hors connexion", "today"), tabletView{page, typed.Schools, typed.Device}
	if wrong != nil {
		return s.Again(c, "office/tablet", layout, wrong, view)
	}
	return s.Page(c, "office/tablet", layout, view)
}

// PrepareTablet answers the script of the page with what the tablet keeps. A browser without a script gets the page
// again, with the reason.
func (s *Pages) PrepareTablet(c *fiber.Ctx) error {
	typed := office.Preparing{ID: c.FormValue("tablette"),
		Before: c.FormValue("avant"), Device: c.FormValue("appareil")}
	for _, value := range c.Context().PostArgs().PeekMulti("ecole") {
		typed.Schools = append(typed.Schools, string(value))
	}
	day, err := s.Office.PrepareTablet(c.UserContext(), site.Actor(c), typed)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showTablet(c, typed, wrong)
	}
	if err != nil {
		return err
	}
	return c.JSON(s.keptAnswer(day))
}

func (s *Pages) WithdrawTablet(c *fiber.Ctx) error {
	if err := s.Office.WithdrawTablet(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	return site.Say(c, site.TabletWithdrawn, tabletPath)
}

const tabletPath = "/mairie/tablette"

// keptAnswer is what a tablet keeps, as its script reads it: instants are milliseconds, and now puts its clock right.
type keptAnswer struct {
	office.KeptDay
	At    int64  `json:"at"`
	Until int64  `json:"until"`
	Zone  string `json:"zone"`
}

func (s *Pages) keptAnswer(day office.KeptDay) keptAnswer {
	return keptAnswer{day, day.At.UnixMilli(), day.Until.UnixMilli(), s.Loc.String()}
}

// goneAnswer tells a tablet to forget everything.
type goneAnswer struct {
	Gone bool `json:"gone"`
}

// orGone answers a tablet that may keep nothing any more; any other error stays one.
func orGone(c *fiber.Ctx, err error) error {
	if one, ok := errors.AsType[*fault.Error](err); ok && one.Code == office.GoneCode {
		return c.JSON(goneAnswer{true})
	}
	return err
}

// KeepDay sends the sheets of the day again to a tablet that keeps them.
func (s *Pages) KeepDay(c *fiber.Ctx) error {
	day, err := s.Office.KeptDay(c.UserContext(), site.Actor(c), c.FormValue("tablette"))
	if err != nil {
		return orGone(c, err)
	}
	return c.JSON(s.keptAnswer(day))
}

// OfflineToken tells an open page of a tablet that the network is there, who is signed in, and what time it is.
func (s *Pages) OfflineToken(c *fiber.Ctx) error {
	return c.JSON(struct {
		Token string `json:"token"`
		Now   int64  `json:"now"`
	}{s.FormToken(site.VisitorOf(c)), s.Now().UnixMilli()})
}

// postedTap is a tap as a tablet sends it. Instants and the measured difference of its clock are milliseconds.
type postedTap struct {
	Nonce    string     `json:"n"`
	Row      int64      `json:"r"`
	Code     string     `json:"a"`
	Day      civil.Date `json:"j"`
	Presence string     `json:"p"`
	Half     int        `json:"u"`
	Turn     int64      `json:"o"`
	Because  string     `json:"x"`
	Hour     string     `json:"s"`
	Device   int64      `json:"t"`
	Off      int64      `json:"d"`
}

// farthest is the largest difference of a clock that is believed: a battery that was empty forgets years.
const farthest = 100 * 365 * 24 * time.Hour

// SendTaps takes what was tapped without a network.
func (s *Pages) SendTaps(c *fiber.Ctx) error {
	var posted []json.RawMessage
	if err := json.Unmarshal([]byte(c.FormValue("pointages")), &posted); err != nil {
		return fault.Invalidf("pointages", "Les pointages de cette tablette sont illisibles.")
	}
	taps := make([]office.Tap, len(posted))
	within := func(ms int64) int64 { return max(-farthest.Milliseconds(), min(ms, farthest.Milliseconds())) }
	for i, text := range posted {
		var p postedTap
		_ = json.Unmarshal(text, &p) // what cannot be read is refused, and holds up no other
		off := time.Duration(within(p.Off))
		taps[i] = office.Tap{Nonce: p.Nonce, Activity: p.Code, Date: p.Day, ReservationID: p.Row,
			Attendance: wallet.Attendance(p.Presence), Units: p.Half, Number: p.Turn, Reason: p.Because,
			Stamp: p.Hour, At: time.UnixMilli(within(p.Device)),
			Offset: off * time.Millisecond}
	}
	answers, err := s.Office.SendTaps(c.UserContext(), site.Actor(c), c.FormValue("tablette"), taps)
	if err != nil {
		return orGone(c, err)
	}
	return c.JSON(struct {
		Answers []office.TapAnswer `json:"answers"`
	}{answers})
}
