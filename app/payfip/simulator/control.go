package simulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
)

// control registers the API under /_sim/, in JSON, which triggers events and reports past ones.
//
//	POST /_sim/mode                  a Mode
//	POST /_sim/regies                régies by number; others are unknown from then on
//	POST /_sim/inject                an Injection
//	POST /_sim/reset                 no more injections, the usual mode
//	POST /_sim/ops/IDOP/result       {"resultrans": "P", …}: a result, with the fields that differ; "" leaves one out
//	POST /_sim/ops/IDOP/alter        fields that the result to come will have
//	POST /_sim/ops/IDOP/provider     the person is with the bank
//	POST /_sim/ops/IDOP/notify       a notification, now
//	POST /_sim/purge, /_sim/tick     the night's job; what is due by the clock
//	GET  /_sim/ops[?refdet=]         payments, in the order of creation
//	GET  /_sim/calls                 how many, by operation, and by operation and idOp
//	GET  /_sim/notifications         what was delivered, with status and latency
func (s *Simulator) control() {
	s.mux.HandleFunc("POST /_sim/mode", func(w http.ResponseWriter, r *http.Request) {
		var m Mode
		if decode(w, r, &m) {
			s.locked(func() { s.mode = m })
		}
	})
	s.mux.HandleFunc("POST /_sim/regies", func(w http.ResponseWriter, r *http.Request) {
		all := map[string]Regie{}
		if decode(w, r, &all) {
			s.locked(func() { s.regies = all })
		}
	})
	s.mux.HandleFunc("POST /_sim/inject", func(w http.ResponseWriter, r *http.Request) {
		var in Injection
		if decode(w, r, &in) {
			s.Inject(in)
		}
	})
	s.mux.HandleFunc("POST /_sim/reset", func(w http.ResponseWriter, r *http.Request) {
		s.locked(func() { s.inject, s.mode = nil, Mode{Notify: NotifyAtOnce, Copies: 1} })
	})
	s.mux.HandleFunc("POST /_sim/ops/{idop}/result", func(w http.ResponseWriter, r *http.Request) {
		fields := map[string]string{}
		if decode(w, r, &fields) && !s.Finish(r.PathValue("idop"), fields) {
			http.NotFound(w, r)
		}
	})
	for action, do := range map[string]func(*Op, map[string]string){
		"alter":    func(op *Op, fields map[string]string) { maps.Copy(op.override, fields) },
		"provider": func(op *Op, _ map[string]string) { op.Stage = provider },
		"notify":   func(op *Op, _ map[string]string) { s.planNotification(op, s.now()) },
	} {
		s.mux.HandleFunc("POST /_sim/ops/{idop}/"+action, func(w http.ResponseWriter, r *http.Request) {
			fields := map[string]string{}
			if !decode(w, r, &fields) {
				return
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			if op := s.find(r.PathValue("idop")); op != nil {
				do(op, fields)
			} else {
				http.NotFound(w, r)
			}
		})
	}
	s.mux.HandleFunc("POST /_sim/purge", func(w http.ResponseWriter, r *http.Request) { s.Purge() })
	s.mux.HandleFunc("POST /_sim/tick", func(w http.ResponseWriter, r *http.Request) { s.Tick() })
	s.mux.HandleFunc("GET /_sim/ops",
		func(w http.ResponseWriter, r *http.Request) { encode(w, s.Ops(r.URL.Query().Get("refdet"))) })
	s.mux.HandleFunc("GET /_sim/calls", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		encode(w, s.calls)
	})
	s.mux.HandleFunc("GET /_sim/notifications",
		func(w http.ResponseWriter, r *http.Request) { encode(w, s.Deliveries()) })
}

// Inject makes the next calls fail.
func (s *Simulator) Inject(in Injection) { s.locked(func() { s.inject = append(s.inject, &in) }) }

// SetMode sets how the portal is notified of results.
func (s *Simulator) SetMode(m Mode) { s.locked(func() { s.mode = m }) }

// Finish sets the result of an idOp; fields are those that differ from the request, "" leaves one out. It returns false
// for an unknown idOp.
func (s *Simulator) Finish(idOp string, fields map[string]string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	op := s.find(idOp)
	if op == nil {
		return false
	}
	maps.Copy(op.override, fields)
	s.finish(op, fields["resultrans"])
	return true
}

// Ops returns copies of the payments, in the order of creation; an empty refdet selects all.
func (s *Simulator) Ops(refdet string) []Op {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Op{}
	for _, id := range s.order {
		if op := s.ops[id]; refdet == "" || op.Asked["refdet"] == refdet {
			all = append(all, *op)
		}
	}
	return all
}

// Calls counts the calls of an operation, or those about an idOp.
func (s *Simulator) Calls(operation, idOp string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if idOp != "" {
		operation += " " + idOp
	}
	return s.calls[operation]
}

// Deliveries returns the notifications that were sent.
func (s *Simulator) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery{}, s.told...)
}

func (s *Simulator) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	if r.ContentLength == 0 {
		return true
	}
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func encode(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// withIdOp adds the idOp to the return address.
func withIdOp(address, idOp string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	q.Set("idop", idOp)
	u.RawQuery = q.Encode()
	return u.String()
}
