package settings

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// The settings of the structure: how it is reached, its night, its mails. Those with effects on families, and those
// with pages of their own, are linked.

const (
	settingsPath  = "/mairie/reglages"
	settingsTitle = "Réglages de la structure"
)

// setting is a field of the form. Its name is that of the field of town.StructureEntry.
type setting struct {
	Name, Label, Value string
	Kind               string // of the input; "area" and "choice" are other elements
	Hint               string
	Max                int // characters
	Choices            []site.Choice
	Off                bool // it is only shown
}

// settingGroup is a part of the form.
type settingGroup struct {
	Key, Title, Lead string
	Fields           []setting
}

// generalView is the page.
type generalView struct {
	Groups  []settingGroup
	Shown   string // the structure as the form showed it: see town.Shown
	Reason  string
	Changed []town.Difference // by somebody else, while the form was filled in
	May     bool              // the user may change them; otherwise the page only shows them
}

// yesNo are the choices of a field that is true or false.
func yesNo(cell, yes, no string) []site.Choice {
	return []site.Choice{{Value: "no", Label: no, Selected: cell != "yes"}, {Value: "yes", Label: yes,
		Selected: cell == "yes"}}
}

// settingGroups returns the form with the cells of its fields.
func settingGroups(cell map[string]string) []settingGroup {
	var zones []site.Choice
	for _, zone := range []string{"A", "B", "C"} {
		zones = append(zones, site.Choice{Value: zone, Label: "Zone " + zone, Selected: cell["zone"] == zone})
	}
	groups := []settingGroup{
		{"identite", "Identité et contact", "Ces coordonnées figurent au pied des pages, sur la page de contact et " +
			"dans les courriels. Le portail y renvoie les familles dès qu'il leur conseille de contacter la " +
			"mairie.", []setting{
			{Name: "name", Label: "Nom", Max: 150},
			{Name: "zone", Label: "Zone scolaire", Kind: "choice", Choices: zones,
				Hint: "Elle décide des vacances, donc des jours ouverts. Les effets d'un changement vous " +
					"sont montrés avant qu'il s'applique."},
			{Name: "alsace_moselle", Label: "Jours fériés d'Alsace-Moselle", Kind: "choice",
				Choices: yesNo(cell["alsace_moselle"], "Oui, le Vendredi saint et le 26 décembre aussi", "Non")},
			{Name: "address", Label: "Adresse", Kind: "area", Max: 400},
			{Name: "phone", Label: "Téléphone", Kind: "tel", Max: 150, Hint: "Le numéro que les familles appellent."},
			{Name: "email", Label: "Courriel", Kind: "email", Max: 150,
				Hint: "Les réponses des familles aux courriels du portail y arrivent."},
			{Name: "hours", Label: "Horaires d'ouverture", Kind: "area", Max: 300},
		}},
		{"accueil", "Accueil des familles", "", []setting{{Name: "notice", Label: "Information de la mairie",
			Kind: "area", Max: 2000, Hint: "En tête de l'accueil de toutes les familles, tant que ce texte est là. " +
				"Pour une information datée, ou pour une partie des familles, publiez une actualité."}}},
		{"nuit", "Nuit", "", []setting{{Name: "night_at", Label: "Heure du traitement de la nuit", Kind: "time",
			Hint: "Attribution des places, facturation des journées passées, comptes rendus aux familles. Pas " +
				"entre 2 h et 3 h\u00a0: cette heure n'existe pas au changement d'heure."}}},
		{"reservations", "Réservations", "", []setting{{Name: "toggles_waitlist", Kind: "choice",
			Label: "Quand une famille coche toute une semaine ou tout un mois, les jours complets",
			Choices: yesNo(cell["toggles_waitlist"], "sont demandés en liste d'attente",
				"ne sont pas cochés")}}},
		{"encadrement", "Encadrement", "", []setting{{Name: "pedt", Kind: "choice",
			Label:   "Projet éducatif territorial (PEDT)",
			Choices: yesNo(cell["pedt"], "Oui, signé et en cours", "Non"),
			Hint: "Avec un PEDT, un animateur peut encadrer plus d'enfants les jours d'école et le mercredi (CASF, " +
				"R.227-16, II). Les places déjà enregistrées ne changent pas."}}},
		{"cuisine", "Cuisine", "", []setting{{Name: "caterer", Label: "Courriel du traiteur", Kind: "email", Max: 150,
			Hint: "Le bon de commande y part à l'heure de la cuisine de chaque activité, puis ses rectificatifs. " +
				"Il ne nomme aucun enfant."},
			{Name: "meal_cost", Label: "Coût d'un repas pour la commune, en euros", Max: 10,
				Hint: "Il donne le coût des assiettes jetées. Les assiettes déjà notées gardent leur coût."},
			{Name: "differences_at", Label: "Heure d'envoi des rectificatifs", Kind: "time", Hint: "Le jour même, ce " +
				"qui a changé depuis le bon part alors au traiteur, si le repas n'a pas commencé. Vide\u00a0: la " +
				"cuisine l'envoie."}}},
		{"operations", "Opérations", "", []setting{{Name: "undo_hours", Label: "Heures pendant lesquelles une " +
			"opération peut être annulée", Kind: "number", Hint: "24 si vous laissez vide, 0 pour jamais. Une " +
			"opération ne s'annule plus dès que le premier jour concerné a commencé."}}},
		{"courriels", "Courriels", "L'adresse d'expédition est fixée par l'hébergeur du portail.", []setting{
			{Name: "mail_name", Label: "Nom de l'expéditeur", Max: 80, Hint: "Par exemple «\u00a0Mairie de " +
				"Saint-Aubin\u00a0»."},
			{Name: "mail_signature", Label: "Signature", Kind: "area", Max: 400, Hint: "Au pied de chaque courriel."},
		}},
	}
	for _, g := range groups {
		for i := range g.Fields {
			g.Fields[i].Value = french(structureField(g.Fields[i].Name), cell[g.Fields[i].Name])
			if g.Fields[i].Kind == "" {
				g.Fields[i].Kind = "text"
			}
		}
	}
	return groups
}

