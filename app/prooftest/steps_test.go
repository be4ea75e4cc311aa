package prooftest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/access"
	"cartable/db"
	"cartable/db/dbtest"
)

// A user cannot validate what the recap has not shown, book what the calendar does not offer, or skip a step.
func TestStepsCannotBeSkipped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	past := h.w.Activity("PASSE", nil, h.w.Pool("passe", 10, 5))
	h.w.Activity("AUTRE", nil, h.w.Pool("autre", 10, 5)) // no child is enrolled
	insert(t, h.d, db.Enrolment{ChildID: h.ours.Child, ActivityID: past, FromDate: tuesday - 60, ToDate: tuesday - 30})
	insert(t, h.d, db.Closure{StructureID: h.w.Structure.ID, Date: tuesday + 7, Label: "Fermé"})
	if _, err := h.d.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err != nil {
		t.Fatal(err)
	}
	v := h.as(access.Guardian)
	token := h.csrf(v)
	before := dump(t, h.d, "reservations", "validations", "movements", "ledger")
	for how, form := range map[string]string{
		"without a recap":                   "",
		"with the recap of another draft":   "revision=999&annonce=a",
		"with a recap of before":            "revision=1&annonce=a",
		"with a revision that is no number": "revision=x&annonce=a",
		"with a negative revision":          "revision=-1&annonce=a",
	} {
		fields, _ := url.ParseQuery(form)
		fields.Set("_csrf", token)
		if a := v.post("/reservations/valider", fields); a.StatusCode == http.StatusOK ||
			strings.HasPrefix(a.Header.Get("Location"), receipt) {
			t.Errorf("%s: %d to %q", how, a.StatusCode, a.Header.Get("Location"))
		}
	}
	if dump(t, h.d, "reservations", "validations", "movements", "ledger") != before {
		t.Error("something was booked")
	}
	if a := v.post("/reservations/abandonner", url.Values{"_csrf": {token}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("the draft stays: %d", a.StatusCode)
	}
	drafted := func() int64 { // what was abandoned is set aside until something else is chosen
		return count(t, h.d, "draft_lines", "draft_id = ? and exists (select 1 from drafts d where d.id = draft_id "+
			"and not d.dropped)", h.draftOf(h.ours))
	}
	for how, form := range map[string]string{
		"a day that is over":       "activite=RESTO&mois=2026-11&affiches=2026-11-20&connus=&j=2026-11-20",
		"a day that is too near":   "activite=RESTO&mois=2026-11&affiches=2026-11-23&connus=&j=2026-11-23",
		"a Sunday":                 "activite=RESTO&mois=2026-12&affiches=2026-12-06&connus=&j=2026-12-06",
		"a closed day":             "activite=RESTO&mois=2026-12&affiches=2026-12-08&connus=&j=2026-12-08",
		"a year beyond":            "activite=RESTO&mois=2028-01&affiches=2028-01-10&connus=&j=2028-01-10",
		"a child that has left":    "activite=PASSE&mois=2026-12&affiches=2026-12-03&connus=&j=2026-12-03",
		"a child that never came":  "activite=AUTRE&mois=2026-12&affiches=2026-12-03&connus=&j=2026-12-03",
		"an activity of nobody":    "activite=NULLE&mois=2026-12&affiches=2026-12-03&connus=&j=2026-12-03",
		"a day that was not shown": "activite=RESTO&mois=2026-12&affiches=2026-12-01&connus=&j=2026-12-10",
		"a day of another month":   "activite=RESTO&mois=2026-12&affiches=2027-01-05&connus=&j=2027-01-05",
	} {
		fields, _ := url.ParseQuery(form)
		fields.Set("_csrf", token)
		fields.Set("enfant", itoa(h.ours.Child))
		if a := v.post("/reservations/brouillon", fields); a.StatusCode >= 500 {
			t.Errorf("%s: %d", how, a.StatusCode)
		}
		if n := drafted(); n != 0 {
			t.Fatalf("%s is drafted", how)
		}
	}
	fields, _ := url.ParseQuery("activite=RESTO&mois=2026-12&affiches=2026-12-10&connus=&j=2026-12-10&_csrf=" + token +
		"&enfant=" + itoa(h.ours.Child))
	if v.post("/reservations/brouillon", fields); drafted() != 1 {
		t.Error("a day in order is not drafted, so this proves nothing")
	}
}

