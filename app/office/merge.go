package office

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/merge"
	"cartable/db"
)

// MergeForm is the form that joins a file of a family to another of the same family (DOMAIN.md 10.70).
type MergeForm struct {
	Kept, Gone string          // codes: the file that stays, and the one that goes
	Takes      map[string]bool // fields whose value is that of the file that goes, by name
	Apart      map[int64]bool  // children of the file that goes who are not the child that they seem to be
	Typed      bool            // by a clerk: otherwise the form proposes
	Reason     string
	Seen       string // the rehearsal that was read; empty for a rehearsal
}

// MergeField is a field in which two files differ.
type MergeField struct {
	Name, Label string
	Kept, Gone  string // as each file has it
	Takes       bool   // the value of the file that goes stays
}

// MergeChild is a child of the file that goes that a child of the file that stays seems to be.
type MergeChild struct {
	GoneID, KeptID int64
	Name           string
	Birth          civil.Date
	Joined         bool // they are one
	Fields         []MergeField
	Health         bool // both files say something of the diet or the allergies: both are kept
}

// MergeLook is what the page of a merge shows: both files, what may be chosen, and once it was asked for what would
// move and why not.
type MergeLook struct {
	Kept, Gone         string // codes
	KeptName, GoneName string
	Fields             []MergeField
	Children           []MergeChild
	Others             []string // children of the file that goes who only move
	Hindrances         []string
	Effects            *MergeEffects
	Adults             []string // who may sign in for the family in the end
	Left               []string // what of the file that goes is not kept
	Proof              string
	Done               int64 // the merge
}

// mergePlan is what a merge is made of.
type mergePlan struct {
	look       MergeLook
	kept, gone db.Family
	of         db.MergeOf
	from       civil.Date // today
	stay       []int64    // quotients
	addresses  []db.MergeAddress
	drafts     []db.MergeDraft
}

// Lookalike is a family that another seems to stand twice as, and why.
type Lookalike = db.Lookalike

// Lookalikes returns a family and those that it seems to stand twice as.
func (o *Office) Lookalikes(ctx context.Context, d desk.Actor, code string) (name string, all []db.Lookalike,
	err error) {
	q := o.DB.Read()
	row, err := desk.LiveFamilyOf(ctx, q, d, code)
	if err != nil {
		return "", nil, err
	}
	all, err = q.Lookalikes(ctx, row)
	return row.LastName + " " + row.FirstName, all, err
}

// Merge returns both files with what may be chosen, as the form has it.
func (o *Office) Merge(ctx context.Context, d desk.Actor, form MergeForm) (MergeLook, error) {
	p, err := o.mergePlan(ctx, o.DB.Read(), d, form)
	return p.look, err
}

// mergePlan reads both files. The fault is NotFound for a family that is not of the structure, and Conflict for the
// same one twice or one that another clerk was quicker to merge.
func (o *Office) mergePlan(ctx context.Context, q db.Q, d desk.Actor, form MergeForm) (p mergePlan, err error) {
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return p, err
	}
	p.from = c.Today(o.Now())
	if p.kept, err = o.unmerged(ctx, q, d, form.Kept); err != nil {
		return p, err
	}
	if p.gone, err = o.unmerged(ctx, q, d, form.Gone); err != nil {
		return p, err
	}
	if p.kept.ID == p.gone.ID {
		return p, fault.Conflictf("C'est deux fois le même dossier\u00a0: choisissez-en un autre.")
	}
	p.of = db.MergeOf{KeptID: p.kept.ID, GoneID: p.gone.ID}
	p.look = MergeLook{Kept: p.kept.Code, Gone: p.gone.Code, KeptName: nameOf(p.kept), GoneName: nameOf(p.gone)}
	if err := p.children(ctx, q, form); err != nil {
		return p, err
	}
	return p, p.fields(ctx, q, form)
}

func nameOf(f db.Family) string { return f.LastName + " " + f.FirstName }

// unmerged finds a family of the structure that is a file of its own.
func (o *Office) unmerged(ctx context.Context, q db.Q, d desk.Actor, code string) (db.Family, error) {
	row, found, err := q.FamilyByCode(ctx, d.StructureID, code)
	if err != nil {
		return row, err
	}
	if !found {
		return row, desk.NotHere()
	}
	if row.MergedInto == 0 {
		return row, nil
	}
	m, _, err := q.MergeFrom(ctx, row.ID)
	if err != nil {
		return row, err
	}
	return row, fault.Conflictf("Le dossier %s a déjà été réuni avec le dossier %s par %s, le %s.", row.Code, m.Kept,
		cmp.Or(m.Login, "la mairie"), m.At.In(db.Paris).Format("02/01/2006 à 15:04"))
}

