package family

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// HistoryView is the page of consumptions and payments.
type HistoryView struct {
	Whom string // its addressee (site.Whom), for its papers and exports
	portal.History
	Du, Au  string // as typed
	Wrong   string // why nothing is shown: a sentence about the field WrongAt
	WrongAt string
}

// HistoryPage shows consumptions and payments. The filters, which use htmx, get the results alone.
func (s *Pages) HistoryPage(c *fiber.Ctx) error {
	ask, err := historyQuery(c)
	view := HistoryView{Whom: site.Whom(c), Du: c.Query("du"), Au: c.Query("au")}
	page, readErr := s.Portal.History(c.UserContext(), viewer(c), ask)
	if err == nil {
		err = readErr
	} else if readErr != nil {
		return readErr
	}
	view.History = page
	layout := s.Layout(c, "Historique", "balance")
	layout.History = true
	if err != nil {
		if fault.KindOf(err) != fault.Invalid {
			return err
		}
		view.Wrong, view.WrongAt = fault.Message(err), site.FieldOf(err)
		layout.FieldErrors = map[string]string{view.WrongAt: view.Wrong}
		c.Status(fiber.StatusUnprocessableEntity)
	}
	if site.Htmx(c) {
		return s.Fragment(c, "history#answer", view)
	}
	return s.Page(c, "family/history", layout, view)
}

// historyQuery reads the filters. Invalid dates give an Invalid error; the valid filters are returned all the same.
func historyQuery(c *fiber.Ctx) (ask portal.HistoryQuery, err error) {
	ask.Activity = c.Query("activite")
	ask.ChildID, _ = strconv.ParseInt(c.Query("enfant"), 10, 64)
	ask.Page, _ = strconv.Atoi(c.Query("page"))
	ask.PayPage, _ = strconv.Atoi(c.Query("reglements"))
	if text := c.Query("mois"); text != "" {
		if ask.Month, err = civil.ParseMonth(text); err != nil {
			return ask, fault.Invalidf("du", "Ce mois n'existe pas\u00a0: choisissez une période.")
		}
	}
	if ask.From, err = typedDate(c, "du"); err != nil {
		return portal.HistoryQuery{ChildID: ask.ChildID, Activity: ask.Activity}, err
	}
	if ask.To, err = typedDate(c, "au"); err != nil {
		return portal.HistoryQuery{ChildID: ask.ChildID, Activity: ask.Activity}, err
	}
	return ask, nil
}

// typedDate reads a date field of an address; 0 when it is empty.
func typedDate(c *fiber.Ctx, field string) (civil.Date, error) {
	text := c.Query(field)
	if text == "" {
		return 0, nil
	}
	d, err := civil.Typed(text)
	if err != nil {
		return 0, fault.Invalidf(field, "Indiquez une date qui existe, par exemple 24/11/2026.")
	}
	return d, nil
}

// historyLink returns the address of a history, or of its export at path.
func historyLink(path string, h portal.HistoryQuery) template.URL {
	q := url.Values{}
	set := func(on bool, name, value string) {
		if on {
			q.Set(name, value)
		}
	}
	set(h.ChildID != 0, "enfant", strconv.FormatInt(h.ChildID, 10))
	set(h.Activity != "", "activite", h.Activity)
	set(h.Month != 0, "mois", h.Month.String())
	set(h.From != 0, "du", h.From.String())
	set(h.To != 0, "au", h.To.String())
	set(h.Page > 1, "page", strconv.Itoa(h.Page))
	set(h.PayPage > 1, "reglements", strconv.Itoa(h.PayPage))
	return site.Address(path, q)
}

// MonthLink returns the link to another month with the same filters.
func (h HistoryView) MonthLink(m civil.Month) template.URL {
	return historyLink("/historique", portal.HistoryQuery{Month: m, ChildID: h.Query.ChildID,
		Activity: h.Query.Activity})
}

// All returns the link to the same dates without filters.
func (h HistoryView) All() template.URL {
	return historyLink("/historique", portal.HistoryQuery{Month: h.Query.Month, From: h.Query.From, To: h.Query.To})
}

// Export returns the address of a file of the shown rows: "consommations.csv", "reglements.csv", "historique.xlsx".
func (h HistoryView) Export(file string) template.URL {
	ask := h.Query
	ask.Page, ask.PayPage = 0, 0
	return site.ForWhom(historyLink("/historique/"+file, ask), h.Whom)
}

