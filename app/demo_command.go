package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cartable/app/account"
	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/payment"
	"cartable/app/domain/town"
	"cartable/app/seal"
	"cartable/app/treasury"
	"cartable/app/web/site"
	"cartable/db"
)

// DemoCommand is a complete town in one process, with nothing to install.
type DemoCommand struct {
	Port  int    `help:"Port d'écoute." default:"8080"`
	Now   string `help:"L'instant où commence la démonstration (sinon maintenant, ou le prochain matin d'école)."`
	Fresh bool   `help:"Efface la commune gardée et recommence."`
	Dir   string `help:"Le dossier où la commune est gardée." default:"cartable-data/demo" type:"path"`
	Base  string `help:"Une base vide, au lieu d'un fichier du dossier : pour les essais sur PostgreSQL." hidden:""`
}

// Run creates the town if there is none, and serves it.
func (cmd DemoCommand) Run(ctx context.Context) error {
	config, err := configure()
	if err != nil {
		return err
	}
	if config.Production() {
		return errors.New("la démonstration ne tourne pas en production : ses mots de passe sont publics")
	}
	var at time.Time
	if cmd.Now != "" {
		if at, err = parseInstant(cmd.Now); err != nil {
			return fmt.Errorf("--now : %w", err)
		}
	}
	listener, err := bind(cmd.Port) // first of all, so that a port in use is reported at once
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := cmd.prepare(); err != nil {
		return err
	}
	config.DataDir = cmd.Dir
	config.DatabaseURL = cmp.Or(cmd.Base, "sqlite://"+filepath.Join(cmd.Dir, "commune.db"))
	config.RedisURL = ""
	config.BaseURL = fmt.Sprintf("http://localhost:%d", cmd.Port)
	counter, err := bindNear(cmd.Port + 1)
	if err != nil {
		return err
	}
	defer counter.Close()
	config.PayFiPEndpoint, config.PayFiPPage = platformAt(counter.Addr())
	config.PayFiPSaisie = "T"
	if err := config.fillData(); err != nil {
		return err
	}
	a, err := Open(ctx, config, true)
	if err != nil {
		return err
	}
	defer a.Close()
	if secrets, err := seal.New([]byte(a.Config.SecretKey), account.MailSecrets); err == nil {
		a.Office.OpenSecret = secrets.Read // its mails can be read in the portal
	}
	a.Account.FactorOptional = true // its accounts open with one tap; staff may try a second factor
	if ids, err := a.DB.Read().StructureIDs(ctx); err != nil || cmd.Base != "" && len(ids) > 0 {
		return cmp.Or(err, errors.New("--base : cette base n'est pas vide"))
	}
	if err := a.setDemoClock(ctx, at); err != nil {
		return err
	}
	if err := cmd.settle(ctx, a); err != nil {
		return err
	}
	if err := a.StartWorker(); err != nil {
		return err
	}
	defer simulate(counter, a.Clock.Now)()
	return a.serve(ctx, listener, demoLogins(), func(address string) { cmd.announce(a, address) })
}

// setDemoClock moves the town's clock to an instant, or, if it is zero, from a moment when nothing happens to one when
// something does. The summer of a kept town is not skipped: nothing is offered in the school year that follows.
func (a *App) setDemoClock(ctx context.Context, at time.Time) error {
	if at.IsZero() {
		now := a.Clock.Now()
		if at = demo.Moment(now); at.Equal(now) {
			return nil
		}
		if some, err := a.offers(ctx, civil.Of(at.In(db.Paris))); err != nil || !some {
			return err
		}
	}
	return a.Clock.Set(ctx, at)
}

// offers reports whether a town offers anything on a date or later. One that is not made yet will.
func (a *App) offers(ctx context.Context, on civil.Date) (bool, error) {
	q := a.DB.Read()
	ids, err := q.StructureIDs(ctx)
	for _, id := range ids {
		c, err := a.Catalogues.Current(ctx, q, id)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(c.Activities, func(one *town.Activity) bool { return one.To >= on }) {
			return true, nil
		}
	}
	return len(ids) == 0, err
}

