package db

import (
	"context"
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // the zone must exist on a bare machine

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/fault"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Paris is the time zone that every rule uses, wherever the server runs.
var Paris = mustLoad("Europe/Paris")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("cartable needs the zone " + name + ": " + err.Error())
	}
	return loc
}

// Catalogues caches one catalogue for each structure and reads it again when its revision has changed. The catalogues
// that it returns are shared and must not be changed.
type Catalogues struct {
	now  func() time.Time
	mu   sync.RWMutex
	kept map[int64]*town.Catalogue
}

// NewCatalogues returns an empty cache. now is the town's clock: it decides which dated exceptions are too old to
// matter.
func NewCatalogues(now func() time.Time) *Catalogues {
	return &Catalogues{now: now, kept: map[int64]*town.Catalogue{}}
}

// At returns the catalogue of a structure at a revision, read through q if it is not cached. updatedThrough is not part
// of the revision: callers that show it read it themselves.
func (c *Catalogues) At(ctx context.Context, q Q, structureID, revision int64) (*town.Catalogue, error) {
	c.mu.RLock()
	kept := c.kept[structureID]
	c.mu.RUnlock()
	if kept != nil && kept.Structure.Revision == revision {
		return kept, nil
	}
	read, err := q.Catalogue(ctx, structureID, civil.Of(c.now().In(Paris)).AddDays(-catalogueSince))
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	if old := c.kept[structureID]; old == nil || old.Structure.Revision <= read.Structure.Revision {
		c.kept[structureID] = read
	}
	c.mu.Unlock()
	return read, nil
}

// Current returns the catalogue of a structure as it is now, with one small query when nothing has changed.
func (c *Catalogues) Current(ctx context.Context, q Q, structureID int64) (*town.Catalogue, error) {
	var revision int64
	found := false
	err := q.each(ctx, "select revision from structures where id = $1", []any{structureID}, func(r row) error {
		found = true
		return r.Scan(&revision)
	})
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.NotFoundf("Cette structure n'existe pas.")
	}
	return c.At(ctx, q, structureID, revision)
}

// Locked locks the slots that keys names in the current catalogue of a structure, and returns both. It begins with the
// catalogue that the caller has. Staff may have changed it, or change it while the slots are waited for, so that other
// slots are needed: these are then locked too, until the catalogue has not changed in the meantime. Call it in a
// transaction.
func (c *Catalogues) Locked(ctx context.Context, q Q, had *town.Catalogue,
	keys func(*town.Catalogue) []booking.SlotKey) (*town.Catalogue, map[booking.SlotKey]booking.Slot, error) {
	if err := q.BookIn(ctx, had.Structure.ID); err != nil {
		return nil, nil, err
	}
	for {
		slots, err := q.LockSlots(ctx, keys(had))
		if err != nil {
			return nil, nil, err
		}
		now, err := c.Current(ctx, q, had.Structure.ID)
		if err != nil {
			return nil, nil, err
		}
		if now.Structure.Revision == had.Structure.Revision {
			return now, slots, nil
		}
		had = now
	}
}

// catalogueSince is how far back the dated exceptions are read: no rule needs older ones.
const catalogueSince = 400 // days before today

