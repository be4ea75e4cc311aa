package account

import (
	"context"
	"slices"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/password"
	"cartable/db"
)

// Profile is the user's own account: addresses, sessions, and the data stored about them.
type Profile struct {
	Login     string
	Name      string // as far as it is known
	Family    bool   // the visitor is a guardian: the other fields concern a family
	Adults    []Adult
	Children  []ChildFile
	Addresses []Address
	Room      bool // one more address may be added
	Wants     MailChoices
	Sessions  []SessionOf
	Erasure   Erasure
}

// Adult is an adult of the family who can sign in.
type Adult struct {
	Name string // empty if it is not known
	Here bool   // the visitor
}

// ChildFile is what the town hall knows of a child, and the last change of it that was asked.
type ChildFile struct {
	db.ChildFile
	Asked *DietRequest // nil: none, or it was taken back
}

// Address is an address of a family. The first one receives payment tickets.
type Address struct {
	Address   string
	First     bool
	Confirmed bool
	BouncedAt time.Time // when mail to it was refused permanently; zero if it works
}

// MailChoices are the mails that a family wants. Security notices are always sent.
type MailChoices = db.MailChoices

// SessionOf is an open session.
type SessionOf struct {
	ID            string // the hash of its token: it cannot be used to sign in
	Here          bool   // the session of this request
	Device        string
	Since, SeenAt time.Time
}

// Profile returns the visitor's own account.
func (p *Accounts) Profile(ctx context.Context, v Visitor) (Profile, error) {
	q := p.DB.Read()
	page := Profile{Login: v.Login, Name: v.Adult, Family: v.FamilyID != 0}
	open, err := q.SessionsOf(ctx, v.AccountID, time.Now())
	if err != nil {
		return page, err
	}
	for _, s := range open {
		page.Sessions = append(page.Sessions, SessionOf{ID: s.ID, Here: s.ID == v.SessionID, Device: s.Device,
			Since: s.CreatedAt, SeenAt: s.SeenAt})
	}
	// This one is in use, although its last click may be stored later than that of another one.
	slices.SortStableFunc(page.Sessions, func(a, b SessionOf) int {
		switch {
		case a.Here == b.Here:
			return 0
		case a.Here:
			return -1
		}
		return 1
	})
	if !page.Family {
		return page, nil
	}
	if page.Adults, err = adults(ctx, q, v); err != nil {
		return page, err
	}
	if page.Children, err = childFiles(ctx, q, v.FamilyID); err != nil {
		return page, err
	}
	if page.Addresses, err = addresses(ctx, q, v.FamilyID); err != nil {
		return page, err
	}
	page.Room = len(page.Addresses) < mostAddresses
	if page.Wants, err = q.MailChoices(ctx, v.FamilyID); err != nil {
		return page, err
	}
	page.Erasure, err = p.erasure(ctx, q, v.FamilyID)
	return page, err
}

// adults lists the adults of the visitor's family whose rights are in force, the visitor first.
func adults(ctx context.Context, q db.Q, v Visitor) ([]Adult, error) {
	rows, err := q.GuardiansOf(ctx, v.FamilyID)
	all := []Adult{{Name: v.Adult, Here: true}}
	for _, r := range rows {
		if r.WithdrawnAt.IsZero() && r.AccountID != v.AccountID {
			all = append(all, Adult{Name: r.Name})
		}
	}
	return all, err
}

// ChangePassword replaces the password of the visitor. Other sessions end, and a mail announces the change. The
// visitor's session is renamed: its new token is returned.
func (p *Accounts) ChangePassword(ctx context.Context, v Visitor, chosen, again string) (token string,
	broken []password.Rule, err error) {
	return p.choose(ctx, v, chosen, again, func(ctx context.Context, q db.Q) error {
		if err := p.journal(ctx, q, v, journal.PasswordChanged, ""); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Votre mot de passe a changé", "Le mot de passe de votre compte a été changé")
	})
}

// SetMailChoices stores which mails the family wants.
func (p *Accounts) SetMailChoices(ctx context.Context, v Visitor, wants MailChoices) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		was, err := q.MailChoices(ctx, v.FamilyID)
		if err != nil || was == wants {
			return err
		}
		if err := q.SetMailChoices(ctx, v.FamilyID, wants); err != nil {
			return err
		}
		return p.journalFamily(ctx, q, v, journal.MailChoice, choiceWords(was), choiceWords(wants))
	})
}

// SetLanguage stores the language in which the visitor reads the portal and its mails.
func (p *Accounts) SetLanguage(ctx context.Context, v Visitor, tag string) error {
	if v.Language == tag {
		return nil
	}
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error { return q.SetLanguage(ctx, v.AccountID, tag) })
}

func choiceWords(m MailChoices) string {
	words := map[bool]string{true: "oui", false: "non"}
	return "comptes rendus : " + words[m.Reports] + ", règlements : " + words[m.PaymentMails]
}

// EndSession ends one of the visitor's sessions; NotFound for any other.
func (p *Accounts) EndSession(ctx context.Context, v Visitor, sessionID string) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		done, err := q.EndSessionOf(ctx, v.AccountID, sessionID)
		if err != nil {
			return err
		}
		if !done {
			return fault.NotFoundf("Cet appareil est déjà déconnecté.")
		}
		return p.journal(ctx, q, v, journal.SessionEnded, "")
	})
}

// EndOtherSessions ends all sessions except the visitor's, and makes the other browsers unknown.
func (p *Accounts) EndOtherSessions(ctx context.Context, v Visitor) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, err := q.EndOtherSessions(ctx, v.AccountID, v.SessionID); err != nil {
			return err
		}
		if err := q.ForgetDevices(ctx, v.AccountID); err != nil {
			return err
		}
		return p.journal(ctx, q, v, journal.OtherSessionsEnded, "")
	})
}

// journalFamily writes a journal entry that the family can read. It is kept after the family's name is erased, so it
// contains no name, and addresses only in the form that masked returns.
func (p *Accounts) journalFamily(ctx context.Context, q db.Q, v Visitor, action journal.Action, was,
	became string) error {
	return q.AddJournal(ctx, db.JournalEntry{At: p.Now().UTC(), AccountID: v.AccountID, StructureID: v.StructureID,
		FamilyID: v.FamilyID, Action: action,
		Subject: "Votre dossier", Was: was, Became: became})
}