// children reads the children of both files, and pairs those who seem to be one.
func (p *mergePlan) children(ctx context.Context, q db.Q, form MergeForm) error {
	sides := [2][]db.Child{}
	var folded [2][]merge.Child
	for i, family := range []int64{p.kept.ID, p.gone.ID} {
		rows, err := q.ChildrenOfFamily(ctx, family)
		if err != nil {
			return err
		}
		sides[i] = rows
		for _, r := range rows {
			folded[i] = append(folded[i], merge.Child{ID: r.ID, FirstName: r.FirstName, Birth: r.BirthDate})
		}
	}
	byID := func(side int, id int64) db.Child {
		return sides[side][slices.IndexFunc(sides[side], func(c db.Child) bool { return c.ID == id })]
	}
	joined := map[int64]bool{}
	for _, pair := range merge.Pairs(folded[0], folded[1]) {
		kept, gone := byID(0, pair.Kept), byID(1, pair.Gone)
		one := MergeChild{GoneID: gone.ID, KeptID: kept.ID, Name: kept.FirstName + " " + kept.LastName,
			Birth: kept.BirthDate, Joined: !form.Apart[gone.ID],
			Health: kept.Diet+kept.Allergies != "" && gone.Diet+gone.Allergies != ""}
		for _, f := range [][4]string{{"nom", "nom", kept.LastName, gone.LastName},
			{"prenom", "prénom", kept.FirstName, gone.FirstName},
			{"ecole", "école et classe", strings.Trim(kept.School+", "+kept.Class, ", "),
				strings.Trim(gone.School+", "+gone.Class, ", ")}} {
			one.Fields = form.differ(one.Fields, ChildMergeField(gone.ID, f[0]), f[1], f[2], f[3])
		}
		p.look.Children = append(p.look.Children, one)
		joined[gone.ID] = true
		if one.Joined {
			p.of.Pairs = append(p.of.Pairs, db.MergePair{GoneID: gone.ID, KeptID: kept.ID})
		}
	}
	for _, c := range sides[1] {
		if !joined[c.ID] {
			p.look.Others = append(p.look.Others, c.FirstName+" "+c.LastName)
		}
	}
	return nil
}

// ChildMergeField returns the name of a field of a child of the file that goes.
func ChildMergeField(childID int64, field string) string {
	return fmt.Sprintf("enfant-%d-%s", childID, field)
}

// differ adds a field if the files differ in it. A form that proposes takes what the file that stays lacks.
func (f MergeForm) differ(all []MergeField, name, label, kept, gone string) []MergeField {
	if kept == gone {
		return all
	}
	return append(all, MergeField{Name: name, Label: label, Kept: kept, Gone: gone,
		Takes: f.Takes[name] || !f.Typed && kept == ""})
}

// fields compares what the files say of the family.
func (p *mergePlan) fields(ctx context.Context, q db.Q, form MergeForm) error {
	var mails [2]db.MailChoices
	var lives, counts, first [2]string
	var addresses [2][]db.FamilyEmail
	var spans [2][]merge.Span
	yes := map[bool]string{true: "oui", false: "non"}
	for i, f := range []db.Family{p.kept, p.gone} {
		var err error
		if mails[i], err = q.MailChoices(ctx, f.ID); err != nil {
			return err
		}
		if lives[i], err = livesIn(ctx, q, f); err != nil {
			return err
		}
		if addresses[i], err = q.EmailsOf(ctx, f.ID); err != nil {
			return err
		}
		if len(addresses[i]) > 0 {
			first[i] = addresses[i][0].Address
		}
		quotients, err := q.AllQuotientsOf(ctx, f.ID)
		if err != nil {
			return err
		}
		var said []string
		for _, one := range quotients {
			spans[i] = append(spans[i], merge.Span{ID: one.ID, From: one.FromDate, To: one.ToDate})
			said = append(said, one.Qf.String()+" du "+one.FromDate.Numeric()+until(one.ToDate))
		}
		counts[i] = strings.Join(said, ", ")
	}
	for _, f := range [][4]string{
		{"civilite", "civilité", p.kept.Civility, p.gone.Civility}, {"nom", "nom", p.kept.LastName, p.gone.LastName},
		{"prenom", "prénom", p.kept.FirstName, p.gone.FirstName},
		{"telephone", "téléphone", p.kept.Phone, p.gone.Phone}, {"adresse", "adresse", p.kept.Address, p.gone.Address},
		{"residence", "résidence", lives[0], lives[1]}, {"quotients", "quotients", counts[0], counts[1]},
		{"courriel", "adresse courriel qui reçoit les reçus", first[0], first[1]},
		{"courriels-comptes-rendus", "comptes rendus par courriel", yes[mails[0].Reports], yes[mails[1].Reports]},
		{"courriels-paiements", "confirmations de paiement par courriel", yes[mails[0].PaymentMails],
			yes[mails[1].PaymentMails]},
	} {
		p.look.Fields = form.differ(p.look.Fields, f[0], f[1], f[2], f[3])
	}
	p.joinLists(addresses, spans)
	return nil
}

func until(to civil.Date) string {
	if to == 0 {
		return ""
	}
	return " au " + to.Numeric()
}

// takes reports whether a field stays as the file that goes has it.
func (p mergePlan) takes(name string) bool {
	return slices.ContainsFunc(p.look.Fields, func(f MergeField) bool { return f.Name == name && f.Takes })
}

// proof returns a digest of what a rehearsal showed, so that only what was read is done.
func (p mergePlan) proof(sums map[string]string) string {
	digest := sha256.New()
	fmt.Fprintf(digest, "%d %d %v %v %v", p.of.KeptID, p.of.GoneID, p.of.Pairs, p.look.Fields, p.look.Children)
	for _, table := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(digest, " %s", sums[table])
	}
	return hex.EncodeToString(digest.Sum(nil))
}

// reasonOf reads the reason of a form.
func reasonOf(typed string) (string, error) {
	reason, err := journal.Reason(typed)
	if err != nil {
		return "", fault.Many{fault.Invalidf("motif", "%s", fault.Message(err))}
	}
	return reason, nil
}