// A right that is withdrawn ends at the next request: that of a guardian, of a role, of an account.
func TestWithdrawnRightsEndAtTheNextClick(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	guardian, manager, agent := h.as(access.Guardian), h.as(access.Manager), h.as(access.Agent)
	for v, path := range map[*visitor]string{guardian: "/reservations", manager: "/mairie/demandes", agent: "/mairie"} {
		v.page(path)
	}
	err := h.d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		for _, change := range []string{
			fmt.Sprintf("update guardians set withdrawn_at = now() where account_id = %d", h.ours.AccountID),
			fmt.Sprintf("update staff set withdrawn_at = now() where account_id = %d",
				h.roles[access.Manager].AccountID),
			fmt.Sprintf("update accounts set disabled_at = now() where id = %d", h.roles[access.Agent].AccountID),
		} {
			if _, err := q.ExecContext(ctx, change); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/reservations", "/suivi", "/suivi/export.csv", "/solde", "/reservations/verifier"} {
		if a := guardian.get(path); a.Header.Get("Location") != "/sans-famille" ||
			strings.Contains(a.body, h.ours.LastName) {
			t.Errorf("a guardian whose right was withdrawn opens %s: %d", path, a.StatusCode)
		}
	}
	if a := manager.get("/mairie/demandes"); a.Header.Get("Location") != "/sans-famille" {
		t.Errorf("a manager who is none any more: %d", a.StatusCode)
	}
	if a := agent.get("/mairie"); a.StatusCode != http.StatusSeeOther ||
		!strings.HasPrefix(a.Header.Get("Location"), "/connexion") {
		t.Errorf("an account that is closed: %d", a.StatusCode)
	}
}

// Every page of a signed-in user has the sign-out button.
func TestTheWayOutIsOnEveryPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	pages := 0
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		gate := gates[name]
		role := whoMay(name)
		if !strings.HasPrefix(name, "GET") || role == "" || gate.may == access.Public || gate.may == access.DemoMails {
			continue
		}
		a := h.knock(h.as(role), name, "", h.words)
		if a.StatusCode == http.StatusOK && strings.Contains(a.body, "<html") {
			if pages++; !strings.Contains(a.body, `action="/deconnexion"`) {
				t.Errorf("%s has no way out", name)
			}
		}
	}
	if pages < 12 {
		t.Errorf("only %d pages", pages)
	}
}

// A request has one length: a message whose end two HTTP parsers could read differently is refused.
func TestMessagesEndWhereTheyEnd(t *testing.T) {
	t.Parallel()
	address := dbtest.PostgresURL(t)
	open(t, address)
	portal := serving(t, environment(t, "DATABASE_URL="+address), "web")
	host := strings.TrimPrefix(portal.url, "http://")
	ask := func(head, body string) (statuses []int) {
		t.Helper()
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(time.Second))
		fmt.Fprintf(c, "POST /connexion HTTP/1.1\r\nHost: %s\r\nContent-Type: "+
			"application/x-www-form-urlencoded\r\n%s\r\n%s", host, head, body)
		in := bufio.NewReader(c)
		for {
			res, err := http.ReadResponse(in, nil)
			if err != nil {
				return statuses
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
			statuses = append(statuses, res.StatusCode)
		}
	}
	hidden := "GET /hors-ligne HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
	for how, c := range map[string][2]string{
		"two lengths":         {"Content-Length: 3\r\nContent-Length: 0\r\n", "a=b" + hidden},
		"a length and chunks": {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + hidden},
		"chunks and a length": {"Transfer-Encoding: chunked\r\nContent-Length: " + fmt.Sprint(len(hidden)+5) +
			"\r\n", "0\r\n\r\n" + hidden},
		"an unknown transfer":        {"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n", hidden},
		"chunks of two kinds":        {"Transfer-Encoding: identity, chunked\r\nContent-Length: 0\r\n", hidden},
		"a length with a sign":       {"Content-Length: +0\r\n", hidden},
		"a negative length":          {"Content-Length: -1\r\n", hidden},
		"a name with a space behind": {"Content-Length : 0\r\n", hidden},
	} {
		if got := ask(c[0], c[1]); slices.Contains(got, http.StatusOK) {
			t.Errorf("%s: what stands behind it is answered: %v", how, got)
		}
	}
	if got := ask("Content-Length: 0\r\n", hidden); len(got) != 2 || got[1] != http.StatusOK {
		t.Errorf("two messages in a row: %v, so this proves nothing", got)
	}
}
