package settings

import (
	"html/template"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/paging"
	"cartable/app/settings"
	"cartable/app/web/site"
)

const expiriesPath = "/mairie/quotients/echeances"

// expiriesView is a list of the board, with the links to the others.
type expiriesView struct {
	settings.QuotientExpiries
	Lists []expiryList
	Word  string // of the list, in the address
}

// expiryList is a link to a list.
type expiryList struct {
	Word, Label string
	Count       int
	Current     bool
}

// lapses are the lists by their word in the address.
var lapses = []struct {
	word  string
	which settings.Lapse
	label string
}{{"expires", settings.LapseEnded, "Expirés"}, {"bientot", settings.LapseSoon, "Expirent dans les 30 jours"},
	{"aucun", settings.LapseNone, "Aucun quotient"}}

func lapseOf(c *fiber.Ctx, layout *site.Layout) (settings.Lapse, string) {
	word := layout.OneOf(c, "liste", "expires", "bientot", "aucun")
	for _, one := range lapses {
		if one.word == word {
			return one.which, word
		}
	}
	return settings.LapseEnded, lapses[0].word
}

func (s *Pages) QuotientExpiriesPage(c *fiber.Ctx) error {
	layout := s.StaffLayout(c, "Échéances des quotients", "quotients")
	which, word := lapseOf(c, &layout)
	list, err := s.Settings.QuotientExpiries(c.UserContext(), site.Actor(c), which, paging.At(site.Number(c, "page")))
	if err != nil {
		return err
	}
	return s.Page(c, "settings/quotient-expiries", layout, newExpiriesView(list, word))
}

func newExpiriesView(list settings.QuotientExpiries, word string) expiriesView {
	view := expiriesView{QuotientExpiries: list, Word: word}
	counts := map[settings.Lapse]int{settings.LapseEnded: list.Lapses.Ended, settings.LapseSoon: list.Lapses.Soon,
		settings.LapseNone: list.Lapses.None}
	for _, one := range lapses {
		view.Lists = append(view.Lists, expiryList{one.word, one.label, counts[one.which], one.which == list.Which})
	}
	return view
}

// CSV returns the address of the list as a file.
func (v expiriesView) CSV() template.URL {
	return site.Address(expiriesPath+"/export.csv", url.Values{"liste": {v.Word}})
}

func (s *Pages) QuotientExpiriesCSV(c *fiber.Ctx) error {
	layout := s.StaffLayout(c, "Échéances des quotients", "quotients")
	which, word := lapseOf(c, &layout)
	list, err := s.Settings.QuotientExpiries(c.UserContext(), site.Actor(c), which, paging.Page{})
	if err != nil {
		return err
	}
	out := site.Spreadsheet{Head: []string{"Code", "Famille", "Fin du quotient", "Courriels"}}
	for _, r := range list.Rows {
		out.Rows = append(out.Rows, []any{r.Code, r.LastName + " " + r.FirstName, r.Ends, r.Emails})
	}
	return site.SendCSV(c, "quotients-"+word, out)
}
