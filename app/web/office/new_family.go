package office

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/letter"
	"cartable/app/load"
	"cartable/app/office"
	"cartable/app/people"
	"cartable/app/web/site"
)

// A new family in one form: the adult who answers for it, its children and what they are enrolled in.

const (
	newFamilyPath  = "/mairie/nouvelle-famille"
	newFamilyTitle = "Nouvelle famille"
)

// mostChildren is how many children the form has at most.
const mostChildren = 8

// newFamilyView is the form, with the typed values.
type newFamilyView struct {
	Typed   load.NewFamily
	Choices office.NewFamily
	Same    []load.Likeness // stored families that look like the one of the form
}

// Kids returns the children with their places in the form.
func (v newFamilyView) Kids() []newChild {
	all := make([]newChild, len(v.Typed.Children))
	for i, c := range v.Typed.Children {
		all[i] = newChild{c, i, v.Choices}
	}
	return all
}

// Mark names the families that the second answer agrees to be others.
func (v newFamilyView) Mark() string { return load.Mark(v.Same) }

// More reports whether the form can have one more child.
func (v newFamilyView) More() bool { return len(v.Typed.Children) < mostChildren }

// newChild is a child of the form.
type newChild struct {
	load.NewChild
	At      int
	Choices office.NewFamily
}

// Field returns the name of a field of the child.
func (c newChild) Field(name string) string { return childPrefix(c.At) + name }

// familyField is a field of the form. Its kind follows from what it asks for.
type familyField struct {
	Name, Label, Value, Kind string
	Most                     int           // characters
	Choices                  []desk.Choice // it is chosen
}

func newFamilyField(name, label, value string) familyField {
	f := familyField{Name: name, Label: label, Value: value, Kind: "text", Most: 150}
	switch {
	case strings.HasSuffix(name, "-regime"), strings.HasSuffix(name, "-allergies"):
		f.Most = 1000
	case name == "courriel", name == "second-courriel":
		f.Kind = "email"
	case strings.HasSuffix(name, "telephone"):
		f.Kind = "tel"
	case name == "naissance", strings.HasSuffix(name, "-naissance"),
		strings.HasSuffix(name, "-du"), strings.HasSuffix(name, "-au"):
		f.Kind = "date"
	}
	return f
}

// ChosenField returns the field of the school and the class.
func (c newChild) ChosenField() familyField {
	return familyField{Name: c.Field("place"), Label: "École et classe", Value: c.Chosen, Choices: c.Choices.Places}
}

func childPrefix(at int) string { return "enfant-" + strconv.Itoa(at) + "-" }

// Place returns the child's number, from 1.
func (c newChild) Place() int { return c.At + 1 }

// In reports whether an activity is ticked.
func (c newChild) In(code string) bool { return slices.Contains(c.Activities, code) }

func (s *Pages) NewFamilyPage(c *fiber.Ctx) error {
	choices, err := s.Office.NewFamily(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "office/new-family", s.StaffLayout(c, newFamilyTitle, "families"),
		newFamilyView{Typed: load.NewFamily{Children: make([]load.NewChild, 1)}, Choices: choices})
}

// AddFamily stores the family, or shows the form with one more child.
func (s *Pages) AddFamily(c *fiber.Ctx) error {
	view := newFamilyView{Typed: typedFamily(c)}
	var err error
	if view.Choices, err = s.Office.NewFamily(c.UserContext(), site.Actor(c)); err != nil {
		return err
	}
	layout := s.StaffLayout(c, newFamilyTitle, "families")
	if c.FormValue("faire") == "enfant" {
		if view.More() {
			view.Typed.Children = append(view.Typed.Children, load.NewChild{})
		}
		return s.Page(c, "office/new-family", layout, view)
	}
	letters, open, err := s.opening(c, view.Typed)
	if err != nil {
		return err
	}
	code, same, err := s.Loader.AddFamily(c.UserContext(), site.Actor(c), view.Typed, open)
	if wrong := site.FieldFaults(err); wrong != nil {
		view.Same = same
		return s.Again(c, "office/new-family", layout, wrong, view)
	}
	if err != nil {
		return err
	}
	if view.Typed.Letter {
		return s.handAccesses(c, code, *letters)
	}
	return site.Say(c, site.FamilyAdded, string(site.FamilyURL(code, "")))
}

// opening returns what opens the accesses of the adults of the form, if any is wanted: a second adult is known by
// theirs.
func (s *Pages) opening(c *fiber.Ctx, n load.NewFamily) (*[]people.Letter, load.Opening, error) {
	if !n.Letter && !n.Second.Is() {
		return nil, nil, nil
	}
	return s.People.Opening(c.UserContext(), site.Actor(c), n.Adults(), n.Reason)
}

// handAccesses answers with the letters of the accesses of a new family.
func (s *Pages) handAccesses(c *fiber.Ctx, code string, all []people.Letter) error {
	body, err := letter.PDF(s.BaseURL, s.Now(), all)
	if err != nil {
		return err
	}
	view := site.Handed{Title: "La famille est enregistrée", Back: string(site.FamilyURL(code, "")),
		Behind: "Ouvrir la famille"}
	for _, one := range all {
		view.Done = append(view.Done, "Accès ouvert pour "+one.Name+"\u00a0: son identifiant est "+one.Login+".")
	}
	return s.HandLetters(c, "families", len(all), body, view)
}

// typedFamily reads the form.
func typedFamily(c *fiber.Ctx) load.NewFamily {
	value := func(name string) string { return strings.TrimSpace(c.FormValue(name)) }
	n := load.NewFamily{Civility: value("civilite"), LastName: value("nom"), FirstName: value("prenom"),
		Email: value("courriel"), Phone: value("telephone"),
		Address: strings.ReplaceAll(value("adresse"), "\r\n", "\n"),
		Second: load.SecondAdult{FirstName: value("second-prenom"), LastName: value("second-nom"),
			Email: value("second-courriel"), Phone: value("second-telephone")},
		Elsewhere: value("habitant") == "non", Agreed: value("autres"), Letter: value("lettre") != "",
		Reason: c.FormValue("motif")}
	count, _ := strconv.Atoi(value("enfants"))
	for i := range min(max(count, 1), mostChildren) {
		n.Children = append(n.Children, typedChild(c, i))
	}
	return n
}

// typedChild reads a child of the form.
func typedChild(c *fiber.Ctx, place int) load.NewChild {
	value := func(name string) string { return strings.TrimSpace(c.FormValue(childPrefix(place) + name)) }
	child := load.NewChild{LastName: value("nom"), FirstName: value("prenom"), BirthDate: value("naissance"),
		Chosen: value("place"), School: value("ecole"), Class: value("classe"), From: value("du"), To: value("au"),
		Diet: value("regime"), Allergies: value("allergies")}
	for _, code := range c.Context().PostArgs().PeekMulti(childPrefix(place) + "activites") {
		child.Activities = append(child.Activities, string(code))
	}
	return child
}
