package load

import (
	"fmt"
	"reflect"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/meeting"
	"cartable/db"
)

type childEntry struct {
	entry[db.Child]
	structure      *structureEntry
	families       []*familyEntry // in file order
	storedLinks    []db.FamilyChild
	storedFamilies []*familyEntry
	asksFamilies   []string // codes, from its rows
	enrolments     []*enrolmentEntry
}

// payer returns the family that the child's reservations belong to: the first one that is not archived.
func (c *childEntry) payer() *familyEntry {
	for _, f := range slices.Concat(c.families, c.storedFamilies) {
		if !f.archived() {
			return f
		}
	}
	return nil
}

// archived reports whether a stored child lives in archived families alone.
func (c *childEntry) archived() bool {
	return c.payer() == nil && slices.ContainsFunc(c.storedFamilies, (*familyEntry).archived)
}

// child returns the child that a row refers to.
func (r *row) child(s *structureEntry) *childEntry {
	c := ref(r, s, "child", "children.csv", inChildren)
	if c != nil && c.archived() {
		r.bad("child", "est un enfant d'une famille archivée\u00a0: rouvrez-la, ou retirez ses lignes",
			"des fichiers dont ses lignes ont été retirées")
		return nil
	}
	return c
}

type enrolmentKey struct {
	child    *childEntry
	activity *activityEntry
	from     civil.Date
}

type enrolmentEntry struct {
	entry[db.Enrolment]
	child    *childEntry
	activity *activityEntry
}

// readChild reads a row of a child. A child may have several rows, one per family; they must agree on the child.
func (im *importing) readChild(r *row) {
	s, code := r.structure(), r.required("code", "un code")
	family := r.family(s)
	birth := r.birth()
	want := db.Child{
		Code: code, LastName: r.required("last_name", "un nom"), FirstName: r.required("first_name", "un prénom"),
		BirthDate: birth, School: r.text("school"), Class: r.text("class"), Diet: r.text("diet"),
		Allergies: r.text("allergies"),
	}
	if s == nil || code == "" {
		return
	}
	c := s.children.get(code)
	if c == nil && r.joined(s, code) {
		return
	}
	if c == nil {
		c = s.children.put(code, &childEntry{structure: s})
	}
	if c.line == 0 {
		c.line, want.ID, want.SchoolID, want.ClassID = r.line, c.want.ID, c.want.SchoolID, c.want.ClassID
		c.want = want
	} else {
		im.agrees(r, c)
	}
	if family == nil {
		return
	}
	if slices.Contains(c.families, family) {
		r.wrong("family", fmt.Sprintf("l'enfant « %s » est déjà dans la famille « %s »", code, family.want.Code),
			"une seule ligne par enfant et famille")
		return
	}
	c.families = append(c.families, family)
}

// birth returns the birth date of a row. It refuses dates that no bookable child or adult can have, such as the typing
// error 0019 for 2019.
func (r *row) birth() civil.Date {
	d, ok := r.date("birth_date", true)
	if !ok {
		return 0
	}
	switch meeting.Birth(d, r.im.today()) {
	case meeting.NotBorn:
		r.bad("birth_date", "est à venir", "la date de naissance d'un enfant qui est né")
	case meeting.TooOld:
		r.bad("birth_date", "est trop loin", "une date de naissance, avec l'année en quatre chiffres")
	}
	return d
}

// agrees reports differences between a later row of a child and the earlier ones. An empty cell agrees with any value,
// and another row may fill it.
func (im *importing) agrees(r *row, c *childEntry) {
	birth := c.want.BirthDate.String()
	for _, one := range []struct {
		column string
		first  *string
	}{
		{"last_name", &c.want.LastName}, {"first_name", &c.want.FirstName}, {"birth_date", &birth},
		{"school", &c.want.School}, {"class", &c.want.Class}, {"diet", &c.want.Diet}, {"allergies", &c.want.Allergies},
	} {
		switch says := r.cell(one.column); {
		case says == "":
		case *one.first == "":
			*one.first = r.text(one.column)
		case says != *one.first:
			r.bad(one.column, fmt.Sprintf("contredit la ligne %d du même enfant", c.line), "« "+*one.first+
				" », ou rien")
		}
	}
}

// links returns the stored form of the child's families: those of the file first, in its order, then the others.
func (c *childEntry) links() []db.FamilyChild {
	families := slices.Clone(c.families)
	for _, f := range c.storedFamilies {
		if !slices.Contains(families, f) {
			families = append(families, f)
		}
	}
	rows := make([]db.FamilyChild, len(families))
	for i, f := range families {
		rows[i] = db.FamilyChild{FamilyID: f.want.ID, ChildID: c.want.ID, StructureID: c.structure.id(), Position: i}
	}
	return rows
}

func (im *importing) readEnrolment(r *row) {
	s := r.structure()
	child := r.child(s)
	activity := ref(r, s, "activity", "activities.csv", inActivities)
	from, _ := r.date("from", false)
	to, _ := r.date("to", false)
	priority := r.number("priority")
	if child == nil || activity == nil {
		return
	}
	if r.cell("from") == "" {
		from = activity.want.From
	}
	if r.cell("to") == "" {
		to = activity.want.To
	}
	if r.cell("from") != "" || r.cell("to") != "" { // otherwise the activity's own dates, already checked
		r.ordered("to", from, to)
	}
	if from == 0 {
		return
	}
	if e := take(r, &s.enrolments, enrolmentKey{child, activity, from}, "from"); e != nil {
		want := db.Enrolment{ID: e.want.ID, FromDate: from, ToDate: to}
		if priority != nil {
			want.Priority = *priority
		}
		e.want, e.child, e.activity = want, child, activity
	}
}

func (im *importing) saveChildren() error {
	for _, s := range im.structures.all {
		if !s.loaded {
			continue
		}
		if err := im.saveChildrenOf(s); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) saveChildrenOf(s *structureEntry) error {
	var children []*entry[db.Child]
	for _, c := range s.children.all {
		c.want.StructureID = s.id()
		c.file = c.line != 0 && c.had != nil && !reflect.DeepEqual(c.links(), c.storedLinks)
		if c.had == nil && c.line != 0 {
			im.counts("children.csv").New += len(c.families) - 1 // its rows for other families
		}
		children = append(children, &c.entry)
	}
	_, err := im.saveCoded("children.csv", db.ImportChildren, s,
		func() (bool, error) { return save(im, "children.csv", children) }, func(ids map[string]int64) {
			for _, c := range s.children.all {
				c.want.ID = ids[c.want.Code]
			}
		})
	if err != nil {
		return err
	}
	var added, updated []db.FamilyChild
	for _, c := range s.children.all {
		if c.line == 0 {
			continue
		}
		for _, link := range c.links() {
			at := slices.IndexFunc(c.storedLinks,
				func(had db.FamilyChild) bool { return had.FamilyID == link.FamilyID })
			switch {
			case at < 0:
				added = append(added, link)
			case c.storedLinks[at].Position != link.Position:
				updated = append(updated, link)
			}
		}
	}
	if err := db.ImportInsert(im.ctx, im.q, added); err != nil {
		return err
	}
	if err := db.ImportUpdate(im.ctx, im.q, updated, "position"); err != nil {
		return err
	}
	var enrolments []*entry[db.Enrolment]
	for _, e := range s.enrolments.all {
		e.want.ChildID, e.want.ActivityID = e.child.want.ID, e.activity.rowID
		e.child.enrolments = append(e.child.enrolments, e)
		enrolments = append(enrolments, &e.entry)
	}
	_, err = save(im, "enrolments.csv", enrolments)
	return err
}
