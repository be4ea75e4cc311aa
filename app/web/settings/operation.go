package settings

import (
	"encoding/json"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/effect"
	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/letter"
	"cartable/app/operation"
	"cartable/app/web/site"
)

// operationView is the page of an opération: its rehearsal until it is applied, then what it did.
type operationView struct {
	operation.Page
	Moved bool   // it was about to be applied, and its figures have changed
	Read  string // the figures that were read: see Figures
	Typed string // the reason for undoing

	Number int // of the page of settings
}

// Moving reports whether a worker is at it: the page asks again by itself.
func (v operationView) Moving() bool {
	return !v.Stopped && (v.State == operation.Applying || v.State == operation.Undoing)
}

// Figures is what the page says of the effects, as its form carries it.
func (v operationView) Figures() string {
	text, _ := json.Marshal(v.Counts)
	return string(text)
}

// Differs says which figures are no longer those that were read.
func (v operationView) Differs() (all []string) {
	var was effect.Counts
	if json.Unmarshal([]byte(v.Read), &was) != nil {
		return nil
	}
	before, now := figuresOf(was), figuresOf(v.Counts)
	for i := range now {
		if now[i] != before[i] {
			all = append(all, "Vous aviez lu\u00a0: "+before[i]+". Maintenant\u00a0: "+now[i]+".")
		}
	}
	if all == nil {
		all = []string{"Les totaux sont les mêmes, mais pas les réservations\u00a0: relisez la liste."}
	}
	return all
}

// figuresOf is the figures of an opération in words, always in the same order.
func figuresOf(n effect.Counts) []string {
	return []string{
		site.Plural(n.Families, "famille concernée", "familles concernées"),
		site.Plural(n.Children, "enfant", "enfants"),
		site.Plural(n.Cancelled, "réservation annulée", "réservations annulées"),
		picnicWords(n),
		site.Plural(n.Withdrawn, "demande en attente retirée", "demandes en attente retirées"),
		site.Plural(n.Served, "demande en attente servie", "demandes en attente servies"),
		n.Back.String() + " rendus aux familles", n.Difference.String() + " de différence sur les jours à venir",
		site.Plural(n.Mails, "courriel", "courriels"),
	}
}

// picnicWords says how many meals become a picnic: "24 repas à emporter pour 23 enfants".
func picnicWords(n effect.Counts) string {
	return site.Plural(n.Picnics, "repas à emporter", "repas à emporter") + " pour " +
		site.Plural(n.Along, "enfant", "enfants")
}

// Percent returns how far the worker is.
func (v operationView) Percent() int { return 100 * v.Page.Done / max(v.All, 1) }

// More returns how many rows are not shown.
func (v operationView) More() int { return v.All - len(v.Rows) }

// Changed returns the settings of the page that is shown: an opération may change hundreds.
func (v operationView) Changed() []operation.Setting {
	page := v.pageOfSettings()
	return v.Page.Settings[page.Offset():min(page.Offset()+page.Size, len(v.Page.Settings))]
}

// SettingsPager returns the links through the settings.
func (v operationView) SettingsPager() site.Pager {
	return site.ListAt(site.OperationPath(v.ID)).Pager(v.pageOfSettings())
}

func (v operationView) pageOfSettings() paging.Page {
	return paging.At(v.Number).Of(len(v.Page.Settings))
}

// OperationPage shows one opération.
func (s *Pages) OperationPage(c *fiber.Ctx) error {
	return s.showOperation(c, operationView{Number: c.QueryInt("page")}, nil)
}

func (s *Pages) showOperation(c *fiber.Ctx, view operationView, wrong map[string]string) error {
	var err error
	view.Page, err = s.Operations.Operation(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, view.Title, "operations")
	switch {
	case wrong != nil:
		return s.Again(c, "settings/operation", layout, wrong, view)
	case view.Moved:
		view.Page.Words, view.Page.Tell = c.FormValue("texte"), c.FormValue("aussi") != ""
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "settings/operation", layout, view)
}

// OperationProgress is the part of the page that asks again while a worker is at it.
func (s *Pages) OperationProgress(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	if !site.Htmx(c) {
		return c.Redirect(site.OperationPath(id), fiber.StatusSeeOther)
	}
	page, err := s.Operations.Operation(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	view := operationView{Page: page}
	if !view.Moving() { // done: the whole page has changed
		c.Set("HX-Refresh", "true")
	}
	return s.Fragment(c, "operation#progress",
		site.Under(site.PageData{Layout: s.StaffLayout(c, page.Title, "operations")}, view))
}

// ApplyOperation applies what was read, or shows what has moved since.
func (s *Pages) ApplyOperation(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	err := s.Operations.Apply(c.UserContext(), site.Actor(c), id, operation.Consent{Fingerprint: c.FormValue("lu"),
		Words: c.FormValue("texte"), Tell: c.FormValue("aussi") != ""})
	if operation.Moved(err) {
		return s.showOperation(c, operationView{Moved: true, Read: c.FormValue("chiffres")}, nil)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.OperationApplied, site.OperationPath(id))
}

// UndoOperation takes an applied opération back.
func (s *Pages) UndoOperation(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	err := s.Operations.Undo(c.UserContext(), site.Actor(c), id, c.FormValue("motif"))
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showOperation(c, operationView{Typed: c.FormValue("motif")}, wrong)
	}
	if fault.KindOf(err) == fault.Conflict { // the reason is not lost, and the page says what it is about
		shown := s.showOperation(c, operationView{Typed: c.FormValue("motif")},
			map[string]string{"motif": fault.Message(err)})
		c.Status(fiber.StatusConflict)
		return shown
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.OperationUndone, site.OperationPath(id))
}

// DiscardOperation drops a prepared opération.
func (s *Pages) DiscardOperation(c *fiber.Ctx) error {
	if err := s.Operations.Discard(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	return site.Say(c, site.OperationDiscarded, operationsPath)
}

// RestartOperation has a worker carry on with an opération that stopped.
func (s *Pages) RestartOperation(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	if err := s.Operations.Restart(c.UserContext(), site.Actor(c), id); err != nil {
		return err
	}
	return site.Say(c, site.OperationRestarted, site.OperationPath(id))
}

// OperationCSV exports all rows of an opération.
func (s *Pages) OperationCSV(c *fiber.Ctx) error {
	page, err := s.Operations.Export(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	out := site.Spreadsheet{Head: []string{"Famille", "Nom", "Enfant", "Date", "Activité", "Effet", "État", "Motif",
		"Rendu",
		"Courriel"}}
	for _, r := range page.Rows {
		reached := "non"
		if r.Reachable {
			reached = "oui"
		}
		out.Rows = append(out.Rows, []any{r.Code, r.Family, r.Child, r.Date, r.Activity, r.What, r.State, r.Why, r.Back,
			reached})
	}
	return site.SendCSV(c, "operation-"+strconv.FormatInt(page.ID, 10), out)
}

// OperationLetters prints what the families without an address for mails are to be told.
func (s *Pages) OperationLetters(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	all, err := s.Operations.Letters(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	return site.SendPDF(c, "lettres-operation-"+strconv.FormatInt(id, 10), letter.Told(s.Now().In(s.Loc), all))
}