// prepare creates the folder, and empties it of an earlier town if requested.
func (cmd DemoCommand) prepare() error {
	if cmd.Fresh {
		for _, name := range []string{"commune.db", "commune.db-wal", "commune.db-shm"} {
			if err := os.Remove(filepath.Join(cmd.Dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("le dossier %s ne peut pas être vidé : %w", cmd.Dir, err)
			}
		}
	}
	if err := os.MkdirAll(cmd.Dir, 0o700); err != nil {
		return fmt.Errorf("le dossier %s ne peut pas être créé. Choisissez-en un autre avec --dir : %w", cmd.Dir, err)
	}
	probe, err := os.CreateTemp(cmd.Dir, "essai")
	if err != nil {
		return fmt.Errorf("impossible d'écrire dans le dossier %s. Choisissez-en un autre avec --dir : %w", cmd.Dir,
			err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// settle writes the town's files around today, imports them and debits the past days, if there is no town yet.
func (cmd DemoCommand) settle(ctx context.Context, a *App) error {
	ids, err := a.DB.Read().StructureIDs(ctx)
	if err != nil || len(ids) > 0 {
		return err
	}
	files := filepath.Join(cmd.Dir, "fichiers")
	if err := os.MkdirAll(files, 0o700); err != nil {
		return err
	}
	today := civil.Of(a.Clock.Now().In(db.Paris))
	if err := demo.Write(files, a.Clock.Now()); err != nil {
		return err
	}
	if _, err := a.importDir(ctx, files, 0, false, nil); err != nil {
		return err
	}
	if ids, err = a.DB.Read().StructureIDs(ctx); err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := a.Night.DebitPast(ctx, id, today); err != nil {
			return err
		}
	}
	if err := giveFactors(ctx, a); err != nil {
		return err
	}
	if err := explainRefusals(ctx, a); err != nil {
		return err
	}
	if err := publishDemoNews(ctx, a, today); err != nil {
		return err
	}
	if err := orderDemoMeals(ctx, a, today); err != nil {
		return err
	}
	if err := shareDemoChild(ctx, a, today); err != nil {
		return err
	}
	if err := tellDemoAbsence(ctx, a, today); err != nil {
		return err
	}
	if err := markDemoDays(ctx, a); err != nil {
		return err
	}
	if err := enterDemoAnimators(ctx, a, today); err != nil {
		return err
	}
	if err := refundDeparted(ctx, a, today); err != nil {
		return err
	}
	if err := enterTwice(ctx, a); err != nil {
		return err
	}
	if err := bookByPhone(ctx, a); err != nil {
		return err
	}
	if err := welcomeArrival(ctx, a, today); err != nil {
		return err
	}
	if err := archiveDeparted(ctx, a); err != nil {
		return err
	}
	return a.setYear(ctx, today)
}

// explainRefusals gives the refused requests the reason that a night would have given: the files have none.
func explainRefusals(ctx context.Context, a *App) error {
	_, err := a.DB.Write().NewUpdate().Model((*db.Reservation)(nil)).Set("reason = ?", booking.NoPlaceInTime).
		Where("state = ?", booking.Refused).Exec(ctx)
	return err
}

// giveFactors gives a second factor to the account with which it can be tried.
func giveFactors(ctx context.Context, a *App) error {
	for _, l := range demo.Logins {
		if l.Secret == "" {
			continue
		}
		account, _, err := a.DB.Read().AccountByLogin(ctx, l.Login)
		if err != nil {
			return err
		}
		if err := a.Account.GiveTOTP(ctx, account.ID, l.Secret); err != nil {
			return err
		}
	}
	return nil
}

// refundDeparted refunds the credit of a family that has moved away, as the treasurer does: preview, then confirm.
func refundDeparted(ctx context.Context, a *App, today civil.Date) error {
	q := a.DB.Read()
	clerk, _, err := q.AccountByLogin(ctx, "regie")
	if err != nil {
		return err
	}
	family, _, err := q.AccountByLogin(ctx, demo.Departed)
	if err != nil {
		return err
	}
	homes, err := a.Account.Families(ctx, family.ID)
	if err != nil {
		return err
	}
	for _, home := range homes {
		c, err := a.Treasury.Catalogues.Current(ctx, q, home.StructureID)
		if err != nil {
			return err
		}
		d := desk.Actor{StructureID: home.StructureID, Revision: c.Structure.Revision, AccountID: clerk.ID,
			Origin: desk.FromCommand}
		ledger, err := a.Treasury.Ledger(ctx, d, home.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		for i, w := range ledger.Wallets {
			if w.Balance <= 0 {
				continue
			}
			refund := treasury.Refund{FamilyID: home.FamilyID, WalletID: w.ID, Mode: payment.ByTransfer,
				Amount: w.Balance.FrenchPlain(), Date: (today - 1).String(), Number: "2026-118", Payee: ledger.Name,
				Reason: "Déménagement à Agen", Token: fmt.Sprintf("%032x", i+1)}
			look, err := a.Treasury.Refund(ctx, d, refund)
			if err != nil {
				return err
			}
			refund.Seen = look.Proof()
			if _, err := a.Treasury.Refund(ctx, d, refund); err != nil {
				return err
			}
		}
	}
	return nil
}

func (cmd DemoCommand) announce(a *App, address string) {
	var b strings.Builder
	now := a.Clock.Now().In(db.Paris)
	fmt.Fprintf(&b, "\n  Cartable, démonstration : %s\n  Nous sommes le %s, %s. Tout est inventé.\n\n", address,
		civil.Of(now).Long(), civil.TimeOf(now).Human())
	if some, err := a.offers(context.Background(), civil.Of(now)); err == nil && !some {
		fmt.Fprint(&b, "  L'année scolaire de cette commune est terminée : --fresh en crée une autre.\n\n")
	}
	fmt.Fprintf(&b, "  Mot de passe de tous les comptes : %s\n\n", demo.Password)
	for _, l := range demo.Logins {
		fmt.Fprintf(&b, "  %-11s %s : %s\n", l.Login, l.Name, l.Story)
	}
	fmt.Fprintf(&b, "\n  Paiement fictif : %s", a.Config.payOrigin())
	fmt.Fprintf(&b, "\n  Courriels envoyés : %s/demo/courriels\n  Données : %s (--fresh pour recommencer)\n  Redis "+
		"intégré. Ctrl-C pour arrêter.\n\n", address, cmd.Dir)
	fmt.Print(b.String())
}

func demoLogins() site.DemoLogins {
	all := make(site.DemoLogins, len(demo.Logins))
	for i, l := range demo.Logins {
		all[i] = site.DemoLogin{Login: l.Login, Password: l.Password, Name: l.Name, Story: l.Story, Staff: l.Staff,
			More: l.More}
		if l.Secret != "" {
			all[i].Code = func() (string, error) { return account.CodeNow(l.Secret) }
		}
	}
	return all
}