// cellsOf returns the cells of the fields of a structure.
func cellsOf(n town.StructureEntry) map[string]string {
	cells := map[string]string{}
	for _, f := range town.Fields(town.NounStructure) {
		cells[f.Name] = f.Cell(n)
	}
	return cells
}

func structureField(name string) town.Field {
	for _, f := range town.Fields(town.NounStructure) {
		if f.Name == name {
			return f
		}
	}
	return town.Field{}
}

// typedCells reads the fields of a form, whatever line breaks the browser sent, and amounts as they are written in
// French. What cannot be read stays as it is typed.
func typedCells(c *fiber.Ctx, names []string) map[string]string {
	typed := map[string]string{}
	for _, name := range names {
		if c.Context().PostArgs().Has(name) {
			typed[name] = strings.TrimSpace(strings.ReplaceAll(c.FormValue(name), "\r\n", "\n"))
			if cents, err := money.ParseFrench(typed[name]); err == nil &&
				structureField(name).Shape() == town.ShapeAmount {
				typed[name] = cents.Plain()
			}
		}
	}
	return typed
}

// shownCells returns the fields of a form as it showed them; none, which claims nothing, where it does not say.
func shownCells(c *fiber.Ctx, names ...string) map[string]string {
	shown := map[string]string{}
	carried, _ := town.ReadShown[town.StructureEntry](c.FormValue(shownField))
	for _, n := range carried {
		cells := cellsOf(n)
		for _, name := range names {
			shown[name] = cells[name]
		}
	}
	return shown
}

// structureFields are the fields of the form.
func structureFields() (names []string) {
	for _, g := range settingGroups(nil) {
		for _, f := range g.Fields {
			names = append(names, f.Name)
		}
	}
	return names
}

func newGeneralView(n town.StructureEntry) generalView {
	return generalView{Groups: settingGroups(cellsOf(n)), Shown: town.Shown(n), May: true}
}

// readOnly returns the page for users who may not change anything.
func (v generalView) readOnly() generalView {
	v.May = false
	for _, g := range v.Groups {
		for i := range g.Fields {
			g.Fields[i].Off = true
		}
	}
	return v
}

func (s *Pages) GeneralPage(c *fiber.Ctx) error {
	stored, err := s.Settings.General(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	view := newGeneralView(stored)
	if !s.MayDo(c, access.SetRules) {
		view = view.readOnly()
	}
	return s.Page(c, "settings/general", s.StaffLayout(c, settingsTitle, "rules"), view)
}

func (s *Pages) SetStructure(c *fiber.Ctx) error {
	typed, shown := typedCells(c, structureFields()), shownCells(c, structureFields()...)
	id, err := s.Settings.SetStructure(c.UserContext(), site.Actor(c), shown, typed, c.FormValue("motif"))
	if err == nil && id != 0 {
		return c.Redirect(site.OperationPath(id), fiber.StatusSeeOther)
	}
	if err == nil {
		return site.Say(c, site.SettingsSaved, settingsPath)
	}
	layout := s.StaffLayout(c, settingsTitle, "rules")
	view := generalView{Reason: c.FormValue("motif"), Shown: c.FormValue(shownField), May: true}
	if moved, ok := errors.AsType[*settings.Moved](err); ok {
		view.Changed, view.Shown = moved.Differences, town.Shown(moved.Stored)
		view.Groups = settingGroups(kept(moved.Stored, shown, typed))
		c.Status(fiber.StatusConflict)
		return s.Page(c, "settings/general", layout, view)
	}
	if wrong := site.FieldFaults(err); wrong != nil {
		view.Groups = settingGroups(typed)
		return s.Again(c, "settings/general", layout, wrong, view)
	}
	return err
}

// kept returns what a form shows after somebody else has changed the settings: what the user typed, and what is stored
// in the fields that the user left as they were.
func kept(stored town.StructureEntry, shown, typed map[string]string) map[string]string {
	cells := cellsOf(stored)
	for name, cell := range typed {
		if cell != shown[name] {
			cells[name] = cell
		}
	}
	return cells
}
