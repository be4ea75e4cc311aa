package office

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/plain"
	"cartable/db"
)

// ChildSearch is the children that a name finds.
type ChildSearch struct {
	Search string
	Rows   []FoundChild
	More   bool // there are more than are shown
}

// FoundChild is a child of the structure with the household that pays for it.
type FoundChild db.NamedChild

// fewChildren is how many children a search shows: if there are more, the name is not precise enough.
const fewChildren = 20

// FindChildren finds children of the structure by parts of their names, without regard to accents and capitals.
func (o *Office) FindChildren(ctx context.Context, d desk.Actor, search string) (ChildSearch, error) {
	page := ChildSearch{Search: plain.Cut(strings.TrimSpace(search), 80)}
	words := desk.SearchWords(page.Search)
	if len(words) == 0 {
		return page, nil
	}
	all, err := o.DB.Read().ChildrenNamed(ctx, d.StructureID, words, fewChildren+1)
	if len(all) > fewChildren {
		all, page.More = all[:fewChildren], true
	}
	for _, one := range all {
		page.Rows = append(page.Rows, FoundChild(one))
	}
	return page, err
}
