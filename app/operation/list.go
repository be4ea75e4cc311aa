package operation

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/paging"
	"cartable/db"
)

// Query narrows the list of opérations. Zero values match everything.
type Query struct {
	Kind   Kind
	State  string
	Login  string // of who prepared or applied it
	Family string // whom it touched: a number, or what the search of families finds
}

// List is a page of opérations, newest first.
type List struct {
	Rows   []Line
	Page   paging.Page
	Family *Named  // whom the opérations touched; nil without that filter
	Which  []Named // the families that were searched for, if it is not one: the list is empty then
	More   bool    // there are others
}

// Named is a family.
type Named struct{ Code, Name string }

// mostFound is how many families of a search are offered.
const mostFound = 8

// Operations lists the opérations of a structure, newest first.
func (o *Operations) Operations(ctx context.Context, d desk.Actor, ask Query, at paging.Page) (list List, err error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return list, err
	}
	f := db.OperationFilter{StructureID: d.StructureID, Kind: string(ask.Kind), State: ask.State, Login: ask.Login}
	if typed := strings.TrimSpace(ask.Family); typed != "" {
		found, err := o.families(ctx, q, d, typed)
		if err != nil {
			return list, err
		}
		if len(found) != 1 {
			list.More = len(found) > mostFound
			for _, one := range found[:min(len(found), mostFound)] {
				list.Which = append(list.Which, named(one))
			}
			list.Page = at.Within(0)
			return list, nil
		}
		one := named(found[0])
		list.Family, f.FamilyID = &one, found[0].ID
	}
	rows, page, err := q.Operations(ctx, f, at)
	for _, one := range rows {
		list.Rows = append(list.Rows, o.line(c, one))
	}
	list.Page = page
	return list, err
}

func named(f db.Family) Named { return Named{f.Code, f.LastName + " " + f.FirstName} }

// families finds the family with a number or, if there is none, those that the search of every page
// finds, and the archived ones that it does not.
func (o *Operations) families(ctx context.Context, q db.Q, d desk.Actor, typed string) ([]db.Family, error) {
	one, found, err := q.FamilyByCode(ctx, d.StructureID, typed)
	if err != nil || found {
		return []db.Family{one}, err
	}
	words := desk.FindingWords(typed)
	if len(words) == 0 {
		return nil, nil
	}
	all, err := q.FamiliesFound(ctx, db.FamilyFilter{StructureID: d.StructureID, Words: words}, mostFound+1)
	if err != nil || len(all) > mostFound {
		return all, err
	}
	archived, err := q.FamiliesFound(ctx, db.FamilyFilter{StructureID: d.StructureID, Words: words, Archived: true},
		mostFound+1-len(all))
	return append(all, archived...), err
}
