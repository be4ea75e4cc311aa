package load

import (
	"context"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// Begin creates a structure with nothing in it, and the first legal texts if the portal has none, and returns its code,
// which is made from its name. Its first administrator then does the rest from a browser. It is called from a shell.
func Begin(ctx context.Context, d *db.DB, name string, zone civil.Zone, now time.Time) (code string, err error) {
	n := town.StructureEntry{Code: strings.Join(strings.Fields(fold.Words(name)), "-"), Name: strings.TrimSpace(name),
		Zone: zone, NightAt: 30, Billing: town.AsBooked, QFBackdate: town.FromYear}
	empty := town.Settings{Town: &town.Catalogue{Structure: town.Structure{Code: n.Code}}}
	if err := empty.Check(n).Err(); err != nil {
		return "", err
	}
	return n.Code, d.Tx(ctx, func(ctx context.Context, q db.Q) error {
		id, _, err := q.PlaceByCode(ctx, n.Code, "")
		if err != nil {
			return err
		}
		if id != 0 {
			return fault.Conflictf("La structure « %s » existe déjà.", n.Code)
		}
		held, err := q.NewTown(ctx, n)
		if err != nil {
			return err
		}
		if err := firstTexts(ctx, q, now); err != nil {
			return err
		}
		change := town.Change{After: n}
		words := change.Describe(nil)
		line := db.JournalEntry{At: now, StructureID: held.ID(), Action: journal.StructureSet, Subject: words.Subject,
			Became: words.Became, Origin: desk.FromCommand}
		if err := line.Keep(town.Changes{change}); err != nil {
			return err
		}
		return q.AddJournal(ctx, line)
	})
}

// firstTexts publishes the first legal texts if there are none.
func firstTexts(ctx context.Context, q db.Q, now time.Time) error {
	newest, err := q.ImportDocuments(ctx, now)
	if err != nil || len(newest) > 0 {
		return err
	}
	return db.ImportInsert(ctx, q, []db.Document{
		{Kind: "rgpd", Version: 1, Body: firstRGPD, PublishedAt: now},
		{Kind: "cgu", Version: 1, Body: firstCGU, PublishedAt: now},
	})
}
