package operation_test

import (
	"fmt"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// The opérations that touched a family: a day of it, a mail to it, its quotient. Others are not listed.
func TestOperationsOfAFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g := h.Family(1, h.Meal, h.Care), h.Family(1, h.Meal, h.Care)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		h.Booked(g, 0, h.Care, day(monday), booking.Accepted)
		meal := h.prepare(operation.Closing, town.OpeningEntry{Activity: "RESTO", Date: day(monday)})
		h.apply(meal)
		care := h.prepare(operation.Closing, town.OpeningEntry{Activity: "SOIR", Date: day(monday)})
		h.apply(care)
		code := func(id int64) string {
			return dbtest.Query(t, d, fmt.Sprintf("select code from families where id = %d", id))[0]
		}
		quotient, applied, err := h.try(operation.Quotients, town.QuotientEntry{Family: code(f.ID), From: day(1),
			QF: new(money.Cents(500_00))})
		if err != nil {
			t.Fatal(err)
		}
		if !applied {
			h.apply(quotient)
		}
		prepared := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday + 1)})
		list := func(family string) operation.List {
			t.Helper()
			all, err := h.Operations.Operations(h.ctx, h.Desk, operation.Query{Family: family}, paging.At(1))
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		ids := func(family string) (all []int64) {
			for _, one := range list(family).Rows {
				all = append(all, one.ID)
			}
			return all
		}
		if got := fmt.Sprint(ids(code(f.ID))); got != fmt.Sprint([]int64{quotient, meal}) {
			t.Errorf("%s touched the first family", got)
		}
		if got := fmt.Sprint(ids(code(g.ID))); got != fmt.Sprint([]int64{care}) {
			t.Errorf("%s touched the second family", got)
		}
		if got := ids(""); len(got) != 4 || got[0] != prepared {
			t.Errorf("all are %v", got)
		}
		if all := list("dupont"); len(all.Which) != 2 || all.Family != nil || len(all.Rows) != 0 {
			t.Errorf("%+v", all)
		}
		if all := list("personne"); len(all.Which) != 0 || all.Family != nil || len(all.Rows) != 0 {
			t.Errorf("%+v", all)
		}
		other := h.Desk
		other.StructureID, other.Revision = dbtest.NewOne(t, d, 7).Structure.ID, 0
		all, err := h.Operations.Operations(h.ctx, other, operation.Query{Family: code(f.ID)}, paging.At(1))
		if err != nil || all.Family != nil || len(all.Rows) != 0 {
			t.Errorf("another town reads %+v %v", all, err)
		}
	})
}

// While a night runs, the page of an opération whose worker is at it says how far the night is; not once either is
// done.
func TestThePageTellsOfTheNight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f := h.Family(1, h.Meal)
		h.Booked(f, 0, h.Meal, day(monday), booking.Accepted)
		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday)})
		run := db.Run{StructureID: h.Structure.ID, BusinessDate: day(0), Pass: 1, Cutoff: h.Now.UTC(),
			AsOf: h.Now.UTC(), Origin: "schedule", State: "settling", StartedAt: h.Now.UTC()}
		h.Insert(&run)
		for _, state := range []string{db.ShardDone, db.ShardTodo} {
			h.Insert(&db.RunShard{RunID: run.ID, Kind: db.ShardDebit, State: state})
		}
		if err := h.Apply(h.ctx, h.Desk, id, operation.Consent{Fingerprint: h.read(id).Fingerprint}); err != nil {
			t.Fatal(err)
		}
		if page := h.read(id); page.Night == nil || *page.Night != 50 {
			t.Errorf("%v", page.Night)
		}
		h.Exec("update runs set state = 'done'")
		if page := h.read(id); page.Night != nil {
			t.Errorf("a night that is over is at %d %%", *page.Night)
		}
		h.Exec("update runs set state = 'settling'")
		h.work(id)
		if page := h.read(id); page.Night != nil {
			t.Errorf("an opération that is done waits at %d %%", *page.Night)
		}
	})
}
