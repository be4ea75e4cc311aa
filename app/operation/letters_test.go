package operation_test

import (
	"bytes"
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/letter"
	"cartable/app/operation"
	"cartable/db"
	"cartable/db/dbtest"
)

// A family that no mail reaches has a letter with what the others' mail says, once the opération is applied, and
// another one when it was undone after the mails had left. A family with an address has none.
func TestWhoHasNoMailIsWrittenTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		f, g, declined := h.Family(1, h.Meal), h.Family(1, h.Meal), h.Family(1, h.Meal)
		for _, one := range []dbtest.Family{f, g, declined} {
			h.Booked(one, 0, h.Meal, day(monday), booking.Waitlisted)
		}
		h.Exec("delete from family_emails where family_id = ?", f.ID)
		h.Exec("update families set civility = 'Mme', last_name = 'Sanmail', first_name = 'Anne', address = "+
			"'2 rue du Pré\n69000 Carteville' where id = ?", f.ID)
		h.Exec("update families set mail_reports = "+h.no()+" where id = ?", declined.ID)

		id := h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday), Label: "Grève"})
		_, err := h.Letters(h.ctx, h.Desk, id)
		h.refuse("letters of what is not applied", err, "terminée")
		if page := h.apply(id); page.Letters != 0 || page.Counts.ByPost != 2 {
			t.Errorf("prepared: %d letters, %+v", page.Letters, page.Counts)
		}
		all, err := h.Letters(h.ctx, h.Desk, id)
		if err != nil || len(all) != 2 || h.read(id).Letters != 2 {
			t.Fatalf("%d letters, %d on the page: %v", len(all), h.read(id).Letters, err)
		}
		first := all[1]
		if all[0].Name == "Mme Anne Sanmail" {
			first = all[0]
		}
		if first.Name != "Mme Anne Sanmail" || first.Address != "2 rue du Pré\n69000 Carteville" ||
			!strings.Contains(first.Text, "Motif : grève nationale") ||
			!strings.Contains(first.Text, "Un service d'accueil est ouvert.") ||
			strings.Count(first.Text, "demande retirée par la mairie") != 1 || strings.Contains(first.Text, "http") {
			t.Errorf("%+v", first)
		}
		pdf, err := letter.Told(h.Now, all).Bytes()
		if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) || bytes.Count(pdf, []byte("/Type /Page\n")) != 2 {
			t.Errorf("%d bytes of paper, %d pages: %v", len(pdf), bytes.Count(pdf, []byte("/Type /Page\n")), err)
		}

		if err := h.WriteMails(h.ctx, id); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select address from mails", "famille2@example.org")
		h.undo(id)
		all, err = h.Letters(h.ctx, h.Desk, id)
		if err != nil || len(all) != 2 || !strings.Contains(all[0].Text, "a annulé un changement") {
			t.Errorf("undone: %+v, %v", all, err)
		}

		h.Booked(g, 0, h.Meal, day(monday+1), booking.Accepted)
		id = h.prepare(operation.Closing, town.ClosureEntry{Date: day(monday + 1), Label: "Grève"})
		h.apply(id)
		if _, err := h.Letters(h.ctx, h.Desk, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("letters to nobody: %v", err)
		}
	})
}
