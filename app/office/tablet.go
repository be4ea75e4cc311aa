package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/tap"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Tablet is the page on which a device is prepared for the day: whose children it may keep, the devices that were, and
// what their taps met.
type Tablet struct {
	Date      civil.Date
	Schools   []string // of the children of the day
	Prepared  []PreparedTablet
	Conflicts []TapConflict
}

// PreparedTablet is a device that keeps the sheets of the day, or did.
type PreparedTablet struct {
	ID        int64
	Login     string
	At        time.Time
	Schools   []string // none: all
	Taps      int
	Withdrawn bool
}

// TapConflict is a tap without a network that met another mark.
type TapConflict struct {
	LastName, FirstName, Activity string
	Date                          civil.Date
	Attendance, Before            wallet.Attendance
	At, BeforeAt, ReceivedAt      time.Time
	Login, Sender, Other          string
	Result                        tap.Result
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
	reads := []db.Read{db.ReadTablets(d.StructureID, now, &lines),
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
		page.Prepared = append(page.Prepared, PreparedTablet{ID: one.ID, Login: one.Login, At: one.PreparedAt,
			Schools: schoolsOf(one.Schools), Taps: one.Taps, Withdrawn: one.WithdrawnAt != nil})
	}
	for _, one := range met {
		line := TapConflict{LastName: one.LastName, FirstName: one.FirstName, Date: one.Date,
			Attendance: one.Attendance, Before: one.Before, At: one.At, ReceivedAt: one.ReceivedAt,
			Login: one.Login, Sender: one.Sender,
			Other: one.Other, Result: one.Result}
		if a := c.ActivityByID(one.ActivityID); a != nil {
			line.Activity = a.Name
		}
		if one.BeforeAt != nil {
			line.BeforeAt = *one.BeforeAt
		}
		page.Conflicts = append(page.Conflicts, line)
	}
	return page, nil
}

// schoolsOf reads what a tablet keeps.
func schoolsOf(stored string) []string {
	if stored == "" {
		return nil
	}
	return strings.Split(stored, "\n")
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

// PrepareTablet lets a device keep the sheets of today until midnight, of some schools or of all, and returns them
// (DOMAIN.md 13.19). The device is known by the id that it drew; only a hash of it is stored.
func (o *Office) PrepareTablet(ctx context.Context, d desk.Actor, id string, schools []string) (KeptDay, error) {
	if !tabletID.MatchString(id) {
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
		t := db.Tablet{StructureID: d.StructureID, AccountID: d.AccountID, Hash: hashOf(id),
			Schools: strings.Join(schools, "\n"), PreparedAt: now.UTC(), Until: until.UTC()}
		if added, err := q.AddTablet(ctx, &t); err != nil {
			return KeptDay{}, err
		} else if !added {
			return KeptDay{}, fault.Conflictf("Cette tablette est déjà préparée. Recommencez.")
		}
		became := "toutes les écoles"
		if len(schools) > 0 {
			became = strings.Join(schools, ", ")
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
		t, found, err := q.TabletOf(ctx, d.StructureID, hashOf(id))
		if err != nil {
			return KeptDay{}, err
		}
		if !found || t.WithdrawnAt != nil || t.AccountID != d.AccountID || !o.Now().Before(t.Until) {
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
