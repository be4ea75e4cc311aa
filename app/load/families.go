package load

import (
	"reflect"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
	"cartable/db"
)

type familyEntry struct {
	entry[db.Family]
	emails       []string // from its row
	storedEmails []db.FamilyEmail
	asksEmails   []string         // from its row, in lower case
	keepEmails   bool             // the stored addresses are kept
	differ       []string         // addresses of the file that the family does not have, and is notified of
	mails        bool             // the list differs from the stored one
	since        civil.Date       // start of the residence given in its row; 0 = not given
	former       []pricing.Former // as stored
}

func (im *importing) readFamily(r *row) {
	s, code := r.structure(), r.required("code", "un code")
	want := db.Family{
		Code: code, Civility: r.text("civility"), LastName: r.required("last_name", "un nom"),
		FirstName: r.text("first_name"), Resident: r.yes("resident", true), Address: r.text("address"),
	}
	since, _ := r.date("resident_from", false)
	want.Phone = r.phone("phone")
	emails := r.emails("emails")
	if s == nil || code == "" {
		return
	}
	if f := take(r, &s.families, code, "code"); f != nil && !r.forgotten(s, f, "code") {
		want.ID = f.want.ID
		if r.im.silent("families.csv", "phone") {
			want.Phone = f.want.Phone
		}
		f.want, f.emails, f.since = want, emails, since
	}
}

// family returns the family that a row refers to.
func (r *row) family(s *structureEntry) *familyEntry {
	f := ref(r, s, "family", "families.csv", inFamilies)
	if f == nil || r.forgotten(s, f, "family") {
		return nil
	}
	return f
}

// forgotten refuses a family that was erased, since a file must not restore one that asked for erasure, a file that was
// joined to another, since what it says of it, and what it owes, is there already, and a family that is archived, of
// which nobody would see what the file does.
func (r *row) forgotten(s *structureEntry, f *familyEntry, column string) bool {
	if s.had == nil || f.had == nil {
		return false
	}
	if f.had.MergedInto != 0 {
		r.bad(column, "est un dossier que la mairie a réuni avec un autre",
			"des fichiers dont ses lignes ont été retirées")
		return true
	}
	if f.archived() {
		r.archived(column)
		return true
	}
	if s.forgotten == nil {
		if s.forgotten, r.im.stopped = r.im.q.ForgottenFamilies(r.im.ctx, s.id()); r.im.stopped != nil {
			return false
		}
	}
	if s.forgotten[f.had.ID] {
		r.bad(column, "est une famille qui a été effacée à sa demande", "des fichiers dont ses lignes ont été retirées")
		return true
	}
	return false
}

// archived reports whether a stored family is in the archives.
func (f *familyEntry) archived() bool { return f.had != nil && f.had.ArchivedAt != nil }

// archived refuses a row of a family that is.
func (r *row) archived(column string) {
	r.bad(column, "est une famille archivée\u00a0: rouvrez-la, ou retirez ses lignes",
		"des fichiers dont ses lignes ont été retirées")
}

// joined refuses the code of a child that was a second one of another, and is removed since.
func (r *row) joined(s *structureEntry, code string) bool {
	if s.had == nil {
		return false
	}
	if s.joined == nil {
		if s.joined, r.im.stopped = r.im.q.JoinedChildren(r.im.ctx, s.id()); r.im.stopped != nil {
			return false
		}
	}
	if s.joined[code] {
		r.bad("code", "est un enfant que la mairie a réuni avec un autre",
			"des fichiers dont ses lignes ont été retirées")
	}
	return s.joined[code]
}

// wantEmails returns the list to store: an existing address keeps its history, a new one counts as confirmed by the
// person who gave the town its file.
func (f *familyEntry) wantEmails(now time.Time) []db.FamilyEmail {
	var rows []db.FamilyEmail
	for i, address := range f.emails {
		row := db.FamilyEmail{Address: address}
		for _, had := range f.storedEmails {
			if strings.EqualFold(had.Address, address) {
				row = had
			}
		}
		if row.ConfirmedAt == nil {
			row.ConfirmedAt = &now
		}
		row.FamilyID, row.Position = f.want.ID, i
		rows = append(rows, row)
	}
	return rows
}

func (im *importing) saveFamilies() error {
	for _, s := range im.structures.all {
		if !s.loaded {
			continue
		}
		if err := im.saveFamiliesOf(s); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) saveFamiliesOf(s *structureEntry) error {
	var families []*entry[db.Family]
	for _, f := range s.families.all {
		f.want.StructureID = s.id()
		f.mails = f.line != 0 && !f.keepEmails && !reflect.DeepEqual(f.wantEmails(im.opts.Now), f.storedEmails)
		f.file = f.mails || f.line != 0 && !reflect.DeepEqual(f.residence(im.today()).Former, f.former)
		families = append(families, &f.entry)
	}
	_, err := im.saveCoded("families.csv", db.ImportFamilies, s,
		func() (bool, error) { return save(im, "families.csv", families) }, func(ids map[string]int64) {
			for _, f := range s.families.all {
				f.want.ID = ids[f.want.Code]
			}
		})
	if err != nil {
		return err
	}
	var gone, added []db.FamilyEmail
	for _, f := range s.families.all {
		if f.mails {
			gone = append(gone, f.storedEmails...)
			added = append(added, f.wantEmails(im.opts.Now)...)
		}
	}
	if err := unmoved(im, gone); err != nil {
		return err
	}
	if err := db.ImportDelete(im.ctx, im.q, gone); err != nil {
		return err
	}
	if err := db.ImportInsert(im.ctx, im.q, added); err != nil {
		return err
	}
	if err := im.saveResidences(s); err != nil {
		return err
	}
	for _, f := range s.families.all {
		s.held.Knows(f.want.Code, f.want.ID)
	}
	return nil
}
