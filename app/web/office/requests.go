package office

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/office"
	"cartable/app/web/site"
)

// requestKinds are the words of the filter on what was asked.
var requestKinds = []site.Choice{{Value: "reserver", Label: "Réserver"}, {Value: "annuler", Label: "Annuler"}}

func (s *Pages) RequestsPage(c *fiber.Ctx) error {
	layout := s.StaffLayout(c, "Demandes", "requests")
	kinds := map[string]string{"reserver": office.Booked, "annuler": office.GivenUp}
	ask := office.RequestQuery{Date: site.Day(c), Activity: c.Query("activite"),
		Kind:    kinds[layout.OneOf(c, "quoi", "reserver", "annuler")],
		Notable: layout.OneOf(c, "etat", "a-noter") != "",
		Order:   layout.OrderOf(c, "numero", "famille", "enfant", "activite", "jour")}
	list, err := s.Office.Requests(c.UserContext(), site.Actor(c), ask, site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/requests", layout, requestsView{list})
}

// requestsView is the page of a day's requests.
type requestsView struct{ office.Requests }

// Kinds returns the choices of the filter on what was asked.
func (v requestsView) Kinds() []site.Choice {
	all := slices.Clone(requestKinds)
	all[0].Selected, all[1].Selected = v.Kind == office.Booked, v.Kind == office.GivenUp
	return all
}

// Filtered reports whether a filter leaves rows out.
func (v requestsView) Filtered() bool { return v.Activity != "" || v.Kind != "" || v.Notable }

// List returns the address of the list as it is shown: for its headings and its pages.
func (v requestsView) List() site.List {
	list := site.ListAt("/mairie/demandes").In(v.Order).With("jour", v.Date).With("activite", v.Activity)
	for _, k := range v.Kinds() {
		if k.Selected {
			list = list.With("quoi", k.Value)
		}
	}
	if v.Notable {
		list = list.With("etat", "a-noter")
	}
	return list
}
