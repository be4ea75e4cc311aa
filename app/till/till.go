package till

import (
	"context"
	crand "crypto/rand"
	"errors"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"cartable/app/domain/fault"
	"cartable/app/domain/payment"
	"cartable/app/domain/plain"
	"cartable/app/payfip"
	"cartable/db"
)

// Platform is the interface to the payment platform. payfip.Client implements it; every error is a *payfip.Fault.
type Platform interface {
	Create(ctx context.Context, o payfip.Order) (idOp string, err error)
	Detail(ctx context.Context, idOp string) (payfip.Detail, error)
	Regie(ctx context.Context, numcli string) (payfip.Regie, error)
}

// Till has the dependencies of the package. It is safe for concurrent use, in many processes.
type Till struct {
	DB         *db.DB
	Catalogues *db.Catalogues
	Platform   Platform
	Now        func() time.Time // the town's clock
	PageURL    string           // address of the payment page, without a query
	BaseURL    string           // of the portal
	MailHost   string
	Saisie     string // T, X or W
	Production bool   // wallets contain real money: test payments are never credited
	Ring       func() // wakes the worker of the same process; may be nil

	flights singleflight.Group // concurrent queries of one idOp share one call, within a process
	breaker breaker
}

// Origins of a query.
const (
	FromNotification = "notification"
	FromReturn       = "return"
	FromPoll         = "poll"
	FromFamily       = "family" // a user who comes back to a page
	FromStaff        = "staff"
	FromReport       = "report" // the platform's own file
)

// How long a user may wait for the platform, and a worker.
const (
	shortTime = 4 * time.Second
	longTime  = 15 * time.Second
	afterTime = 5 * time.Second // to record a result, even if the request has ended
)

// PayPage returns the address of the payment page for an idOp. The rest of the address is configured.
func (t *Till) PayPage(idOp string) string { return t.PageURL + "?idop=" + idOp }

// ErrUnknown is returned when no attempt of ours has this idOp.
var ErrUnknown = fault.NotFoundf("Ce paiement n'existe pas.")

// Resolve queries the platform about an idOp and applies the answer. It returns the attempt after that. An attempt with
// a final state is not queried. For an idOp that is not ours, Resolve returns ErrUnknown without a query.
func (t *Till) Resolve(ctx context.Context, idOp, origin string) (db.OnlinePayment, error) {
	if !payfip.ValidIdOp(idOp) {
		return db.OnlinePayment{}, ErrUnknown
	}
	p, found, err := t.DB.Read().OnlinePaymentByIdop(ctx, idOp)
	if err != nil {
		return p, err
	}
	if !found {
		return p, ErrUnknown
	}
	if p.State.Final() {
		return p, nil
	}
	limit := shortTime
	if origin == FromPoll || origin == FromReport {
		limit = longTime
	}
	answer := t.flights.DoChan(idOp, func() (_ any, err error) {
		defer func() { // no caller could recover it
			if broken := recover(); broken != nil {
				err = fault.Caught(broken, debug.Stack())
			}
		}()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit+afterTime)
		defer cancel()
		return t.resolve(ctx, p, origin, limit)
	})
	select {
	case a := <-answer:
		if fresh, ok := a.Val.(db.OnlinePayment); ok {
			p = fresh
		}
		return p, a.Err
	case <-ctx.Done(): // the query continues
		return p, ctx.Err()
	}
}

func (t *Till) resolve(ctx context.Context, p db.OnlinePayment, origin string,
	limit time.Duration) (db.OnlinePayment, error) {
	begin := time.Now()
	asking, cancel := context.WithTimeout(ctx, limit)
	detail, err := t.Platform.Detail(asking, p.Idop)
	cancel()
	answer, raw := read(detail, err)
	t.breaker.note(transient(err), time.Now())
	event := db.OnlinePaymentEvent{PaymentID: p.ID, At: t.Now(), Origin: origin, Said: answer.Said, Code: answer.Code,
		Resultrans: plain.Cut(answer.Result, 16), TookMs: int(time.Since(begin).Milliseconds()), Raw: raw}
	if err := t.DB.Write().AddOnlinePaymentEvent(ctx, event); err != nil {
		return p, err
	}
	return t.apply(ctx, p.ID, answer, detail, origin)
}

