package load

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"maps"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/meeting"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// NewFamily is a family as a form describes it: the adult who answers for it, perhaps a second one of the same home,
// and its children.
type NewFamily struct {
	Civility, LastName, FirstName string
	Email, Phone, Address         string
	Second                        SecondAdult
	Elsewhere                     bool // it does not live in the town
	Children                      []NewChild
	Agreed                        string // the Mark of the likenesses that were read, and are others
	Letter                        bool   // the letters with the accesses are wanted
	Reason                        string
}

// SecondAdult is another adult of the home. Nothing is typed: there is none.
type SecondAdult struct{ LastName, FirstName, Email, Phone string }

// Is reports whether there is one.
func (s SecondAdult) Is() bool { return s != SecondAdult{} }

// Opening opens accesses for the adults of a family, in the transaction that stores it.
type Opening func(ctx context.Context, q db.Q, family db.Family) error

// NewChild is a child of the form. One without any name or date was left empty.
type NewChild struct {
	LastName, FirstName, BirthDate string
	Chosen                         string   // a school and a class of the town, as its choices name them
	School, Class                  string   // those of a town that has none yet
	Activities                     []string // codes
	From, To                       string   // of its enrolments; empty = as the activities
	Diet, Allergies                string
}

func (c NewChild) empty() bool {
	return c.FirstName == "" && c.BirthDate == "" && c.Chosen == "" && c.School == "" && c.Class == "" &&
		len(c.Activities) == 0 && c.Diet == "" && c.Allergies == ""
}

// formFields are the fields of the form, by file and column of an import; those of a child come after its number.
var formFields = map[string]map[string]string{
	"families.csv": {"civility": "civilite", "last_name": "nom", "first_name": "prenom", "emails": "courriel",
		"phone": "telephone", "address": "adresse"},
	"children.csv": {"last_name": "nom", "first_name": "prenom", "birth_date": "naissance", "school": "ecole",
		"class": "classe", "diet": "regime", "allergies": "allergies"},
	"enrolments.csv": {"activity": "activites", "child": "activites", "from": "du", "to": "au"},
}

// formFiles is a form as the files of an import.
type formFiles struct {
	all     map[string][]byte
	childOf map[string]map[int]int // which child of the form a line is about, by file
	codes   map[string]int         // the children of the form, by the codes that they get
}

// errUnfit rolls back enrolments that an import of the town's own files may make, and a form may not.
var errUnfit = errors.New("unfit")

// errAlike rolls back a family that resembles others, which another clerk may have stored a moment before.
var errAlike = errors.New("alike")

// AddFamily stores a new family with its children and their enrolments, and returns its code. The faults are a
// fault.Many, by field of the form; same are the families that look like the one of the form, which it must have agreed
// to be others: until then nothing is stored. open is called in the same transaction; nil: no access is opened.
func (o *Loader) AddFamily(ctx context.Context, d desk.Actor, n NewFamily, open Opening) (code string,
	same []Likeness, err error) {
	var wrong fault.Many
	reason, err := journal.Reason(n.Reason)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	if strings.TrimSpace(n.Email) == "" {
		wrong.Addf("courriel", "Indiquez un courriel\u00a0: la famille y reçoit ses comptes rendus.")
	}
	n.Second.check(&wrong, n.Email)
	if !slices.ContainsFunc(n.Children, func(c NewChild) bool { return !c.empty() }) {
		wrong.Addf(childField(0, "prenom"), "Indiquez au moins un enfant.")
	}
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return "", nil, err
	}
	n.Children = slices.Clone(n.Children)
	n.placed(&wrong, c)
	code = "F-" + strings.ToUpper(desk.DrawPassword()[:6])
	same, err = o.addFiles(ctx, d, n, code, n.files(code), wrong,
		Options{Reason: reason, Action: journal.FamilyAdded}, open)
	return code, same, err
}