// Pager returns the links through the pages of the consumptions.
func (h HistoryView) Pager() site.Pager {
	return h.pager("Pages des consommations", h.ConsumedPage, func(q *portal.HistoryQuery, at int) { q.Page = at })
}

// PayPager returns the links through the pages of the payments.
func (h HistoryView) PayPager() site.Pager {
	return h.pager("Pages des règlements", h.PaidPage, func(q *portal.HistoryQuery, at int) { q.PayPage = at })
}

func (h HistoryView) pager(label string, shown paging.Page, to func(q *portal.HistoryQuery, at int)) site.Pager {
	p := site.NewPager(shown, func(at int) template.URL {
		ask := h.Query
		to(&ask, at)
		return historyLink("/historique", ask)
	})
	p.Label = label
	return p
}

// When names the dates shown: « novembre 2026 », « du 1er septembre au 24 novembre 2026 ».
func (h HistoryView) When() string {
	q := h.Query
	switch {
	case !q.Period():
		return q.Month.French()
	case q.From == 0:
		return "jusqu'au " + dayOfYear(q.To)
	case q.To == 0:
		return "depuis le " + dayOfYear(q.From)
	}
	return "du " + dayOfYear(q.From) + " au " + dayOfYear(q.To)
}

// dayOfYear returns « 24 novembre 2026 ».
func dayOfYear(d civil.Date) string {
	year, _, _ := d.YMD()
	return d.DayMonth() + " " + strconv.Itoa(year)
}

// Announce returns the text that a screen reader reads after a filter.
func (h HistoryView) Announce() string {
	if h.Wrong != "" {
		return h.Wrong
	}
	return site.Plural(h.ConsumedPage.Count, "consommation", "consommations") + ", " +
		site.Plural(h.PaidPage.Count, "règlement", "règlements") + "."
}

func (s *Pages) ExportConsumed(c *fiber.Ctx) error {
	h, err := s.exported(c)
	if err != nil {
		return err
	}
	return site.SendCSV(c, "consommations", consumedSpreadsheet(h))
}

func (s *Pages) ExportPaid(c *fiber.Ctx) error {
	h, err := s.exported(c)
	if err != nil {
		return err
	}
	return site.SendCSV(c, "reglements", paidSpreadsheet(h))
}

func (s *Pages) ExportHistory(c *fiber.Ctx) error {
	h, err := s.exported(c)
	if err != nil {
		return err
	}
	return site.SendXLSX(c, "historique", consumedSpreadsheet(h), paidSpreadsheet(h))
}

func (s *Pages) exported(c *fiber.Ctx) (portal.History, error) {
	ask, err := historyQuery(c)
	if err != nil {
		return portal.History{}, err
	}
	return s.Portal.ExportHistory(c.UserContext(), viewer(c), ask)
}

func consumedSpreadsheet(h portal.History) site.Spreadsheet {
	s := site.Spreadsheet{Name: "Consommations", Head: []string{"Date", "Nom", "Prénom", "Activité", "Prix (€)", "Qté",
		"Total (€)", "Observations"}}
	for _, l := range h.Consumed {
		s.Rows = append(s.Rows, []any{l.Date, l.LastName, l.FirstName, l.Activity, site.Cents(l.UnitPrice),
			site.Units(l.Quantity), l.Total, consumedNote(l)})
	}
	return s
}

func paidSpreadsheet(h portal.History) site.Spreadsheet {
	s := site.Spreadsheet{Name: "Règlements", Head: []string{"Date", "Mode", "N° pièce", "Nom payeur", "Nom banque",
		"Montant (€)", "Observations"}}
	for _, p := range h.Paid {
		note := ""
		if p.Reverses {
			note = "Annulation"
		} else if p.Reversed {
			note = "Annulé"
		}
		if p.Refund {
			note = strings.TrimPrefix(note+", remboursement", ", ")
		}
		s.Rows = append(s.Rows, []any{p.Date, site.ModeWord(p.Mode, p.Label), p.Number, p.Payer, p.Bank, p.Amount,
			note})
	}
	return s
}

// consumedNote describes the particularities of a line in words.
func consumedNote(l portal.Consumption) string {
	note := ""
	add := func(on bool, text string) {
		if on && note != "" {
			note += ", "
		}
		if on {
			note += text
		}
	}
	add(l.Reverses, "Annulation")
	add(l.Reversed, "Annulée")
	add(l.Label != "", l.Label)
	if l.Told != nil {
		add(true, "prix annoncé : "+l.Told.FrenchPlain())
	}
	return note
}
