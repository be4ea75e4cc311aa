package till

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/payment"
	"cartable/app/domain/plain"
	"cartable/app/payfip"
	"cartable/db"
)

// Decision is a treasurer's decision about an anomaly.
type Decision struct {
	StructureID, PaymentID, AccountID int64
	Credit                            bool // credit the amount received; otherwise nothing
	Reason                            string
	Origin                            string // network address, for the journal
}

// Decide settles an anomaly, once: the wallets are credited with the amount received, or with nothing. The decision is
// written to the journal, and the family sees the result. It returns NotFound for an attempt of another structure, and
// Conflict when there is nothing left to decide.
func (t *Till) Decide(ctx context.Context, d Decision) error {
	var err error
	if d.Reason, err = journal.Reason(d.Reason); err != nil {
		return err
	}
	err = t.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, found, err := q.OnlinePaymentOf(ctx, d.StructureID, d.PaymentID); err != nil || !found {
			return errors.Join(err, ifNot(found))
		}
		p, err := q.LockOnlinePayment(ctx, d.PaymentID)
		if err != nil {
			return err
		}
		if p.State != payment.Anomaly {
			return fault.Conflictf("Ce paiement n'attend plus de décision.")
		}
		if d.Credit && (p.Received == nil || *p.Received <= 0) {
			return fault.Invalidf("decision", "La plateforme n'a pas indiqué de montant lisible\u00a0: créditer est "+
				"impossible. Saisissez un règlement.")
		}
		now := t.Now()
		p.State, p.DecidedBy, p.DecidedAt, p.Reason = payment.Rejected, d.AccountID, &now, d.Reason
		if d.Credit {
			p.State = payment.Credited
		}
		moved, err := q.MoveOnlinePayment(ctx, &p, payment.Anomaly)
		if err != nil || !moved {
			return err
		}
		if d.Credit {
			if _, err := t.credit(ctx, q, p, *p.Received, d.AccountID); err != nil {
				return err
			}
		}
		return q.AddJournal(ctx, db.JournalEntry{At: now.UTC().Truncate(time.Microsecond), AccountID: d.AccountID,
			StructureID: p.StructureID, FamilyID: p.FamilyID,
			Action: journal.OnlinePaymentDecided, Subject: "paiement " + p.Refdet, Was: string(payment.Anomaly),
			Became: string(p.State), Reason: d.Reason, Origin: d.Origin})
	})
	if err == nil && t.Ring != nil {
		t.Ring()
	}
	return err
}

// Seen ends the alert of a credited payment that staff have reviewed, from the network address origin. It returns
// NotFound for an attempt of another structure.
func (t *Till) Seen(ctx context.Context, structureID, paymentID, accountID int64, origin string) error {
	return t.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, found, err := q.OnlinePaymentOf(ctx, structureID, paymentID); err != nil || !found {
			return errors.Join(err, ifNot(found))
		}
		p, err := q.LockOnlinePayment(ctx, paymentID)
		if err != nil || p.Alert == "" || !p.State.Paid() {
			return err
		}
		was := string(p.Alert)
		p.Alert = ""
		if _, err := q.MoveOnlinePayment(ctx, &p, p.State); err != nil {
			return err
		}
		return q.AddJournal(ctx, db.JournalEntry{At: t.Now().UTC().Truncate(time.Microsecond), AccountID: accountID,
			StructureID: p.StructureID, Action: journal.OnlinePaymentSeen, Subject: "paiement " + p.Refdet, Was: was,
			Origin: origin})
	})
}

func ifNot(found bool) error {
	if found {
		return nil
	}
	return ErrUnknown
}

// Notified handles a notification: it is recorded first, then the platform is queried. It never fails: the poller
// retries whatever could not be done now. A notification with an unknown idOp is logged without it.
func (t *Till) Notified(ctx context.Context, idOp string) {
	p, found, err := t.DB.Read().OnlinePaymentByIdop(ctx, idOp)
	if err == nil && found {
		err = t.DB.Write().MarkNotified(ctx, p.ID, t.Now())
	}
	if err == nil && found {
		_, err = t.Resolve(ctx, idOp, FromNotification)
	}
	if err != nil {
		slog.Warn("a notification could not be followed at once", "error", err.Error())
	} else if !found {
		slog.Info("a notification about an unknown payment")
	}
}

// Look returns an attempt by the secret of its status page, and queries the platform unless that was done in the last
// seconds. It returns NotFound for any other secret.
func (t *Till) Look(ctx context.Context, token string) (db.OnlinePayment, error) {
	p, found, err := t.DB.Read().OnlinePaymentByToken(ctx, token)
	if err != nil {
		return p, err
	}
	if !found {
		return p, ErrUnknown
	}
	if p.State == payment.Pending && (p.AskedAt == nil || t.Now().Sub(*p.AskedAt).Abs() > 5*time.Second) &&
		!t.breaker.isOpen(time.Now()) {
		fresh, err := t.Resolve(ctx, p.Idop, FromFamily)
		if err != nil { // the page shows that it is being confirmed; the poller queries again
			slog.Warn("a payment could not be followed at once", "payment", p.ID, "error", err.Error())
			return p, nil
		}
		p = fresh
	}
	return p, nil
}

// PlatformStatus returns what the platform has on a régie. wrong is a sentence saying why it could not be obtained.
func (t *Till) PlatformStatus(ctx context.Context, numcli string) (labels []string, wrong string) {
	if numcli == "" {
		return nil, "Aucun numéro de régie n'est indiqué\u00a0: ce porte-monnaie ne se paie pas en ligne."
	}
	asking, cancel := context.WithTimeout(ctx, shortTime)
	defer cancel()
	r, err := t.Platform.Regie(asking, numcli)
	if f, ok := errors.AsType[*payfip.Fault](err); ok && f.Kind == payfip.Functional {
		return nil, "La plateforme refuse ce numéro (" + f.Code + ")\u00a0: " + plain.Cut(f.Text, 120)
	}
	if err != nil {
		return nil, "La plateforme ne répond pas."
	}
	for _, label := range []string{r.Label1, r.Label2, r.Label3} {
		if label != "" {
			labels = append(labels, plain.Cut(label, 120))
		}
	}
	return labels, ""
}
