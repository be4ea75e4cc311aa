package account

import (
	"context"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/legal"
	"cartable/app/domain/password"
	"cartable/db"
)

// Welcome is the first step after a first sign-in: choose a password, then accept the texts in force.
type Welcome struct {
	Rules  []password.Rule
	Broken map[string]bool // by code, after an attempt
}

// Welcome returns the rules for the visitor's password.
func (p *Accounts) Welcome(v Visitor) Welcome { return Welcome{Rules: password.Rules(leastFor(v))} }

// leastFor is the minimum length of a password. A parent who is also staff is treated as staff.
func leastFor(v Visitor) int {
	if v.Staff || v.FamilyID == 0 {
		return password.MinStaff
	}
	return password.Min
}

// ChoosePassword replaces a given password by one that the visitor chose. Other sessions end, and the visitor gets a
// new one, whose token is returned.
func (p *Accounts) ChoosePassword(ctx context.Context, v Visitor, chosen, again string) (token string,
	broken []password.Rule, err error) {
	return p.choose(ctx, v, chosen, again, func(context.Context, db.Q) error { return nil })
}

// choose replaces a password and updates everything that depends on it, in one transaction.
func (p *Accounts) choose(ctx context.Context, v Visitor, chosen, again string,
	and func(ctx context.Context, q db.Q) error) (token string, broken []password.Rule, err error) {
	if broken, err = checkChosen(chosen, again, leastFor(v), v.Login, v.LastName, v.FirstName,
		v.Structure); err != nil {
		return "", broken, err
	}
	account, found, err := p.DB.Read().AccountByLogin(ctx, v.Login)
	if err != nil || !found {
		return "", nil, err
	}
	same, err := matches(ctx, chosen, account.PasswordHash, true)
	if err != nil {
		return "", nil, err
	}
	if same {
		return "", nil, fault.Invalidf("mot_de_passe", "Choisissez un autre mot de passe que celui que vous aviez.")
	}
	hash, err := hashChosen(ctx, chosen)
	if err != nil {
		return "", nil, err
	}
	token, session := sessionLike(v)
	return token, nil, p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.SetPasswordHash(ctx, v.AccountID, hash, p.Now(), false); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, v.AccountID); err != nil {
			return err
		}
		if err := q.DropLinks(ctx, v.AccountID, db.LinkReset, time.Now()); err != nil {
			return err
		}
		if err := q.AddSession(ctx, &session); err != nil {
			return err
		}
		return and(ctx, q)
	})
}

// Document is a text that an account must accept.
type Document struct {
	Kind    string // "rgpd" or "cgu"
	Title   string
	Version int
	Body    string
}

// Terms returns the texts in force that an account has not accepted yet.
func (p *Accounts) Terms(ctx context.Context, v Visitor) ([]Document, error) {
	rows, err := p.DB.Read().UnreadDocuments(ctx, v.AccountID)
	var all []Document
	for _, r := range rows {
		all = append(all, Document{Kind: r.Kind, Title: legal.Kind(r.Kind).Title(), Version: r.Version, Body: r.Body})
	}
	return all, err
}

// Text returns the text in force of a kind, for anybody, without a body if there is none yet. It returns NotFound for a
// kind that does not exist.
func (p *Accounts) Text(ctx context.Context, kind string) (Document, error) {
	title := legal.Kind(kind).Title()
	if title == "" {
		return Document{}, fault.NotFoundf("Cette page n'existe pas.")
	}
	r, _, err := p.DB.Read().DocumentInForce(ctx, kind)
	return Document{Kind: kind, Title: title, Version: r.Version, Body: r.Body}, err
}

// AcceptTerms records that the texts in force were read, all of them or none. read lists the kinds that were ticked.
func (p *Accounts) AcceptTerms(ctx context.Context, v Visitor, read []string) error {
	ticked := map[string]bool{}
	for _, kind := range read {
		ticked[kind] = true
	}
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		unread, err := q.UnreadDocuments(ctx, v.AccountID)
		if err != nil {
			return err
		}
		for _, d := range unread {
			if !ticked[d.Kind] {
				return fault.Invalidf(d.Kind, "Cochez « %s » pour dire que vous en avez pris connaissance.",
					legal.Kind(d.Kind).Title())
			}
		}
		return q.AddConsents(ctx, v.AccountID, unread, p.Now())
	})
}
