package till

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"cartable/app/domain/address"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/domain/plain"
	"cartable/app/payfip"
	"cartable/db"
)

// Order is a payment that a family wants to make, to one régie.
type Order struct {
	AccountID, FamilyID, StructureID int64
	Numcli                           string
	Objet                            string
	Parts                            []db.OnlinePaymentPart // wallets and amounts, in the order of the page
	Mel                              string
	FormToken                        string // of the form: sent twice, it is one attempt
	Second                           bool   // the user confirmed a second payment although one is under way
}

// UnderWay is the error returned when a payment to the same régie has begun and has no result yet.
type UnderWay struct{ Payment db.OnlinePayment }

func (*UnderWay) Error() string { return "till: a payment is under way" }

// replay is how long the same form, sent again, counts as the same click.
const replay = 20 * time.Second

// Opened is an attempt, and whether to redirect to the platform or to our own status page.
type Opened struct {
	db.OnlinePayment
	Pay bool
}

// Open begins a payment: it writes the attempt, calls the platform with no transaction open, and stores the idOp before
// anybody is redirected. Amounts are checked here, whatever the form contained. A form sent twice returns the attempt
// that it began. Open returns *UnderWay when another attempt is open, unless Second; if that one turns out to be paid,
// it is returned instead.
func (t *Till) Open(ctx context.Context, o Order) (Opened, error) {
	if one, ok := address.One(o.Mel); ok {
		o.Mel = one
	}
	if err := check(o); err != nil {
		return Opened{}, err
	}
	if p, found, err := t.DB.Read().OnlinePaymentByForm(ctx, o.AccountID, o.FormToken); err != nil || found {
		return t.again(ctx, p, err)
	}
	if !o.Second {
		if p, err := t.earlier(ctx, o); err != nil || p.ID != 0 {
			return Opened{OnlinePayment: p}, err
		}
	}
	p, fresh, err := t.write(ctx, o)
	if err != nil || !fresh {
		return t.again(ctx, p, err)
	}
	if err := t.announce(ctx, &p, o.Objet); err != nil {
		return Opened{OnlinePayment: p}, err
	}
	return Opened{p, true}, nil
}

func check(o Order) error {
	var wrong fault.Many
	if !payfip.ValidMel(o.Mel) {
		wrong.Addf("mel", "Indiquez une adresse courriel, par exemple nom@exemple.fr. Le ticket de paiement "+
			"y est envoyé.")
	}
	switch sum := total(o.Parts); {
	case sum == 0:
		wrong.Addf("montant", "Indiquez un montant à payer.")
	case sum < payment.Min:
		wrong.Addf("montant", "Le plus petit paiement est de %s.", payment.Min)
	case sum > payment.Max:
		wrong.Addf("montant", "Le plus grand paiement est de %s. Payez en plusieurs fois.", payment.Max)
	}
	if len(o.FormToken) < 16 || len(o.FormToken) > 64 {
		wrong.Addf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")
	}
	return wrong.Err()
}

// total adds up the parts and stops above the maximum of a payment, so that large amounts cannot overflow.
func total(parts []db.OnlinePaymentPart) (sum money.Cents) {
	for _, p := range parts {
		if p.Amount < 0 || p.Amount > payment.Max {
			return payment.Max + 1
		}
		sum = min(sum+p.Amount, payment.Max+1)
	}
	return sum
}

// earlier queries the result of an open attempt before another is made. It returns the attempt if it is paid.
func (t *Till) earlier(ctx context.Context, o Order) (db.OnlinePayment, error) {
	p, found, err := t.DB.Read().OpenOnlinePayment(ctx, o.FamilyID, o.Numcli, t.Now().Add(-payment.Young))
	if err != nil || !found || p.FormToken == o.FormToken { // the same form again: write finds it
		return db.OnlinePayment{}, err
	}
	if p.Idop != "" {
		if p, err = t.Resolve(ctx, p.Idop, FromFamily); err != nil {
			return db.OnlinePayment{}, err
		}
	}
	switch {
	case p.State.Open():
		return db.OnlinePayment{}, &UnderWay{p}
	case p.State.Paid():
		return p, nil
	}
	return db.OnlinePayment{}, nil
}

