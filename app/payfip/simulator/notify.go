package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// When the portal is notified of a result.
const (
	NotifyAtOnce = "at-once" // as soon as there is one
	NotifyBefore = "before-return"
	NotifyAfter  = "after-return" // once the user has gone back
	NotifyLate   = "late"         // two hours later
	NotifyNight  = "night"
	NotifyNever  = "never"
)

// Mode is how the platform behaves towards the portal.
type Mode struct {
	Notify     string `json:"notify"`
	Copies     int    `json:"copies"` // of each notification
	Concurrent bool   `json:"concurrent"`
	ReturnPost bool   `json:"returnPost"` // the user comes back by a form
}

// Delivery is a notification that was sent.
type Delivery struct {
	IdOp   string        `json:"idop"`
	Status int           `json:"status"` // 0: no answer
	Took   time.Duration `json:"took"`
}

type notification struct {
	op  *Op
	due time.Time
}

// planNotification schedules a notification. Call it with mu held.
func (s *Simulator) planNotification(op *Op, due time.Time) {
	s.queue = append(s.queue, notification{op, due})
	if !due.After(s.now()) {
		s.sending.Go(func() { s.deliver(s.lockedDue()) })
	}
}

func (s *Simulator) lockedDue() []notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dueNow(s.now())
}

func (s *Simulator) dueNow(now time.Time) (due []notification) {
	var rest []notification
	for _, n := range s.queue {
		if n.due.After(now) {
			rest = append(rest, n)
		} else {
			due = append(due, n)
		}
	}
	s.queue = rest
	return due
}

func (s *Simulator) deliver(due []notification) {
	for _, n := range due {
		s.mu.Lock()
		copies, concurrent := max(1, s.mode.Copies), s.mode.Concurrent
		s.mu.Unlock()
		var all sync.WaitGroup
		for range copies {
			if concurrent {
				all.Go(func() { s.post(n.op.Asked["urlnotif"], n.op.IdOp) })
			} else {
				s.post(n.op.Asked["urlnotif"], n.op.IdOp)
			}
		}
		all.Wait()
	}
}

// post sends one notification: the idOp in a form, and nothing else.
func (s *Simulator) post(to, idOp string) {
	begin := time.Now()
	d := Delivery{IdOp: idOp}
	res, err := s.http.Post(to, "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"idop": {idOp}}.Encode()))
	if err == nil {
		res.Body.Close()
		d.Status = res.StatusCode
	}
	d.Took = time.Since(begin)
	s.mu.Lock()
	s.told = append(s.told, d)
	s.mu.Unlock()
}

// Injection makes calls fail.
type Injection struct {
	Operation string `json:"operation"` // empty: any
	IdOp      string `json:"idop"`      // empty: any
	// How: functional (with Code), malfunction, down, protocol; html (502 from the front end); garbage (200, not SOAP);
	// silent (no answer at all); after (done, and no answer); slow (answered after Millis); as-200 (faults with status
	// 200).
	How    string `json:"how"`
	Code   string `json:"code"`
	Times  int    `json:"times"` // 0: until reset
	Millis int    `json:"millis"`
}

// planned takes the first injection for a call. Call it with mu held.
func (s *Simulator) planned(operation, idOp string) *Injection {
	for i, in := range s.inject {
		if in.Operation != "" && in.Operation != operation || in.IdOp != "" && in.IdOp != idOp {
			continue
		}
		found := *in
		if in.Times > 0 {
			if in.Times--; in.Times == 0 {
				s.inject = append(s.inject[:i:i], s.inject[i+1:]...)
			}
		}
		return &found
	}
	return nil
}

var technical = map[string]string{"malfunction": "TechDysfonctionnementErreur", "down": "TechIndisponibiliteErreur",
	"protocol": "TechProtocolaireErreur"}

// misbehave applies an injection; it returns false when the call continues as usual.
func (s *Simulator) misbehave(w http.ResponseWriter, r *http.Request, ask request, in Injection) bool {
	wait := time.Duration(in.Millis) * time.Millisecond
	switch in.How {
	case "functional":
		s.fault(w, 500, "FonctionnelleErreur", in.Code, libelles[in.Code], 2)
	case "malfunction", "down", "protocol":
		s.fault(w, 500, technical[in.How], "999", "Erreur technique.", 3)
	case "html":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		w.Write([]byte("<html><head><title>502 Proxy Error</title></head><body><h1>Proxy Error</h1><hr></body></html>"))
	case "garbage":
		w.Write([]byte("<?xml version='1.0'?><ok/>"))
	case "silent", "after":
		if in.How == "after" {
			s.do(ask)
		}
		waitOrGone(r, max(wait, time.Minute))
		panic(http.ErrAbortHandler)
	case "as-200":
		s.answer(w, ask, 200)
	default: // slow
		waitOrGone(r, wait)
		return false
	}
	return true
}
