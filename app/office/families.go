package office

import (
	"context"
	"fmt"
	"strings"

	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/app/domain/trail"
	"cartable/db"
)

// FamilyQuery is what a search of families asks.
type FamilyQuery struct {
	Text     string // parts of names, codes, logins; all must be found
	School   string
	Activity string // code
	Access   string // "", Without or Unused
	Page     int    // asked for
}

// What an access filter keeps.
const (
	Without = "sans"    // nobody may sign in
	Unused  = "inutile" // an account was given and never used
)

// Families are the families that a search found.
type Families struct {
	FamilyQuery
	Rows       []FamilyRow
	Schools    []string
	Activities []Choice
	paging.Page
}

// FamilyRow is a family in the list.
type FamilyRow struct {
	Code, Name string
	Children   []string
	Logins     []string
	Gone       []string // logins whose rights were withdrawn
}

// maxWords bounds a search.
const maxWords, maxSearch = 6, 80

// filter reads a query into what db asks; NotFound for an activity that is not of the structure.
func (o *Base) filter(ctx context.Context, q db.Q, d Desk, ask FamilyQuery) (db.FamilyFilter, *town.Catalogue, error) {
	c, err := o.town(ctx, q, d)
	if err != nil {
		return db.FamilyFilter{}, nil, err
	}
	if len(ask.Text) > maxSearch {
		ask.Text = ask.Text[:maxSearch]
	}
	words := strings.Fields(strings.ToValidUTF8(fold.Words(ask.Text), ""))
	f := db.FamilyFilter{StructureID: d.StructureID, Words: words[:min(len(words), maxWords)], School: ask.School, Today: c.Today(o.Now()),
		Without: ask.Access == Without, Unused: ask.Access == Unused}
	if a := c.Activity(ask.Activity); a != nil {
		f.ActivityID = a.ID
	} else if ask.Activity != "" {
		return f, nil, notHere()
	}
	return f, c, nil
}

// Families searches the families of the structure.
func (o *Base) Families(ctx context.Context, d Desk, ask FamilyQuery) (Families, error) {
	q := o.DB.Read()
	f, c, err := o.filter(ctx, q, d, ask)
	if err != nil {
		return Families{}, err
	}
	f.Page = paging.At(ask.Page)
	lines, p, err := q.Families(ctx, f)
	if err != nil {
		return Families{}, err
	}
	page := Families{FamilyQuery: ask, Page: p}
	for _, l := range lines {
		page.Rows = append(page.Rows, FamilyRow{Code: l.Code, Name: l.LastName + " " + l.FirstName, Children: l.Children, Logins: l.Logins, Gone: l.WithdrawnToo})
	}
	if page.Schools, err = q.Schools(ctx, d.StructureID); err != nil {
		return Families{}, err
	}
	for _, a := range c.Activities {
		page.Activities = append(page.Activities, Choice{a.Code, a.Name})
	}
	return page, nil
}

// Provisioning gives many families their first account at once, or a new letter to those who never used theirs (the first
// was lost, or its thirty days are over). The letters come back once: no password is kept in clear.

// mostLetters is how many letters one order makes: a paper of as many pages, ready in a few seconds.
const mostLetters = 2_500

// ProvisionPlan says what an order would do.
type ProvisionPlan struct {
	Families
	Letters int // what the order would print
}

// ProvisionQuery keeps the families that an order may be about: without an account unless the unused ones are asked for.
func provisionQuery(ask FamilyQuery) FamilyQuery {
	if ask.Access != Unused {
		ask.Access = Without
	}
	ask.Text = ""
	return ask
}

// ProvisionPlan shows whom an order would write to.
func (o *Office) ProvisionPlan(ctx context.Context, d Desk, ask FamilyQuery) (ProvisionPlan, error) {
	list, err := o.Families(ctx, d, provisionQuery(ask))
	return ProvisionPlan{list, min(list.Count, mostLetters)}, err
}

// Provision makes the accounts, or draws new passwords for those never used, and returns a letter each. announced is how
// many families the confirmation spoke of: if they are others by now, nothing is done.
func (o *Office) Provision(ctx context.Context, d Desk, ask FamilyQuery, announced int, reason string) ([]Letter, error) {
	reason, err := trail.Reason(reason)
	if err != nil {
		return nil, err
	}
	ask = provisionQuery(ask)
	f, c, err := o.filter(ctx, o.DB.Read(), d, ask)
	if err != nil {
		return nil, err
	}
	f.Page = paging.First(mostLetters)
	passwords, err := o.drawMany(min(max(announced, 0), mostLetters))
	if err != nil {
		return nil, err
	}
	var letters []Letter
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.LockStructure(ctx, d.StructureID); err != nil { // two orders at once would write twice
			return err
		}
		families, _, err := q.Families(ctx, f)
		if err != nil {
			return err
		}
		if len(families) == 0 || min(announced, mostLetters) != len(families) {
			return fault.Conflictf("Les familles concernées ont changé depuis cette page : rien n'a été fait. Relisez le nombre et recommencez.")
		}
		if f.Unused {
			letters, err = o.renew(ctx, q, d, c.Structure.Name, families, passwords, reason)
		} else {
			letters, err = o.open(ctx, q, d, c.Structure.Name, families, passwords, reason)
		}
		if err != nil {
			return err
		}
		return q.AddAudit(ctx, o.note(d, trail.LettersMade, 0, fmt.Sprintf("%d lettres", len(letters)), "", ask.words(), reason))
	})
	return letters, err
}

// words say what an order was about.
func (f FamilyQuery) words() string {
	words := "familles sans compte"
	if f.Access == Unused {
		words = "comptes jamais utilisés"
	}
	if f.School != "" {
		words += ", école " + f.School
	}
	if f.Activity != "" {
		words += ", activité " + f.Activity
	}
	return words
}