// Catalogue reads the whole offer of a structure, with the dated exceptions since a date: about ten queries, made once
// for each revision.
func (q Q) Catalogue(ctx context.Context, structureID int64, since civil.Date) (*town.Catalogue, error) {
	var s Structure
	if err := q.NewSelect().Model(&s).ColumnExpr("?TableColumns").ColumnExpr("exists (select 1 from started one "+
		"where one.structure_id = structure.id) as start_hidden").Where("id = ?", structureID).Scan(ctx); err != nil {
		return nil, err
	}
	zone, err := civil.ParseZone(s.Zone)
	if err != nil {
		return nil, err
	}
	c := &town.Catalogue{Loc: Paris, Structure: town.Structure{
		ID: s.ID, Code: s.Code, Name: s.Name, Zone: zone, AlsaceMoselle: s.AlsaceMoselle, NightAt: s.NightAt,
		Notice: s.Notice, Address: s.Address, Phone: s.Phone, Email: s.Email, Hours: s.Hours,
		TogglesWaitlist: s.TogglesWaitlist, HidesPresence: s.HidesPresence, PEDT: s.Pedt,
		Caterer: s.Caterer, MealCost: s.MealCost, DifferencesAt: s.DifferencesAt,
		Billing: town.Billing(s.Bill), UndoHours: s.UndoHours, MailName: s.MailName, Signature: s.MailSignature,
		QFBackdate: town.Backdating(s.QfBackdate),
		SickUntil:  s.SickUntil, SickUncredited: s.SickUncredited, SickPaper: s.SickPaper,
		Accent: s.Accent, Logo: s.Logo, StartHidden: s.StartHidden, Revision: s.Revision,
		Closures: map[civil.Date]string{},
	}}
	if s.UpdatedThrough != nil {
		c.Structure.UpdatedThrough = *s.UpdatedThrough
	}
	var closures []Closure
	if err := q.NewSelect().Model(&closures).Where("structure_id = ? and date >= ?", structureID,
		since).Scan(ctx); err != nil {
		return nil, err
	}
	for _, one := range closures {
		c.Structure.Closures[one.Date] = one.Label
	}
	categories, err := q.categories(ctx, c)
	if err != nil {
		return nil, err
	}
	pools, err := q.pools(ctx, c, since)
	if err != nil {
		return nil, err
	}
	if err := q.activities(ctx, c, categories, pools, since); err != nil {
		return nil, err
	}
	c.Index()
	if err := q.schools(ctx, c, since); err != nil {
		return nil, err
	}
	return c, nil
}

func (q Q) categories(ctx context.Context, c *town.Catalogue) (map[int64]*town.Category, error) {
	var wallets []Wallet
	if err := q.NewSelect().Model(&wallets).Where("structure_id = ?",
		c.Structure.ID).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	byID := map[int64]*town.Wallet{}
	for _, w := range wallets {
		one := &town.Wallet{ID: w.ID, Code: w.Code, Name: w.Name, NumCli: w.Numcli}
		c.Wallets, byID[w.ID] = append(c.Wallets, one), one
	}
	var rows []Category
	if err := q.NewSelect().Model(&rows).Where("structure_id = ?", c.Structure.ID).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	categories := map[int64]*town.Category{}
	for _, r := range rows {
		one := &town.Category{ID: r.ID, Code: r.Code, Name: r.Name, Wallet: byID[r.WalletID], Floor: r.DebtFloor,
			Nature: town.NatureOf(town.Nature(r.Nature), r.Name), Said: town.Nature(r.Nature)}
		c.Categories, categories[r.ID] = append(c.Categories, one), one
	}
	return categories, nil
}

func (q Q) pools(ctx context.Context, c *town.Catalogue, since civil.Date) (map[int64]*town.Pool, error) {
	var rows []Pool
	if err := q.NewSelect().Model(&rows).Where("structure_id = ?", c.Structure.ID).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	pools := map[int64]*town.Pool{}
	for _, r := range rows {
		one := &town.Pool{ID: r.ID, Code: r.Code, Name: r.Name, ByDate: map[civil.Date]town.Places{},
			Places: town.Places{Capacity: r.Capacity, Waitlist: r.Waitlist}}
		c.Pools, pools[r.ID] = append(c.Pools, one), one
	}
	var dated []Capacity
	err := q.NewSelect().Model(&dated).Where("date >= ?", since).
		Where("pool_id in (select id from pools where structure_id = ?)", c.Structure.ID).Scan(ctx)
	for _, d := range dated {
		pools[d.PoolID].ByDate[d.Date] = town.Places{Capacity: d.Capacity, Waitlist: d.Waitlist}
	}
	return pools, err
}

