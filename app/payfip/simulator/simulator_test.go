package simulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// stage is a simulator with its own clock, a portal that counts notifications, and a payment.
type stage struct {
	*Simulator
	t    *testing.T
	site *httptest.Server
	mu   sync.Mutex
	now  time.Time
	told []string
}

func newStage(t *testing.T) *stage {
	s := &stage{t: t, now: time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)}
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = append(s.told, r.Method+" "+r.Header.Get("Content-Type")+" "+string(body))
	}))
	t.Cleanup(portal.Close)
	s.Simulator = New(Options{Now: func() time.Time {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.now
	}})
	s.site = httptest.NewServer(s)
	t.Cleanup(s.site.Close)
	s.create(portal.URL)
	return s
}

func (s *stage) create(portal string) {
	back, code := s.do(request{op: "creerPaiementSecurise", fields: map[string]string{"exer": "2026", "mel": "a@b.fr",
		"montant": "123450", "numcli": "012345", "refdet": "P123456",
		"saisie": "T", "urlnotif": portal + "/notification", "urlredirect": portal + "/retour?x=1"}})
	if code != "" || len(back["idOp"]) != 36 {
		s.t.Fatal(back, code)
	}
}

func (s *stage) pass(d time.Duration) {
	s.mu.Lock()
	s.now = s.now.Add(d)
	s.mu.Unlock()
	s.Tick()
	s.sending.Wait()
}

func (s *stage) heard() int {
	s.sending.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.told)
}

func (s *stage) page(method, path string, form url.Values) (int, string) {
	s.t.Helper()
	ask, _ := http.NewRequest(method, s.site.URL+path, strings.NewReader(form.Encode()))
	ask.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(ask)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(text)
}

func TestThePageIsShownOnce(t *testing.T) {
	s := newStage(t)
	id := s.Ops("")[0].IdOp
	if status, page := s.page("GET", "/tpa/paiementws.web?idop="+id, nil); status != 200 ||
		!strings.Contains(page, "1\u202f234,50\u00a0€") || !strings.Contains(page, "P123456") {
		t.Fatal(status, page)
	}
	if status, page := s.page("GET", "/tpa/paiementws.web?idop="+id, nil); status != 400 ||
		!strings.Contains(page, "P3") {
		t.Error("a second visit:", status, page)
	}
	// Abandoned, and resumed within the time allowed.
	if status, page := s.page("POST", "/tpa/choix", url.Values{"idop": {id}, "choix": {"abandon"}}); status != 200 ||
		!strings.Contains(page, "Paiement abandonné") || !strings.Contains(page, "/retour?idop="+id+"&amp;x=1") {
		t.Error(status, page)
	}
	if status, page := s.page("POST", "/tpa/choix", url.Values{"idop": {id}, "choix": {"carte"}}); status != 200 ||
		!strings.Contains(page, "Paiement par carte accepté") {
		t.Error(status, page)
	}
	if status, _ := s.page("POST", "/tpa/choix", url.Values{"idop": {id}, "choix": {"abandon"}}); status != 400 {
		t.Error("paid, and abandoned after that:", status)
	}
	if d := s.Ops("")[0].Detail; d["resultrans"] != "P" || d["montant"] != "123450" || d["dattrans"] != "23112026" ||
		d["heurtrans"] != "2000" {
		t.Error(d)
	}
	if n := s.heard(); n != 2 || s.told[0] != "POST application/x-www-form-urlencoded idop="+id {
		t.Error(n, s.told)
	}
	if d := s.Deliveries(); len(d) != 2 || d[0].Status != 200 {
		t.Error(d)
	}
}

func TestAPageThatIsTooLate(t *testing.T) {
	s := newStage(t)
	s.pass(16 * time.Minute)
	if status, page := s.page("GET", "/tpa/paiementws.web?idop="+s.Ops("")[0].IdOp, nil); status != 400 ||
		!strings.Contains(page, "P4") {
		t.Error(status, page)
	}
	if status, page := s.page("GET", "/tpa/paiementws.web?idop=x", nil); status != 400 ||
		!strings.Contains(page, "P1") {
		t.Error(status, page)
	}
}

func TestNotificationsComeWhenTheyWill(t *testing.T) {
	for mode, want := range map[string][4]int{ // at once, after two hours, the next morning, with copies
		NotifyAtOnce: {3, 3, 3}, NotifyLate: {0, 3, 3}, NotifyNight: {0, 0, 3}, NotifyNever: {0, 0, 0},
	} {
		s := newStage(t)
		s.SetMode(Mode{Notify: mode, Copies: 3, Concurrent: true})
		if !s.Finish(s.Ops("")[0].IdOp, map[string]string{"resultrans": "V"}) || s.Finish("nobody", nil) {
			t.Fatal("finish")
		}
		got := [4]int{s.heard()}
		s.pass(2*time.Hour + time.Minute)
		got[1] = s.heard()
		s.pass(10 * time.Hour)
		got[2] = s.heard()
		if got != want {
			t.Errorf("%s: %v, want %v", mode, got, want)
		}
	}
}

func TestTheNightPurgesWhatNeverReachedABank(t *testing.T) {
	s := newStage(t)
	first := s.Ops("")[0]
	for range 2 {
		s.create("http://127.0.0.1:1")
	}
	bank, paid := s.Ops("")[1].IdOp, s.Ops("")[2].IdOp
	if status, _ := s.page("POST", "/_sim/ops/"+bank+"/provider", nil); status != 200 {
		t.Fatal(status)
	}
	s.SetMode(Mode{Notify: NotifyNever})
	s.Finish(paid, map[string]string{"resultrans": "P"})
	s.pass(time.Minute)
	s.pass(8 * time.Hour) // past three in the morning
	codes := ""
	for _, id := range []string{first.IdOp, bank, paid} {
		_, code := s.do(request{op: "recupererDetailPaiementSecurise", fields: map[string]string{"idOp": id}})
		codes += code + " "
	}
	if codes != "P1 P5  " {
		t.Error(codes)
	}
	s.pass(366 * 24 * time.Hour)
	if _, code := s.do(request{op: "recupererDetailPaiementSecurise",
		fields: map[string]string{"idOp": paid}}); code != "P1" {
		t.Error("kept for more than a year")
	}
	if got := s.Ops("P123456"); len(got) != 2 {
		t.Errorf("%d payments of one reference", len(got))
	}
}
