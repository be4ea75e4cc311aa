package load

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/phone"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// NewFamily is a family as a form describes it: the adult who answers for it, and its children.
type NewFamily struct {
	Civility, LastName, FirstName string
	Email, Phone, Address         string
	Elsewhere                     bool // it does not live in the town
	Children                      []NewChild
	Agreed                        string // the Mark of the likenesses that were read, and are others
	Letter                        bool   // a letter with an access is wanted next
	Reason                        string
}

// NewChild is a child of the form. One without any name or date was left empty.
type NewChild struct {
	LastName, FirstName, BirthDate string
	School, Class                  string
	Activities                     []string // codes
	From, To                       string   // of its enrolments; empty = as the activities
}

func (c NewChild) empty() bool {
	return c.FirstName == "" && c.BirthDate == "" && c.School == "" && c.Class == "" && len(c.Activities) == 0
}

// Likeness is a stored family that may be the one of the form, and why.
type Likeness struct{ Code, Words string }

// Mark names likenesses, for the form that agrees that they are others.
func Mark(all []Likeness) string {
	codes := make([]string, len(all))
	for i, one := range all {
		codes[i] = one.Code
	}
	slices.Sort(codes)
	return strings.Join(slices.Compact(codes), " ")
}

// formFields are the fields of the form, by file and column of an import; those of a child come after its number.
var formFields = map[string]map[string]string{
	"families.csv": {"civility": "civilite", "last_name": "nom", "first_name": "prenom", "emails": "courriel",
		"phone": "telephone", "address": "adresse"},
	"children.csv": {"last_name": "nom", "first_name": "prenom", "birth_date": "naissance", "school": "ecole",
		"class": "classe"},
	"enrolments.csv": {"activity": "activites", "child": "activites", "from": "du", "to": "au"},
}

// errAlike rolls back a family that resembles others, which another clerk may have stored a moment before.
var errAlike = errors.New("alike")

// AddFamily stores a new family with its children and their enrolments, and returns its code. The faults are a
// fault.Many, by field of the form; same are the families that look like the one of the form, which it must have agreed
// to be others: until then nothing is stored.
func (o *Loader) AddFamily(ctx context.Context, d desk.Actor, n NewFamily) (code string, same []Likeness, err error) {
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
	if same, err = n.alike(ctx, o.DB.Read(), d, ""); err != nil {
		return "", nil, err
	}
	if Mark(same) != n.Agreed {
		alike(&wrong)
	}
	code = "F-" + strings.ToUpper(desk.DrawPassword()[:6])
	files, childOf := n.files(code)
	_, err = o.load(ctx, d, files, Options{Rehearse: len(wrong) > 0, Reason: reason, Action: journal.FamilyAdded,
		last: func(ctx context.Context, q db.Q) error {
			found, err := n.alike(ctx, q, d, code)
			if err == nil && len(wrong) == 0 && Mark(found) != n.Agreed {
				same, err = found, errAlike
			}
			return err
		}})
	if errors.Is(err, errAlike) {
		alike(&wrong)
		err = nil
	}
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

func alike(wrong *fault.Many) {
	wrong.Addf("autres", "Vérifiez si cette famille n'est pas déjà enregistrée.")
}

// sentence says a fault of a file without its place, which the form shows.
func sentence(e ImportError) string {
	return printable(town.Finding{Wrong: plain.Short(e.Wrong, longestCell), Expected: e.Expected}.Sentence())
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
	families := [][]string{{"code", "civility", "last_name", "first_name", "emails", "resident", "address", "phone"},
		{code, n.Civility, n.LastName, n.FirstName, n.Email, resident, n.Address, n.Phone}}
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
			enrolments = append(enrolments, []string{own, activity, c.From, c.To, ""})
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

// alike returns the stored families, without one of them, that have a child with the name and the birth date of one of
// the form, or that its address or telephone reaches.
func (n NewFamily) alike(ctx context.Context, q db.Q, d desk.Actor, without string) (same []Likeness, err error) {
	add := func(code, words string) {
		if one := (Likeness{code, words}); code != without && !slices.Contains(same, one) {
			same = append(same, one)
		}
	}
	for _, c := range n.Children {
		birth, err := civil.Parse(strings.TrimSpace(c.BirthDate))
		if err != nil {
			continue // reported with the child
		}
		found, err := q.ChildrenLike(ctx, d.StructureID, cmp.Or(c.LastName, n.LastName), c.FirstName, birth)
		if err != nil {
			return nil, err
		}
		for _, one := range found {
			add(one.FamilyCode, one.FirstName+" "+one.LastName+" ("+birth.Numeric()+"), famille "+one.Family)
		}
	}
	number, err := phone.Read(n.Phone)
	if err != nil {
		number = "" // reported with the form
	}
	found, err := q.FamiliesReachedBy(ctx, d.StructureID, strings.TrimSpace(n.Email), number)
	for _, one := range found {
		by := "même courriel"
		switch {
		case one.Address != "" && one.Phone != "":
			by = "mêmes courriel et téléphone"
		case one.Phone != "":
			by = "même téléphone"
		}
		add(one.Code, strings.TrimSpace("famille "+one.LastName+" "+one.FirstName)+" ("+by+")")
	}
	return same, err
}
