package web_test

import (
	"fmt"
	"net/url"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Of two clerks on the page of the rules, the second reads what the first changed, and finds what they chose; what they
// left alone shows what is stored. A form that does not say what it showed, or says what no form of ours says, claims
// nothing, as in the other forms.
func TestTheRulesChangedByAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		admin := newSite(t, d).staff(w, "administrator")
		const path, quotients = "/mairie/regles", "/mairie/regles/quotients"
		const ruled = "select case when hides_presence then 'hidden' else 'seen' end, bill from structures"
		page := admin.get(path)
		filled := func(page, action, why string, pairs ...string) url.Values {
			form := asBrowser(t, page, action)
			form.Set("motif", why)
			for i := 0; i < len(pairs); i += 2 {
				form.Set(pairs[i], pairs[i+1])
			}
			return form
		}
		send := func(action string, form url.Values, want int) string {
			t.Helper()
			status, _, body := admin.do("POST", action, form)
			if status != want {
				t.Fatalf("%s: %d, not %d: %s", action, status, want, body)
			}
			return body
		}
		first := filled(page, path, "les familles le demandent", "presence", "non", "facturation", "booked")
		send(path, first, 303)
		send(path, first, 303) // sent twice
		second := filled(page, path, "délibération", "presence", "oui", "facturation", "ticked")
		body := send(path, second, 409)
		holds(t, "the second form", body, "Quelqu'un d'autre vient de changer", "autre foyer&nbsp;: non → <b>oui</b>",
			`value="non" checked`, `value="ticked" checked`, ">délibération</textarea>")
		dbtest.Want(t, d, ruled, "hidden booked")
		send(path, filled(body, path, "délibération", "presence", "non", "facturation", "ticked"), 303)
		dbtest.Want(t, d, ruled, "hidden ticked")

		send(quotients, filled(page, quotients, "règlement", "retroactivite", "never"), 303) // a field of its own
		body = send(quotients, filled(page, quotients, "usage", "retroactivite", "month"), 409)
		holds(t, "the other form", body, "quotient saisi&nbsp;: ", `value="month" checked`, ">usage</textarea>",
			`value="non" checked`)
		send(quotients, filled(body, quotients, "usage", "retroactivite", "month"), 303)
		for _, claimed := range []string{"", "{", `[{"noun":"pool","key":"x","before":{"code":"x","name":"x"}}]`} {
			send(quotients, filled(page, quotients, "usage", "retroactivite", "year", "vu", claimed), 303)
			send(quotients, filled(page, quotients, "usage", "retroactivite", "month", "vu", claimed), 303)
		}
	})
}

// The same on the page of what is care and what is food, row by row.
func TestTheNaturesChangedByAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		evening, morning := w.Activity("SOIR", nil), w.Activity("MATIN", nil)
		if _, err := d.Write().ExecContext(t.Context(), "update categories set nature = 'care'"); err != nil {
			t.Fatal(err)
		}
		clerk := newSite(t, d).staff(w, "treasurer")
		const path = "/mairie/regles/garde"
		inEvening, inMorning := fmt.Sprint("repas-", evening), fmt.Sprint("repas-", morning)
		page := clerk.get(path)
		filled := func(page, why, evening, morning string) url.Values {
			form := asBrowser(t, page, path)
			for name, value := range map[string]string{"motif": why, inEvening: evening, inMorning: morning,
				"nature-1": "care"} {
				form.Set(name, value)
			}
			return form
		}
		send := func(form url.Values, want int) string {
			t.Helper()
			status, _, body := clerk.do("POST", path, form)
			if status != want {
				t.Fatalf("%d, not %d: %s", status, want, body)
			}
			return body
		}
		first := filled(page, "goûter du soir", "1,00", "")
		send(first, 303)
		send(first, 303) // sent twice
		body := send(filled(page, "goûter du matin", "", "0,50"), 409)
		holds(t, "the second form", body, "a changé «&nbsp;SOIR&nbsp;» pendant que vous écriviez", "1,00\u00a0€",
			`name="`+inEvening+`" value="1,00"`, `name="`+inMorning+`" value="0,50"`, ">goûter du matin</textarea>")
		dbtest.Want(t, d, "select meal from activities order by id", "100", "0")
		send(filled(body, "goûter du matin", "1,00", "0,50"), 303)
		dbtest.Want(t, d, "select meal from activities order by id", "100", "50")
		for _, claimed := range []string{"", "{", `[{"noun":"pool","key":"x","before":{"code":"x","name":"x"}}]`} {
			form := filled(page, "goûter du matin", "1,00", "0,60")
			form.Set("vu", claimed)
			send(form, 303)
		}
	})
}
