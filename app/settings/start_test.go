package settings_test

import (
	"testing"

	"cartable/app/domain/access"
	"cartable/db"
	"cartable/db/dbtest"
)

// Once staff no longer want to see the first steps, no page asks the database for them; shown again, pages know.
func TestHiddenFirstStepsCostNoStatement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPriceDesk(t, d, access.Administrator)
		for _, hide := range []bool{true, false, true} {
			if err := p.HideStart(p.ctx, p.clerk, hide); err != nil {
				t.Fatal(err)
			}
			p.clerk.Revision++
			if start, err := p.Start(p.ctx, p.clerk); err != nil || start.Hidden != hide || len(start.Steps) != 8 {
				t.Errorf("hidden %t: %+v, %v", hide, start, err)
			}
			ctx, n := db.CountQueries(p.ctx)
			if hidden, err := p.StartHidden(ctx, p.clerk); err != nil || hidden != hide || n.Load() != 0 {
				t.Errorf("hidden %t, and it says %t after %d statements, %v", hide, hidden, n.Load(), err)
			}
		}
		dbtest.Want(t, d, "select revision from structures", "4")
	})
}