// write stores the attempt. fresh is false when the form has already begun one.
func (t *Till) write(ctx context.Context, o Order) (p db.OnlinePayment, fresh bool, err error) {
	err = t.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.LockFamily(ctx, o.FamilyID); err != nil {
			return err
		}
		now := t.Now()
		if !o.Second {
			open, found, err := q.OpenOnlinePayment(ctx, o.FamilyID, o.Numcli, now.Add(-payment.Young))
			if err != nil {
				return err
			}
			if found && open.FormToken != o.FormToken {
				return &UnderWay{open}
			}
		}
		p = db.OnlinePayment{StructureID: o.StructureID, FamilyID: o.FamilyID, AccountID: o.AccountID,
			Token: crand.Text(), FormToken: o.FormToken,
			Numcli: o.Numcli, Refdet: newRefdet(now), Amount: total(o.Parts), Mel: o.Mel, Saisie: t.Saisie,
			State:     payment.Creating,
			CreatedAt: now.UTC().Truncate(time.Microsecond)}
		parts := append([]db.OnlinePaymentPart(nil), o.Parts...)
		var err error
		if fresh, err = q.AddOnlinePayment(ctx, &p, parts); err != nil || fresh {
			return err
		}
		p, _, err = q.OnlinePaymentByForm(ctx, o.AccountID, o.FormToken)
		return err
	})
	return p, fresh, err
}

// announce creates the payment on the platform, and stores its answer. A call that gave no idOp is never repeated with
// the same reference: whether or not the payment exists there, nobody will be redirected to it.
func (t *Till) announce(ctx context.Context, p *db.OnlinePayment, objet string) error {
	asking, cancel := context.WithTimeout(ctx, longTime)
	idOp, err := t.Platform.Create(asking, payfip.Order{Exer: p.CreatedAt.In(db.Paris).Format("2006"), Mel: p.Mel,
		Amount: p.Amount, Numcli: p.Numcli, Objet: objet,
		Refdet: p.Refdet, Saisie: p.Saisie, URLNotif: t.BaseURL + "/payfip/notification", URLRedirect: t.BaseURL +
			"/payfip/retour"})
	cancel()
	after, done := context.WithTimeout(context.WithoutCancel(ctx), afterTime)
	defer done()
	if err != nil {
		p.State, p.Error = payment.Failed, "unknown"
		f, known := errors.AsType[*payfip.Fault](err)
		if known {
			p.Error = plain.Cut(strings.TrimSpace(string(f.Kind)+" "+f.Code), 40)
		}
		slog.Warn("a payment could not be created", "payment", p.ID, "why", p.Error)
		if _, err := t.DB.Write().MoveOnlinePayment(after, p, payment.Creating); err != nil {
			return err
		}
		if known && f.Field() == "mel" {
			return fault.Many{fault.Invalidf("mel", "La plateforme de paiement n'accepte pas cette adresse "+
				"courriel. Indiquez-en une autre.")}
		}
		return notTaken(err)
	}
	next := payment.NextCheck(payment.Pending, p.CreatedAt, t.Now(), db.Paris)
	p.State, p.Idop, p.NextCheckAt = payment.Pending, idOp, &next
	moved, err := t.DB.Write().MoveOnlinePayment(after, p, payment.Creating)
	if err == nil && !moved {
		err = fmt.Errorf("till: payment %d was given up meanwhile", p.ID)
	}
	if err != nil {
		return notTaken(err)
	}
	return nil
}

func notTaken(err error) error {
	return fault.Unavailablef(err, "La plateforme de paiement ne répond pas comme prévu. Rien n'a été débité. "+
		"Réessayez dans quelques minutes.")
}

// again answers a form that was sent before: the same click leads to the same place, an old form to the status page.
func (t *Till) again(ctx context.Context, p db.OnlinePayment, err error) (Opened, error) {
	for end := time.Now().Add(shortTime); err == nil && p.State == payment.Creating && time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return Opened{}, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
		p, _, err = t.DB.Read().OnlinePaymentByToken(ctx, p.Token)
	}
	switch {
	case err != nil:
		return Opened{}, err
	case p.State == payment.Failed:
		return Opened{OnlinePayment: p}, notTaken(errors.New("till: the form began an attempt that failed"))
	}
	return Opened{p, p.State == payment.Pending && t.Now().Sub(p.CreatedAt) < replay}, nil
}
