package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/tap"
	"cartable/app/domain/town"
	"cartable/db"
)

// Tablet is the page on which a device is prepared for the day: whose children it may keep, the devices that were, and
// what their taps met.
type Tablet struct {
	Date      civil.Date
	Schools   []string // of the children of the day
	Prepared  []PreparedTablet
	Conflicts []TapConflict
	Refused   []TapConflict
}

// PreparedTablet is a device that keeps the sheets of the day, or did.
type PreparedTablet struct {
	ID        int64
	Login     string
	Device    string // as staff call it; may be empty
	Day       civil.Date
	At        time.Time
	Schools   []string // none: all
	Taps      int
	Withdrawn bool
	Replaced  bool // the same device was prepared again
}

// Name is how the page calls a device.
func (t PreparedTablet) Name() string {
	if t.Device != "" {
		return t.Device
	}
	return "Appareil de " + t.Login
}

// TapConflict is a tap without a network that met another mark, or was refused.
type TapConflict struct {
	LastName, FirstName, Activity string // no name: there is no such line
	Date                          civil.Date
	Tapped, Met                   string // in words
	At, BeforeAt, ReceivedAt      time.Time
	Login, Sender, Other          string
	Result                        tap.Result
	Why                           string // of a refusal
}

// conflictsShown is for how many days the page shows what taps met.
const conflictsShown = 7

// Tablet returns the page.
func (o *Office) Tablet(ctx context.Context, d desk.Actor) (Tablet, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Tablet{}, err
	}
	page := Tablet{Date: c.Today(now)}
	begun, _ := desk.DayOf(c, page.Date)
	var lines []db.TabletLine
	var met []db.TapLine
	var children []db.ExpectedChild
	reads := []db.Read{db.ReadTablets(d.StructureID, now.AddDate(0, 0, -tapsWait), now, &lines),
		db.ReadConflicts(d.StructureID, begun.AddDate(0, 0, -conflictsShown), &met)}
	if ids := desk.ActivityIDs(c.Activities); len(ids) > 0 {
		reads = append(reads, db.ReadExpectedChildren(ids, page.Date, &children))
	}
	if err := q.Together(ctx, reads...); err != nil {
		return Tablet{}, err
	}
	for _, one := range children {
		if !slices.Contains(page.Schools, one.School) {
			page.Schools = append(page.Schools, one.School)
		}
	}
	slices.Sort(page.Schools)
	for _, one := range lines {
		page.Prepared = append(page.Prepared, PreparedTablet{ID: one.ID, Login: one.Login, Device: one.Device,
			Day: civil.Of(one.PreparedAt.In(c.Loc)), At: one.PreparedAt, Schools: schoolsOf(one.Schools),
			Taps:      one.Taps,
			Withdrawn: one.WithdrawnAt != nil, Replaced: one.ReplacedAt != nil})
	}
	for _, one := range met {
		line := TapConflict{LastName: one.LastName, FirstName: one.FirstName, Date: one.Date,
			Tapped: tappedMark(one.Tap), Met: withUnits(one.Before, one.BeforeUnits), At: one.At,
			ReceivedAt: one.ReceivedAt, Login: one.Login, Sender: one.Sender,
			Other: markedBy(one.Other, one.OtherFamily), Result: one.Result, Why: one.Why}
		if a := c.ActivityByID(one.ActivityID); a != nil {
			line.Activity = a.Name
		}
		if one.BeforeAt != nil {
			line.BeforeAt = *one.BeforeAt
		}
		if one.Result == tap.Refused {
			page.Refused = append(page.Refused, line)
		} else {
			page.Conflicts = append(page.Conflicts, line)
		}
	}
	return page, nil
}

// schoolsOf reads what a tablet keeps.
func schoolsOf(stored string) []string {
	if stored == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(stored, "\n"), "\n")
}

// schoolsAs is what is stored of them: each ends its line, so that a child without a school is not none.
func schoolsAs(schools []string) (stored string) {
	for _, one := range schools {
		stored += one + "\n"
	}
	return stored
}

// tabletID is what a tablet draws: long enough to be guessed by nobody.
var tabletID = regexp.MustCompile(`^[0-9a-f-]{32,64}$`)

// hashOf is what is stored of the id of a tablet.
func hashOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// GoneCode is the code of the refusal to a tablet that may keep nothing any more.
const GoneCode = "tablet"

func tabletGone() error {
	return &fault.Error{Kind: fault.Forbidden, Code: GoneCode,
		Message: "Cette tablette ne peut plus garder les feuilles du jour. Préparez-la de nouveau."}
}

// Preparing is a device that staff prepare.
type Preparing struct {
	ID      string   // that the device drew
	Before  string   // what it drew the last time, if it still knows
	Device  string   // how staff call it; may be empty
	Schools []string // whose children it keeps; none: all
}

// longestDevice is the maximum length of what staff call a device.
const longestDevice = 40