// addFiles stores the files of a form, unless something is wrong, or looks like what is there and was not agreed to.
func (o *Loader) addFiles(ctx context.Context, d desk.Actor, n NewFamily, code string, files formFiles,
	wrong fault.Many, opts Options, open Opening) (same []Likeness, err error) {
	if same, err = n.alike(ctx, o.DB.Read(), d); err != nil {
		return nil, err
	}
	if Mark(same) != n.Agreed {
		alike(&wrong)
	}
	n.grown(&wrong, civil.Of(o.Now().In(db.Paris)))
	opts.Rehearse = len(wrong) > 0
	var unfit fault.Many
	opts.last = func(ctx context.Context, q db.Q, line *about) (err error) {
		if unfit, err = files.unfit(ctx, q, d); err != nil {
			return err
		}
		if len(unfit) > 0 {
			return errUnfit
		}
		family, found, err := q.FamilyByCode(ctx, d.StructureID, code)
		if err != nil || !found || opts.Rehearse {
			return err
		}
		if err := q.LockFamily(ctx, family.ID); err != nil { // whoever archives it just then ends first
			return err
		}
		if family, err = desk.LiveFamilyOf(ctx, q, d, code); err != nil {
			return err
		}
		*line = about{family.ID, n.subject(), n.became()}
		now, err := n.alike(ctx, q, d)
		stored := len(now) - len(without(now, code)) // those of the family itself
		read := len(same) - len(without(same, code))
		if err == nil && (Mark(without(now, code)) != Mark(without(same, code)) ||
			opts.Action == journal.ChildAdded && stored > read+1) {
			same, err = now, errAlike
			if opts.Action == journal.FamilyAdded { // which is not there any more
				same = without(now, code)
			}
		}
		if err == nil && open != nil {
			err = open(ctx, q, family)
		}
		return err
	}
	_, err = o.load(ctx, d, files.all, opts)
	switch {
	case errors.Is(err, errAlike):
		alike(&wrong)
		err = nil
	case errors.Is(err, errUnfit):
		wrong = append(wrong, unfit...)
		err = nil
	}
	if many, ok := err.(Errors); ok { //nolint:errorlint // Import returns it as it is
		for _, one := range many {
			field := formFields[one.File][one.Column]
			if one.File == "children.csv" || one.File == "enrolments.csv" {
				field = childField(files.childOf[one.File][one.Line], field)
			}
			wrong.Addf(field, "%s", sentence(one))
		}
		err = nil
	}
	if err != nil {
		return same, err
	}
	return same, wrong.Err()
}

// placed gives the children the schools and the classes that were chosen. A town that has schools takes no other: a
// slip of a finger would make one more.
func (n *NewFamily) placed(wrong *fault.Many, c *town.Catalogue) {
	if len(desk.ClassChoices(c)) == 0 {
		return
	}
	for i, child := range n.Children {
		school, class, found := desk.PlaceOf(c, child.Chosen)
		if !found {
			wrong.Addf(childField(i, "place"), "Cette école ou cette classe n'existe plus\u00a0: choisissez-en "+
				"une autre.")
		}
		n.Children[i].School, n.Children[i].Class = school, class
	}
}

// grown refuses adults among the children. A file may contain one, and has it reported: a form is for one family.
func (n NewFamily) grown(wrong *fault.Many, today civil.Date) {
	for i, c := range n.Children {
		if birth, err := civil.Typed(c.BirthDate); err == nil && meeting.Birth(birth, today) == meeting.Old {
			wrong.Addf(childField(i, "naissance"), "C'est la date de naissance d'un adulte\u00a0: vérifiez l'année.")
		}
	}
}

// subject and became are the words of the journal about what the form adds.
func (n NewFamily) subject() string {
	if n.LastName == "" {
		return strings.TrimSpace(n.Children[0].FirstName + " " + n.Children[0].LastName)
	}
	return strings.TrimSpace("Famille " + n.LastName + " " + n.FirstName)
}

func (n NewFamily) became() string {
	var all []string
	for _, c := range n.Children {
		if !c.empty() {
			all = append(all, strings.Join(strings.Fields(c.FirstName+" "+c.School+" "+c.Class), " "))
		}
	}
	return strings.Join(all, ", ")
}

// AddChild stores a child of a family of the structure, with its enrolments. The faults and same are as those of
// AddFamily: a child of the same name and birth date, of this family or of another, must have been agreed to be
// another.
func (o *Loader) AddChild(ctx context.Context, d desk.Actor, familyCode string, child NewChild, agreed,
	why string) (same []Likeness, err error) {
	var wrong fault.Many
	reason, err := journal.Reason(why)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	family, err := desk.LiveFamilyOf(ctx, o.DB.Read(), d, familyCode)
	if err != nil {
		return nil, err
	}
	if child.FirstName == "" {
		wrong.Addf(childField(0, "prenom"), "Indiquez un prénom.")
		child.FirstName = "-" // the rest is judged too
	}
	child.LastName = cmp.Or(child.LastName, family.LastName)
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return nil, err
	}
	n := NewFamily{Children: []NewChild{child}, Agreed: agreed}
	n.placed(&wrong, c)
	code := family.Code + "-" + strings.ToUpper(desk.DrawPassword()[:6])
	files := n.childFiles(family.Code, func(int) string { return code })
	return o.addFiles(ctx, d, n, family.Code, files, wrong,
		Options{Reason: reason, Action: journal.ChildAdded}, nil)
}