func (q Q) activities(ctx context.Context, c *town.Catalogue, categories map[int64]*town.Category,
	pools map[int64]*town.Pool, since civil.Date) error {
	var rows []Activity
	if err := q.NewSelect().Model(&rows).Where("structure_id = ?", c.Structure.ID).Order("id").Scan(ctx); err != nil {
		return err
	}
	byID := map[int64]*town.Activity{}
	for _, r := range rows {
		a := &town.Activity{
			ID: r.ID, Code: r.Code, Name: r.Name, Category: categories[r.CategoryID], Term: town.Term(r.Term),
			From: r.FromDate, To: r.ToDate, Start: r.StartAt, End: r.EndAt, Unit: r.Unit, Meal: r.Meal,
			Allot: town.Allot(r.Allot), Sort: town.Sort(r.Kind), Declared: r.Declared,
			Ages: town.Ages{From: r.AgeFrom, To: r.AgeTo}, Levels: town.ParseLevels(r.Levels),
			MaxEnrolled: r.MaxEnrolled, Lateness: town.Lateness{LateFee: r.LateFee, LateGrace: r.LateGrace},
			Openings: map[civil.Date]bool{}, Why: map[civil.Date]string{}, Compatible: map[int64]bool{},
		}
		var err error
		if a.BookBy, err = deadline.ParseRule(r.BookBy); err != nil {
			return fmt.Errorf("activity %s: %w", r.Code, err)
		}
		if a.CancelBy, err = deadline.ParseRule(r.CancelBy); err != nil {
			return fmt.Errorf("activity %s: %w", r.Code, err)
		}
		a.NoticeHours, a.OfferHours = r.NoticeHours, r.OfferHours
		if r.KitchenBy != "" {
			if a.KitchenBy, err = deadline.ParseRule(r.KitchenBy); err != nil {
				return fmt.Errorf("activity %s: %w", r.Code, err)
			}
		}
		for _, digit := range r.Weekdays {
			if digit >= '1' && digit <= '7' {
				a.Weekdays[digit-'0'] = true
			}
		}
		c.Activities, byID[r.ID] = append(c.Activities, a), a
	}
	const ours = " in (select id from activities where structure_id = ?)"
	var links []ActivityPool
	if err := q.NewSelect().Model(&links).Where("structure_id = ?",
		c.Structure.ID).Order("pool_id").Scan(ctx); err != nil {
		return err
	}
	for _, l := range links {
		byID[l.ActivityID].Pools = append(byID[l.ActivityID].Pools, pools[l.PoolID])
	}
	var pairs []Compatibility
	if err := q.NewSelect().Model(&pairs).Where("activity_id"+ours, c.Structure.ID).Scan(ctx); err != nil {
		return err
	}
	for _, p := range pairs {
		byID[p.ActivityID].Compatible[p.OtherID] = true
		if other := byID[p.OtherID]; other != nil {
			other.Compatible[p.ActivityID] = true
		}
	}
	var openings []Opening
	if err := q.NewSelect().Model(&openings).Where("date >= ?", since).Where("activity_id"+ours,
		c.Structure.ID).Scan(ctx); err != nil {
		return err
	}
	for _, o := range openings {
		a := byID[o.ActivityID]
		if a.Openings[o.Date] = o.Open; o.Label != "" {
			a.Why[o.Date] = o.Label
		}
	}
	var releases []Release
	if err := q.NewSelect().Model(&releases).Where("to_date >= ?", since).Where("activity_id"+ours,
		c.Structure.ID).Order("from_date").Scan(ctx); err != nil {
		return err
	}
	for _, r := range releases {
		a := byID[r.ActivityID]
		a.Releases = append(a.Releases, town.Release{From: r.FromDate, To: r.ToDate, On: r.OnDate, At: r.AtTime})
	}
	var tariffs []Tariff
	if err := q.NewSelect().Model(&tariffs).Where("activity_id"+ours, c.Structure.ID).Order("from_date",
		"id").Scan(ctx); err != nil {
		return err
	}
	for _, t := range tariffs {
		a := byID[t.ActivityID]
		a.Tariffs = append(a.Tariffs, pricing.Tariff{ID: t.ID, From: t.FromDate, Resident: t.Resident, QFMin: t.QfMin,
			QFMax: t.QfMax, Price: t.Price, RatePPM: t.RatePpm, Floor: t.Floor, Ceiling: t.Ceiling})
	}
	return nil
}