// PrepareTablet lets a device keep the sheets of today until midnight, of some schools or of all, and returns them
// (DOMAIN.md 13.19). The device is known by the id that it drew; only a hash of it is stored. Prepared again, it
// gets no names as what it was before, but still sends what was tapped then.
func (o *Office) PrepareTablet(ctx context.Context, d desk.Actor, p Preparing) (KeptDay, error) {
	p.Device = strings.Join(strings.Fields(p.Device), " ")
	switch {
	case utf8.RuneCountInString(p.Device) > longestDevice:
		return KeptDay{}, fault.Invalidf("appareil", "Donnez un nom plus court\u00a0: %d caractères au plus.",
			longestDevice)
	case strings.ContainsFunc(p.Device, unicode.IsControl):
		return KeptDay{}, fault.Invalidf("appareil", "Écrivez ce nom avec des lettres et des chiffres.")
	case slices.ContainsFunc(p.Schools, func(one string) bool {
		return utf8.RuneCountInString(one) > 200 || strings.ContainsFunc(one, unicode.IsControl)
	}):
		return KeptDay{}, fault.Invalidf("ecoles", "Choisissez des écoles de la liste.")
	case !tabletID.MatchString(p.ID):
		return KeptDay{}, fault.Invalidf("tablette", "Activez JavaScript dans ce navigateur\u00a0: c'est lui qui "+
			"garde les feuilles du jour.")
	}
	return db.InTx(ctx, o.DB, func(ctx context.Context, q db.Q) (KeptDay, error) {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return KeptDay{}, err
		}
		now := o.Now()
		_, until := desk.DayOf(c, c.Today(now))
		t := db.Tablet{StructureID: d.StructureID, AccountID: d.AccountID, Hash: hashOf(p.ID),
			Schools: schoolsAs(p.Schools), Device: p.Device, PreparedAt: now.UTC(), Until: until.UTC()}
		if added, err := q.AddTablet(ctx, &t); err != nil {
			return KeptDay{}, err
		} else if !added {
			return KeptDay{}, fault.Conflictf("Cette tablette est déjà préparée. Recommencez.")
		}
		if p.Before != "" && p.Before != p.ID {
			if err := q.ReplaceTablet(ctx, d.StructureID, hashOf(p.Before), now.UTC()); err != nil {
				return KeptDay{}, err
			}
		}
		became := "toutes les écoles"
		if len(p.Schools) > 0 {
			names := make([]string, len(p.Schools))
			for i, one := range p.Schools {
				names[i] = kitchen.SiteWord(one)
			}
			became = strings.Join(names, ", ")
		}
		if p.Device != "" {
			became = p.Device + "\u00a0: " + became
		}
		if err := q.AddJournal(ctx, o.Entry(d, journal.TabletPrepared, 0, c.Today(now).Long(), "", became,
			"")); err != nil {
			return KeptDay{}, err
		}
		return o.keptDay(ctx, q, d, c, t)
	})
}

// KeptDay returns the sheets of today again to a tablet that the account has prepared for today.
func (o *Office) KeptDay(ctx context.Context, d desk.Actor, id string) (KeptDay, error) {
	return db.InTx(ctx, o.DB, func(ctx context.Context, q db.Q) (KeptDay, error) {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return KeptDay{}, err
		}
		t, found, err := q.TabletOf(ctx, hashOf(id))
		if err != nil {
			return KeptDay{}, err
		}
		if !found || t.StructureID != d.StructureID || t.WithdrawnAt != nil || t.ReplacedAt != nil ||
			t.AccountID != d.AccountID || !o.Now().Before(t.Until) {
			return KeptDay{}, tabletGone()
		}
		return o.keptDay(ctx, q, d, c, t)
	})
}

// WithdrawTablet ends what a tablet may keep and send: it was lost, or lent. It forgets everything when it next speaks
// with the portal.
func (o *Office) WithdrawTablet(ctx context.Context, d desk.Actor, tabletID int64) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		now := o.Now().UTC()
		login, found, err := q.WithdrawTablet(ctx, d.StructureID, tabletID, d.AccountID, now)
		if err != nil {
			return err
		}
		if !found { // done before, by whoever: nothing to do
			if found, err = q.TabletOfStructure(ctx, d.StructureID, tabletID); err == nil && !found {
				err = desk.NotHere()
			}
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.TabletWithdrawn, 0, c.Today(now).Long(), "préparée par "+login, "",
			""))
	})
}

// tabletsKept is for how long taps and tablets are kept once their day is over.
const tabletsKept = 30

// ForgetTablets deletes tablets and taps of days that ended weeks ago.
func (o *Office) ForgetTablets(ctx context.Context) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return q.PurgeTablets(ctx, o.Now().AddDate(0, 0, -tabletsKept))
	})
}

// closedOn reports whether an activity is not offered on a date.
func closedOn(c *town.Catalogue, a *town.Activity, d civil.Date) bool {
	why, _ := c.OpenOn(a, d)
	return why != town.Open
}