// sentence says a fault of a file without its place, which the form shows.
func sentence(e ImportError) string {
	return printable(town.Finding{Wrong: plain.Short(e.Wrong, longestCell), Expected: e.Expected}.Sentence())
}

func childField(child int, field string) string {
	return "enfant-" + string(rune('0'+child%10)) + "-" + field
}

// unfit judges the enrolments that were just written as those of a child who is there already (DOMAIN.md 10.60).
func (f formFiles) unfit(ctx context.Context, q db.Q, d desk.Actor) (wrong fault.Many, err error) {
	if f.all["enrolments.csv"] == nil {
		return nil, nil
	}
	held, err := q.HoldTown(ctx, d.StructureID) // not from the cache: this may be rolled back
	if err != nil {
		return nil, err
	}
	if err := held.KnowChildren(ctx, slices.Sorted(maps.Keys(f.codes))); err != nil {
		return nil, err
	}
	for _, code := range slices.Sorted(maps.Keys(f.codes)) {
		child := held.Children[code]
		for i, e := range child.Enrolled {
			alone := child
			alone.Enrolled = slices.Delete(slices.Clone(child.Enrolled), i, i+1)
			held.Children[code] = alone
			one := town.Change{After: town.EnrolmentEntry{Child: code, Activity: e.Activity, From: e.From, To: e.To}}
			for _, found := range one.Check(held.Settings) {
				if !found.Warning {
					field := formFields["enrolments.csv"][found.Field]
					wrong.Addf(childField(f.codes[code], field), "%s", found.Sentence())
				}
			}
		}
	}
	return wrong, nil
}

// files writes the form as the files of an import.
func (n NewFamily) files(code string) formFiles {
	resident := "yes"
	if n.Elsewhere {
		resident = "no"
	}
	files := n.childFiles(code, func(i int) string { return code + "-" + string(rune('1'+i%9)) })
	files.all["families.csv"] = csvOf([][]string{{"code", "civility", "last_name", "first_name", "emails", "resident",
		"address", "phone"}, {code, n.Civility, n.LastName, n.FirstName, n.emails(), resident, n.Address,
		n.Phone}})
	return files
}

// childFiles writes the children of the form, whose codes are given by their places, and their enrolments.
func (n NewFamily) childFiles(family string, code func(int) string) formFiles {
	files := formFiles{map[string][]byte{}, map[string]map[int]int{"children.csv": {}, "enrolments.csv": {}},
		map[string]int{}}
	children := [][]string{{"family", "code", "last_name", "first_name", "birth_date", "school", "class", "diet",
		"allergies"}}
	enrolments := [][]string{{"child", "activity", "from", "to", "priority"}}
	for i, c := range n.Children {
		if c.empty() {
			continue
		}
		own := code(i)
		children = append(children, []string{family, own, cmp.Or(c.LastName, n.LastName), c.FirstName,
			dated(c.BirthDate), c.School, c.Class, c.Diet, c.Allergies})
		files.childOf["children.csv"][len(children)], files.codes[own] = i, i
		for _, activity := range c.Activities {
			enrolments = append(enrolments, []string{own, activity, dated(c.From), dated(c.To), ""})
			files.childOf["enrolments.csv"][len(enrolments)] = i
		}
	}
	if len(children) > 1 {
		files.all["children.csv"] = csvOf(children)
	}
	if len(enrolments) > 1 {
		files.all["enrolments.csv"] = csvOf(enrolments)
	}
	return files
}

// dated writes a typed date as files do. What is no date stays, to be reported.
func dated(typed string) string {
	if d, err := civil.Typed(typed); err == nil {
		return d.String()
	}
	return typed
}

func csvOf(rows [][]string) []byte {
	var b bytes.Buffer
	_ = csv.NewWriter(&b).WriteAll(rows) // into memory: it cannot fail
	return b.Bytes()
}