// read converts the result of the client to an answer and to the text to store, with addresses masked.
func read(d payfip.Detail, err error) (payment.Answer, string) {
	if err != nil {
		f, ok := errors.AsType[*payfip.Fault](err)
		switch {
		case !ok:
			return payment.Answer{Said: payment.Trouble}, plain.Cut(err.Error(), 300)
		case f.Kind == payfip.Functional && f.Code == payfip.CodeNotYet:
			return payment.Answer{Said: payment.NotYet, Code: f.Code}, ""
		case f.Kind == payfip.Functional && f.Code == payfip.CodeNotKnown:
			return payment.Answer{Said: payment.Unknown, Code: f.Code}, ""
		case f.Kind == payfip.Functional && f.Field() == "idop": // others: already used, too old to be opened
			return payment.Answer{Said: payment.NotYet, Code: f.Code}, plain.Cut(f.Text, 300)
		}
		return payment.Answer{Said: payment.Trouble, Code: f.Code}, plain.Cut(string(f.Kind)+": "+f.Text, 300)
	}
	raw := strings.Join([]string{"resultrans=" + d.Result, "dattrans=" + d.Dattrans, "heurtrans=" + d.Heurtrans,
		"numauto=" + d.Numauto, "montant=" + d.Montant,
		"numcli=" + d.Numcli, "refdet=" + d.Refdet, "saisie=" + d.Saisie, "exer=" + d.Exer, "objet=" + d.Objet, "mel=" +
			payfip.MaskMel(d.Mel)}, " ")
	return payment.Answer{Said: payment.Result, Result: d.Result, Amount: d.Cents(), Refdet: d.Refdet, Numcli: d.Numcli,
		Saisie: d.Saisie}, plain.Cut(raw, 600)
}

// apply stores the changes of an answer, in one transaction that locks the attempt: its state, the credits, the mail.
func (t *Till) apply(ctx context.Context, id int64, answer payment.Answer, detail payfip.Detail,
	origin string) (p db.OnlinePayment, err error) {
	credited, alerted, told := false, false, 0
	err = t.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		credited, alerted, told = false, false, 0
		if p, err = q.LockOnlinePayment(ctx, id); err != nil || p.State.Final() {
			return err
		}
		now, from := t.Now(), p.State
		step := p.Attempt().Next(answer, now, db.Paris, t.Production)
		p.State, p.AskedAt, p.NextCheckAt = step.State, &now, nil
		if !step.Ask.IsZero() {
			ask := step.Ask.Add(rand.N(min(step.Ask.Sub(now)/10, 5*time.Minute) +
				1)) // #nosec G404 -- only so that not all ask at once
			p.NextCheckAt = &ask
		}
		if step.Alert != "" {
			p.Alert, alerted = step.Alert, p.Alert != step.Alert
		} else if step.State != payment.Anomaly {
			p.Alert = ""
		}
		dated := true
		if answer.Said == payment.Result && from != payment.Anomaly {
			p.Resultrans, p.Numauto, p.FoundBy = plain.Cut(answer.Result, 16), plain.Cut(detail.Numauto, 32), origin
			p.Received, p.PaidAt = nil, nil
			if answer.Amount >= 0 {
				p.Received = &answer.Amount
			}
			if at, ok := detail.At(db.Paris); ok {
				at, dated = p.Attempt().Dated(at, now, db.Paris)
				p.PaidAt = &at
			}
		}
		if step.State == payment.Anomaly && from != payment.Anomaly {
			p.Differences = words(step.Differences)
		}
		if step.Credit && !dated {
			p.Alert, alerted = payment.AlertDated, true
		}
		moved, err := q.MoveOnlinePayment(ctx, &p, from)
		if err != nil || !moved {
			return err
		}
		if step.State == payment.Anomaly && from != payment.Anomaly {
			told, err = t.tellTreasurers(ctx, q, p, step.Differences)
			return err
		}
		if !step.Credit {
			return nil
		}
		if credited, err = t.credit(ctx, q, p, p.Amount, 0); err != nil {
			return err
		}
		twice, err := q.PaidTwice(ctx, p, payment.Twice)
		if err != nil || !twice {
			return err
		}
		p.Alert, alerted = payment.AlertTwice, true
		_, err = q.MoveOnlinePayment(ctx, &p, p.State)
		return err
	})
	if err != nil {
		return p, err
	}
	if alerted {
		slog.Warn("a payment asks for a treasurer", "payment", p.ID, "alert", string(p.Alert), "mails", told)
	}
	if (credited || told > 0) && t.Ring != nil {
		t.Ring()
	}
	return p, nil
}

// words formats the differences of an anomaly, one per line, separated by tabs.
func words(all []payment.Difference) string {
	lines := make([]string, len(all))
	for i, d := range all {
		lines[i] = strings.Join([]string{d.Field, plain.Cut(d.Asked, 80), plain.Cut(d.Received, 80)}, "\t")
	}
	return strings.Join(lines, "\n")
}

// newRefdet draws a reference that no other attempt has: the day, then fifty bits.
func newRefdet(now time.Time) string {
	var draw [10]byte
	crand.Read(draw[:])
	return "P" + now.In(db.Paris).Format("060102") + plain.Code(draw[:])
}
