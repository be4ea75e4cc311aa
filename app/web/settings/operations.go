package settings

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/paging"
	"cartable/app/operation"
	"cartable/app/web/site"
)

const operationsPath = "/mairie/operations"

// operationsView is the list of opérations with its filters.
type operationsView struct {
	operation.List
	Kind  operation.Kind
	State string
	Kinds []operation.Kind
	Who   string
	Whose string // the family, as it was typed
}

// stateWord is a state of an opération in words. A state without a tone needs no mark.
type stateWord struct{ State, Word, Tone string }

var operationStates = []stateWord{
	{operation.Prepared, "En préparation", "wait"}, {operation.Applying, "En cours", "wait"},
	{operation.Applied, "Appliquée", ""}, {operation.Undoing, "Annulation en cours", "wait"},
	{operation.Undone, "Annulée", "off"},
}

func operationState(state string) stateWord {
	for _, one := range operationStates {
		if one.State == state {
			return one
		}
	}
	return stateWord{}
}

// OperationsPage lists the changes of staff that touched families.
func (s *Pages) OperationsPage(c *fiber.Ctx) error {
	layout, states, kinds := s.StaffLayout(c, "Opérations", "operations"), []string{}, []string{}
	for _, one := range operationStates {
		states = append(states, one.State)
	}
	for _, one := range operation.Kinds() {
		kinds = append(kinds, string(one))
	}
	view := operationsView{State: layout.OneOf(c, "etat", states...),
		Kind:  operation.Kind(layout.OneOf(c, "genre", kinds...)),
		Kinds: operation.Kinds(), Who: c.Query("qui"), Whose: c.Query("famille")}
	var err error
	view.List, err = s.Operations.Operations(c.UserContext(), site.Actor(c), operation.Query{Kind: view.Kind,
		State: view.State, Login: view.Who, Family: view.Whose}, paging.At(site.Number(c, "page")))
	if err != nil {
		return err
	}
	if f := view.Family; f != nil && f.Code != view.Whose { // the address keeps a number, and not a name
		return c.Redirect(string(site.OperationsOf(f.Code)), fiber.StatusSeeOther)
	}
	return s.Page(c, "settings/operations", layout, view)
}
