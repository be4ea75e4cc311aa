package desk

import (
	"context"
	"strings"

	"cartable/app/domain/fold"
	"cartable/app/domain/paging"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// FamilyQuery is a search of families.
type FamilyQuery struct {
	Text     string // parts of names, codes, logins; all must be found
	School   string
	Activity string // code
	Access   string // "", Without or Unused
	Order    paging.Order
	Page     int // requested page
}

// The values of FamilyQuery.Access.
const (
	Without = "sans"    // nobody may sign in
	Unused  = "inutile" // an account was given and never used
)

// Families is the result of a search.
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

// maxWords and maxSearch limit a search, the second in characters.
const maxWords, maxSearch = 6, 80

// SearchWords returns the words of a search, folded like names: at most maxWords, without invisible characters.
func SearchWords(typed string) []string {
	words := strings.Fields(fold.Words(plain.Visible(plain.Cut(typed, maxSearch))))
	return words[:min(len(words), maxWords)]
}

// Filter converts a search into a query of db; NotFound for an activity that is not of the structure.
func (o *Base) Filter(ctx context.Context, q db.Q, d Actor, ask FamilyQuery) (db.FamilyFilter, *town.Catalogue, error) {
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return db.FamilyFilter{}, nil, err
	}
	f := db.FamilyFilter{StructureID: d.StructureID, Words: SearchWords(ask.Text), School: ask.School,
		Today:   c.Today(o.Now()),
		Without: ask.Access == Without, Unused: ask.Access == Unused}
	if a := c.Activity(ask.Activity); a != nil {
		f.ActivityID = a.ID
	} else if ask.Activity != "" {
		return f, nil, NotHere()
	}
	return f, c, nil
}

// Families searches the families of the structure.
func (o *Base) Families(ctx context.Context, d Actor, ask FamilyQuery) (Families, error) {
	q := o.DB.Read()
	f, c, err := o.Filter(ctx, q, d, ask)
	if err != nil {
		return Families{}, err
	}
	f.Page, f.Order = paging.At(ask.Page), ask.Order
	lines, p, err := q.Families(ctx, f)
	if err != nil {
		return Families{}, err
	}
	page := Families{FamilyQuery: ask, Page: p}
	for _, l := range lines {
		page.Rows = append(page.Rows, FamilyRow{Code: l.Code, Name: l.LastName + " " + l.FirstName,
			Children: l.Children, Logins: l.Logins, Gone: l.WithdrawnToo})
	}
	if page.Schools, err = q.Schools(ctx, d.StructureID); err != nil {
		return Families{}, err
	}
	for _, a := range c.Activities {
		page.Activities = append(page.Activities, Choice{a.Code, a.Name})
	}
	return page, nil
}

// Words describes the families that an order concerned.
func (f FamilyQuery) Words() string {
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
