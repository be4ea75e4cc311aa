package desk

import (
	"context"
	"slices"
	"strings"

	"cartable/app/domain/fold"
	"cartable/app/domain/paging"
	"cartable/app/domain/phone"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// The longest texts of the file of a family or a child, in characters, as in a file of an import.
const LongestName, LongestAddress = 150, 400

// FamilyQuery is a search of families.
type FamilyQuery struct {
	Text     string // beginnings of names, codes, addresses, logins, or a telephone; all must be found
	School   string
	Activity string // code
	Access   string // "", Without, Unused or Archived
	Order    paging.Order
	Page     int // requested page
}

// The values of FamilyQuery.Access.
const (
	Without = "sans"    // nobody may sign in
	Unused  = "inutile" // an account was given and never used

	Archived = "archives" // the file is archived: nobody may sign in, and it is on no other list
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
	Found      []string // by what the search found it, beyond its own name: "enfant Léa Martin"
}

// maxWords and maxSearch limit a search, the second in characters.
const maxWords, maxSearch = 6, 80

// SearchWords returns the words of a search, folded like names: at most maxWords, without invisible characters.
func SearchWords(typed string) []string {
	words := strings.Fields(fold.Words(plain.Visible(plain.Cut(typed, maxSearch))))
	return words[:min(len(words), maxWords)]
}

// FindingWords returns the words by which families are searched: a telephone is one, however it is written.
func FindingWords(typed string) []string {
	if phone.Looks(typed) {
		return []string{phone.Digits(typed)}
	}
	return SearchWords(typed)
}

// Filter converts a search into a query of db; NotFound for an activity that is not of the structure.
func (o *Base) Filter(ctx context.Context, q db.Q, d Actor, ask FamilyQuery) (db.FamilyFilter, *town.Catalogue, error) {
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return db.FamilyFilter{}, nil, err
	}
	f := db.FamilyFilter{StructureID: d.StructureID, Words: FindingWords(ask.Text), School: ask.School,
		Today:   c.Today(o.Now()),
		Without: ask.Access == Without, Unused: ask.Access == Unused, Archived: ask.Access == Archived}
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
			Children: l.Children, Logins: l.Logins, Gone: l.WithdrawnToo, Found: foundBy(l, f.Words)})
	}
	for _, s := range c.Schools {
		if !s.Archived || s.Name == ask.School {
			page.Schools = append(page.Schools, s.Name)
		}
	}
	for _, a := range c.Activities {
		page.Activities = append(page.Activities, Choice{a.Code, a.Name})
	}
	return page, nil
}

// foundBy says by what a search found a family, beyond its own name and code.
func foundBy(l db.FamilyLine, words []string) (all []string) {
	own := strings.Fields(fold.Words(l.Code + " " + l.LastName + " " + l.FirstName))
	var rest []string
	for _, word := range words {
		if !begins(own, word) {
			rest = append(rest, word)
		}
	}
	told := map[string]bool{}
	tell := func(what, text, searched string) {
		in := strings.Fields(fold.Words(searched))
		if !told[text] && slices.ContainsFunc(rest, func(word string) bool { return begins(in, word) }) {
			told[text] = true
			all = append(all, what+" "+text)
		}
	}
	for _, c := range l.Kids {
		tell("enfant", c.FirstName+" "+c.LastName, c.FirstName+" "+c.LastName)
	}
	for _, name := range l.Adults {
		tell("adulte", name, name)
	}
	for _, address := range l.Mails {
		tell("courriel", address, address)
	}
	for _, login := range append(slices.Clone(l.Logins), l.WithdrawnToo...) {
		tell("identifiant", login, login)
	}
	tell("téléphone", l.Phone, phone.Digits(l.Phone))
	for _, own := range l.Phones {
		tell("téléphone", own, phone.Digits(own))
	}
	for _, file := range l.Former {
		tell("ancien dossier", file, file)
	}
	return all
}

func begins(words []string, with string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, with) })
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
