package prooftest

import (
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// A command that began a night without work and was killed before its next step leaves a run that no job belongs to.
// The command, sent again where no worker runs, takes it to its end, and has its own.
func TestTheNightCommandEndsWhatAKilledOneLeft(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		insert(t, d, db.Run{StructureID: w.Structure.ID, BusinessDate: civil.Of(noon), Pass: 1, Cutoff: noon.UTC(),
			AsOf:   noon.UTC(),
			Origin: "command", State: db.RunSettling, StartedAt: noon.UTC()})
		command(t, environment(t, "DATABASE_URL="+address), "night")
		if n := count(t, d, "runs", "state <> 'done'"); n > 0 {
			t.Errorf("%d runs are not done", n)
		}
		w.Sound()
	})
}
