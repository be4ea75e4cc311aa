package db_test

import (
	"context"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

func TestRowsSurviveARoundTrip(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)
		row := db.Structure{Code: "mairie", Name: "Mairie", Zone: "A", NightAt: 30, Revision: 1, UpdatedThrough: &now}
		if _, err := d.Write().NewInsert().Model(&row).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		var back db.Structure
		if err := d.Read().NewSelect().Model(&back).Where("code = ?", "mairie").Scan(ctx); err != nil {
			t.Fatal(err)
		}
		if back.NightAt != 30 || !back.UpdatedThrough.Equal(now) || back.ID == 0 {
			t.Fatalf("got %+v", back)
		}
		closure := db.Closure{StructureID: row.ID, Date: civil.New(2026, 12, 24), Label: "Pont"}
		if _, err := d.Write().NewInsert().Model(&closure).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		var c db.Closure
		if err := d.Read().NewSelect().Model(&c).Scan(ctx); err != nil || c.Date != closure.Date {
			t.Fatalf("got %+v, %v", c, err)
		}
	})
}
