// Package simulator simulates the payment platform: the same paths, the same SOAP, the same life of an idOp, a page on
// which a user chooses the outcome, and under /_sim/ an API to trigger the events of the real one. It shares no code
// with the client that it tests. No money moves, and nothing is kept when it ends.
//
// It imitates the WSDL of the service and what implementers have observed, in public code: the paths, the faults, the
// life of an idOp. The order in which the real one checks a request is unknown, except that the address comes before
// the amount. Start with New and ServeHTTP.
package simulator

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Limits in the life of an idOp.
const (
	openWithin  = 15 * time.Minute // to open the payment page, once
	againWithin = 20 * time.Minute // an abandoned payment may be resumed
	keptFor     = 365 * 24 * time.Hour
	later       = 2 * time.Hour // of a late notification
)

// Stages of an idOp.
const (
	created  = "created"
	opened   = "opened"   // the page was shown; never again
	provider = "provider" // with the bank: the night no longer purges it
	finished = "finished" // there is a result
)

// Simulator is the platform. Create it with New.
type Simulator struct {
	now  func() time.Time
	loc  *time.Location
	http *http.Client
	mux  *http.ServeMux

	mu       sync.Mutex
	regies   map[string]Regie // empty: every number of six digits is one
	ops      map[string]*Op
	order    []string // idOps, in the order of creation
	mode     Mode
	inject   []*Injection
	calls    map[string]int // "operation" and "operation idOp"
	queue    []notification
	told     []Delivery
	purgedOn time.Time // the last night that was purged
	sending  sync.WaitGroup
}

// Options are the settings of a simulator; all have defaults.
type Options struct {
	Now    func() time.Time // default time.Now
	Loc    *time.Location   // of the hours in answers; default UTC
	Regies map[string]Regie // default: any number of six digits
}

// Regie is a client of the platform.
type Regie struct {
	Label1 string `json:"label1"`
	Label2 string `json:"label2"`
	Label3 string `json:"label3"`
	NoWeb  bool   `json:"noWeb"` // has no access to the web service: T4
}

// Op is a payment that was created.
type Op struct {
	IdOp      string            `json:"idop"`
	Asked     map[string]string `json:"asked"` // the request's fields
	CreatedAt time.Time         `json:"createdAt"`
	Stage     string            `json:"stage"`
	Detail    map[string]string `json:"detail"` // of the result, as it will be returned
	EndedAt   time.Time         `json:"endedAt"`
	override  map[string]string
}

// New returns a platform without payments.
func New(o Options) *Simulator {
	s := &Simulator{now: o.Now, loc: o.Loc, regies: o.Regies, ops: map[string]*Op{}, calls: map[string]int{},
		http: &http.Client{Timeout: 5 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.loc == nil {
		s.loc = time.UTC
	}
	if s.regies == nil {
		s.regies = map[string]Regie{}
	}
	s.mode = Mode{Notify: NotifyAtOnce, Copies: 1}
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("POST /tpa/services/securite", s.soap)
	s.mux.HandleFunc("GET /tpa/services/securite", s.description)
	s.mux.HandleFunc("GET /tpa/paiementws.web", s.open)
	s.mux.HandleFunc("POST /tpa/choix", s.choose)
	s.mux.HandleFunc("GET /tpa/resultat", s.result)
	s.mux.HandleFunc("GET /tpa/simulateur.css", s.style)
	s.control()
	return s
}

// ServeHTTP answers as the platform would.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	s.mux.ServeHTTP(w, r)
}

// newIdOp returns a UUID of version 4.
func newIdOp() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// find returns an idOp that still exists. Call it with mu held.
func (s *Simulator) find(idOp string) *Op {
	op := s.ops[idOp]
	if op == nil || op.Stage == finished && s.now().Sub(op.EndedAt) > keptFor {
		return nil
	}
	return op
}

// finish sets the result of an idOp, and has the portal notified of it. Call it with mu held.
func (s *Simulator) finish(op *Op, result string) {
	now := s.now()
	local := now.In(s.loc)
	d := map[string]string{"dattrans": local.Format("02012006"), "heurtrans": local.Format("1504"), "idOp": op.IdOp,
		"resultrans": result}
	for _, same := range []string{"exer", "mel", "montant", "numcli", "objet", "refdet", "saisie"} {
		if value := op.Asked[same]; value != "" {
			d[same] = value
		}
	}
	switch result {
	case "P":
		d["numauto"] = op.IdOp[:4]
	case "V":
		d["numauto"] = "112233445566-tip"
	}
	for name, value := range op.override {
		if d[name] = value; value == "" {
			delete(d, name)
		}
	}
	op.Stage, op.Detail, op.EndedAt = finished, d, now
	if s.mode.Notify == NotifyAtOnce || s.mode.Notify == NotifyBefore {
		s.planNotification(op, now)
	}
	if s.mode.Notify == NotifyLate {
		s.planNotification(op, now.Add(later))
	}
	if s.mode.Notify == NotifyNight {
		s.planNotification(op, s.nextNight(now))
	}
}

// nightAt is the hour of the platform's nightly job.
const nightAt = 3

func (s *Simulator) nextNight(after time.Time) time.Time {
	local := after.In(s.loc)
	night := time.Date(local.Year(), local.Month(), local.Day(), nightAt, 0, 0, 0, s.loc)
	if !night.After(after) {
		night = night.AddDate(0, 0, 1)
	}
	return night
}

// Purge is the nightly job: it deletes the payments that never reached a bank.
func (s *Simulator) Purge() (gone int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.purge()
}

func (s *Simulator) purge() (gone int) {
	for _, id := range slices.Clone(s.order) {
		if op := s.ops[id]; op.Stage == created || op.Stage == opened {
			delete(s.ops, id)
			s.order = slices.DeleteFunc(s.order, func(other string) bool { return other == id })
			gone++
		}
	}
	return gone
}

// Tick does what is due by the clock: late notifications, and the purge of the night.
func (s *Simulator) Tick() {
	s.mu.Lock()
	now := s.now()
	if s.purgedOn.IsZero() {
		s.purgedOn = s.nextNight(now)
	}
	if !now.Before(s.purgedOn) {
		s.purge()
		s.purgedOn = s.nextNight(now)
	}
	due := s.dueNow(now)
	s.mu.Unlock()
	s.deliver(due)
}

// Run calls Tick until done is closed.
func (s *Simulator) Run(done <-chan struct{}) {
	for {
		select {
		case <-done:
			s.sending.Wait()
			return
		case <-time.After(time.Second):
			s.Tick()
		}
	}
}
