package simulator

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

//go:embed page.html
var pageText string

//go:embed simulateur.css
var styleText string

var pages = template.Must(template.New("page").Parse(pageText))

// view is the data of the page: a payment to decide, a result, or the reason why there is neither.
type view struct {
	Title  string
	Error  string
	Op     *Op
	Amount string
	Ask    bool // the outcomes are offered
	Again  bool // an abandoned payment may be resumed
	Left   bool
	Words  string // of the result
	Good   bool
	Back   string
	Post   bool // the user returns by a form
}

var results = map[string]string{"P": "Paiement par carte accepté", "V": "Prélèvement accepté", "R": "Carte refusée",
	"Z": "Prélèvement refusé", "A": "Paiement abandonné"}

var choices = map[string]string{"carte": "P", "prelevement": "V", "refus": "R", "prelevement-refuse": "Z",
	"abandon": "A"}

func show(w http.ResponseWriter, status int, v view) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "+
		"frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	pages.Execute(w, v)
}

func wrong(w http.ResponseWriter, code string) {
	show(w, http.StatusBadRequest, view{Title: "Paiement impossible", Error: fmt.Sprintf("%s (%s)", libelles[code],
		code)})
}

// open serves the payment page: once, and within a quarter of an hour.
func (s *Simulator) open(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	query := r.URL.Query()
	op := s.find(query.Get("idop") + query.Get("idOp"))
	switch {
	case op == nil:
		wrong(w, "P1")
	case op.Stage != created:
		wrong(w, "P3")
	case s.now().Sub(op.CreatedAt) > openWithin:
		wrong(w, "P4")
	default:
		op.Stage = opened
		show(w, http.StatusOK, view{Title: "Paiement", Op: op, Amount: euros(op.Asked["montant"]), Ask: true})
	}
}

// choose handles the user's decision.
func (s *Simulator) choose(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	op := s.find(r.FormValue("idop"))
	if op == nil {
		wrong(w, "P1")
		return
	}
	if op.Stage == created || op.Stage == finished && !s.again(op) {
		wrong(w, "P3")
		return
	}
	if choice := r.FormValue("choix"); choice == "quitter" {
		show(w, http.StatusOK, view{Title: "Page quittée", Left: true})
		return
	} else if choices[choice] == "" {
		wrong(w, "P1")
		return
	} else {
		s.finish(op, choices[choice])
	}
	http.Redirect(w, r, "/tpa/resultat?idop="+op.IdOp, http.StatusSeeOther)
}

func (s *Simulator) again(op *Op) bool {
	return op.Detail["resultrans"] == "A" && s.now().Sub(op.CreatedAt) < againWithin
}

// result serves the platform's own result page. The user must press « Continuer » to come back.
func (s *Simulator) result(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	op := s.find(r.URL.Query().Get("idop"))
	if op == nil || op.Stage != finished {
		wrong(w, "P1")
		return
	}
	if s.mode.Notify == NotifyAfter { // the user is about to go back: notify a second later
		s.planNotification(op, s.now().Add(1))
	}
	result := op.Detail["resultrans"]
	v := view{Title: "Résultat", Op: op, Amount: euros(op.Asked["montant"]), Words: results[result],
		Good: result == "P" || result == "V",
		Back: withIdOp(op.Asked["urlredirect"], op.IdOp), Again: s.again(op)}
	if s.mode.ReturnPost {
		v.Back, v.Post = op.Asked["urlredirect"], true
	}
	show(w, http.StatusOK, v)
}

func (s *Simulator) style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Write([]byte(styleText))
}

// euros formats cents as euros.
func euros(cents string) string {
	n, err := strconv.ParseInt(cents, 10, 64)
	if err != nil {
		return cents
	}
	whole := strconv.FormatInt(n/100, 10)
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(digit)
	}
	return fmt.Sprintf("%s,%02d\u00a0€", b.String(), n%100)
}
