package office_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// TestTheStoryOfADay answers "I never cancelled that day": what a parent asked, what the night made of it, who marked
// the child and what was charged, in the order in which it happened, and nothing of another family.
func TestTheStoryOfADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f, other := c.Family(1, c.Meal, c.Care), c.Family(1, c.Meal)
		on := desktest.Thursday - 2
		meal := c.Booked(f, 0, c.Meal, on, booking.Accepted)
		c.Booked(other, 0, c.Meal, on, booking.Accepted)
		c.Booked(f, 0, c.Care, on+40, booking.Accepted) // another month
		at := on.At(9*60, db.Paris).Add(-48 * time.Hour)
		run := &db.Run{StructureID: c.Structure.ID, BusinessDate: on - 1, Pass: 1, Origin: "schedule", State: "done",
			StartedAt: at.Add(time.Hour), Cutoff: at.Add(time.Hour), AsOf: at.Add(time.Hour)}
		c.Insert(run)
		told := "accepted"
		c.Insert(&db.Movement{StructureID: c.Structure.ID, FamilyID: f.ID, ChildID: f.Children[0], ActivityID: c.Meal,
			Date: on, Kind: "book", ReservationID: meal, AccountID: f.AccountID, Origin: "portal", At: at,
			RunID: run.ID, Outcome: &told})
		c.Debit()
		if err := c.Office.Mark(ctx, c.Desk, office.Mark{Activity: "RESTO", Date: on, ReservationID: meal,
			Attendance: wallet.AbsentJustified, Reason: "Certificat médical"}); err != nil {
			t.Fatal(err)
		}

		days, err := c.Office.FamilyDays(ctx, c.Desk, dbtest.Query(t, d, "select code from families where id = "+
			itoa(f.ID))[0], on.Month())
		if err != nil || len(days.Days) != 1 || len(days.Days[0].Rows) != 1 {
			t.Fatalf("%+v, %v", days, err)
		}
		row := days.Days[0].Rows[0]
		var story []string
		for _, e := range row.Story {
			story = append(story, strings.TrimSpace(e.Who+" "+strings.ReplaceAll(e.What, "\u00a0", " ")))
		}
		want := []string{dbtest.Query(t, d, "select login from accounts where id = "+itoa(f.AccountID))[0] +
			" Réservation demandée sur le portail", "Nuit du lundi 30 novembre 2026 : acceptée", "Facturé 4,00 €"}
		got := strings.Join(story, "\n")
		if !strings.HasPrefix(got, strings.Join(want, "\n")) || !strings.Contains(got, "Recrédité 4,00 €") ||
			!strings.Contains(got, "Pointage : absence justifiée (Certificat médical)") ||
			row.Attendance != wallet.AbsentJustified {
			t.Errorf("%+v\n%s", row, got)
		}
		if _, err := c.Office.FamilyDays(ctx, c.Desk, "none", civil.New(2026, 12, 1).Month()); fault.KindOf(err) !=
			fault.NotFound {
			t.Errorf("no such family: %v", err)
		}
	})
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
