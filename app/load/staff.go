package load

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// Loader loads what staff send from a browser: families alone, and of their own structure alone.
type Loader struct {
	desk.Base
	BaseURL string // of the portal, in mails to families
}

// FamilyFiles are the files that staff may send, in the order in which they are read.
func FamilyFiles() []string {
	return []string{"families.csv", "children.csv", "enrolments.csv", "quotients.csv"}
}

// Families loads files of families for a reason, or rehearses it. The faults are Errors, those of the files, and an
// Invalid (motif).
func (o *Loader) Families(ctx context.Context, d desk.Actor, files map[string][]byte, rehearse bool,
	reason string) (Summary, error) {
	if !rehearse {
		var err error
		if reason, err = journal.Reason(reason); err != nil {
			return Summary{}, err
		}
	}
	return o.load(ctx, d, files, Options{Rehearse: rehearse, Reason: reason})
}

// load imports files in the name of a member of staff.
func (o *Loader) load(ctx context.Context, d desk.Actor, files map[string][]byte, opts Options) (Summary, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Summary{}, err
	}
	dir := folder{}
	for name, text := range files {
		if !slices.Contains(FamilyFiles(), strings.TrimSuffix(name, ".xlsx")+".csv") &&
			!slices.Contains(FamilyFiles(), name) {
			return Summary{}, fault.Invalidf("", "Ce fichier ne contient pas de familles\u00a0: %s.", name)
		}
		dir[name] = text
	}
	opts.Now, opts.BaseURL, opts.By, opts.For = o.Now(), o.BaseURL, &d, c.Structure.Code
	opts.Progress = nil
	return Import(ctx, o.DB, dir, opts)
}

// NewFamily is a family as a form describes it: the adult who answers for it, and its children.
type NewFamily struct {
	Civility, LastName, FirstName string
	Email, Address                string
	Elsewhere                     bool // it does not live in the town
	Children                      []NewChild
	Others                        bool // its children are others than those of the same name and birth date
	Reason                        string
}

// NewChild is a child of the form. One without any name or date was left empty.
type NewChild struct {
	LastName, FirstName, BirthDate string
	School, Class                  string
	Activities                     []string // codes
}

func (c NewChild) empty() bool {
	return c.FirstName == "" && c.BirthDate == "" && c.School == "" && c.Class == "" && len(c.Activities) == 0
}

// columns of the form that are those of the files, by file and column: %d is the child.
var formFields = map[string]map[string]string{
	"families.csv": {"civility": "civilite", "last_name": "nom", "first_name": "prenom", "emails": "courriel",
		"address": "adresse"},
	"children.csv": {"last_name": "nom", "first_name": "prenom", "birth_date": "naissance", "school": "ecole",
		"class": "classe"},
	"enrolments.csv": {"activity": "activites", "child": "activites", "from": "activites", "to": "activites"},
}

// AddFamily stores a new family with its children and their enrolments, and returns its code. The faults are a
// fault.Many, by field of the form; same are the children that look like those of the form, which it must confirm.
func (o *Loader) AddFamily(ctx context.Context, d desk.Actor, n NewFamily) (code string, same []string, err error) {
	var wrong fault.Many
	reason, err := journal.Reason(n.Reason)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	if strings.TrimSpace(n.Email) == "" {
		wrong.Addf("courriel", "Indiquez un courriel\u00a0: la famille y reçoit ses comptes rendus.")
	}
	if !slices.ContainsFunc(n.Children, func(c NewChild) bool { return !c.empty() }) {
		wrong.Addf(childField(0, "prenom"), "Indiquez au moins un enfant.")
	}
	if same, err = o.sameChildren(ctx, d, n); err != nil {
		return "", nil, err
	}
	if len(same) > 0 && !n.Others {
		wrong.Addf("autres", "Vérifiez si cette famille n'est pas déjà enregistrée.")
	}
	code = "F-" + strings.ToUpper(desk.DrawPassword()[:6])
	files, childOf := n.files(code)
	_, err = o.load(ctx, d, files, Options{Rehearse: len(wrong) > 0, Reason: reason, Action: journal.FamilyAdded})
	if many, ok := err.(Errors); ok { //nolint:errorlint // Import returns it as it is
		for _, one := range many {
			field := formFields[one.File][one.Column]
			if one.File == "children.csv" || one.File == "enrolments.csv" {
				field = childField(childOf[one.File][one.Line], field)
			}
			wrong.Addf(field, "%s", sentence(one))
		}
		err = nil
	}
	if err != nil {
		return "", same, err
	}
	return code, same, wrong.Err()
}

// sentence says a fault of a file without its place, which the form shows.
func sentence(e ImportError) string {
	return town.Finding{Wrong: printable(plain.Short(e.Wrong, longestCell)), Expected: e.Expected}.Sentence()
}

func childField(child int, field string) string {
	return "enfant-" + string(rune('0'+child%10)) + "-" + field
}

// files writes the form as the files of an import. childOf tells which child of the form a line is about.
func (n NewFamily) files(code string) (files map[string][]byte, childOf map[string]map[int]int) {
	childOf = map[string]map[int]int{"children.csv": {}, "enrolments.csv": {}}
	resident := "yes"
	if n.Elsewhere {
		resident = "no"
	}
	families := [][]string{{"code", "civility", "last_name", "first_name", "emails", "resident", "address"},
		{code, n.Civility, n.LastName, n.FirstName, n.Email, resident, n.Address}}
	children := [][]string{{"family", "code", "last_name", "first_name", "birth_date", "school", "class", "diet",
		"allergies"}}
	enrolments := [][]string{{"child", "activity", "from", "to", "priority"}}
	for i, c := range n.Children {
		if c.empty() {
			continue
		}
		own := code + "-" + string(rune('1'+i%9))
		last := cmp.Or(c.LastName, n.LastName)
		children = append(children, []string{code, own, last, c.FirstName, c.BirthDate, c.School, c.Class, "", ""})
		childOf["children.csv"][len(children)] = i
		for _, activity := range c.Activities {
			enrolments = append(enrolments, []string{own, activity, "", "", ""})
			childOf["enrolments.csv"][len(enrolments)] = i
		}
	}
	files = map[string][]byte{"families.csv": csvOf(families)}
	if len(children) > 1 {
		files["children.csv"] = csvOf(children)
	}
	if len(enrolments) > 1 {
		files["enrolments.csv"] = csvOf(enrolments)
	}
	return files, childOf
}

func csvOf(rows [][]string) []byte {
	var b bytes.Buffer
	_ = csv.NewWriter(&b).WriteAll(rows) // into memory: it cannot fail
	return b.Bytes()
}

// sameChildren names the stored children with the name and the birth date of one of the form.
func (o *Loader) sameChildren(ctx context.Context, d desk.Actor, n NewFamily) (same []string, err error) {
	for _, c := range n.Children {
		last := cmp.Or(c.LastName, n.LastName)
		birth, err := civil.Parse(strings.TrimSpace(c.BirthDate))
		if err != nil {
			continue // reported with the child
		}
		found, err := o.DB.Read().ChildrenLike(ctx, d.StructureID, last, c.FirstName, birth)
		if err != nil {
			return nil, err
		}
		for _, one := range found {
			same = append(same, likeness(one))
		}
	}
	return same, nil
}

func likeness(c db.ChildLike) string {
	return c.FirstName + " " + c.LastName + ", famille " + c.Family + " (" + c.FamilyCode + ")"
}
