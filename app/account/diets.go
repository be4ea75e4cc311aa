package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/db"
)

// DietAsk is what a family asks that the file of a child says, as typed.
type DietAsk struct {
	ChildID         int64
	Diet, Allergies string
}

func (a *DietAsk) clean() {
	for _, text := range []*string{&a.Diet, &a.Allergies} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
}

// DietRequest is the last request about a child.
type DietRequest struct {
	db.DietRequest
	Ours bool // this household asked
}

// Is reports whether a request is in a state: "asked", "accepted", "refused".
func (r DietRequest) Is(state string) bool { return r.State == state }

// AskDiet asks the town hall to change what the file of a child says of its diet and its allergies. Nothing changes for
// the kitchen until it has accepted. The fault is a Conflict while another request waits.
func (p *Accounts) AskDiet(ctx context.Context, v Visitor, a DietAsk) error {
	a.clean()
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		child, found, err := q.ChildIn(ctx, v.FamilyID, a.ChildID)
		if err == nil && !found {
			err = fault.NotYours()
		}
		if err != nil {
			return err
		}
		if err := q.LockChildren(ctx, []int64{child.ID}); err != nil {
			return err
		}
		if child, found, err = q.ChildIn(ctx, v.FamilyID, a.ChildID); err == nil && !found {
			err = fault.NotYours()
		}
		if err != nil {
			return err
		}
		last, found, err := q.LastDietRequest(ctx, child.ID)
		if err != nil {
			return err
		}
		if found && last.State == db.DietAsked {
			if last.FamilyID == v.FamilyID && last.Diet == a.Diet && last.Allergies == a.Allergies {
				return nil // the same form sent twice
			}
			return fault.Conflictf("Une demande pour cet enfant attend déjà la réponse de la mairie. Votre texte est " +
				"gardé ci-dessous.")
		}
		if err := a.check(child); err != nil {
			return err
		}
		if err := q.AddDietRequest(ctx, db.DietRequest{StructureID: v.StructureID, FamilyID: v.FamilyID,
			ChildID: child.ID, AccountID: v.AccountID, AskedAt: p.Now().UTC(), Diet: a.Diet, Allergies: a.Allergies,
			State: db.DietAsked}); err != nil {
			return err
		}
		return p.journalDiet(ctx, q, v, child.ID, journal.DietAsked)
	})
}

func (a DietAsk) check(child db.Child) error {
	var wrong fault.Many
	for field, text := range map[string]string{"regime": a.Diet, "pai": a.Allergies} {
		if utf8.RuneCountInString(text) > kitchen.LongestText {
			wrong.Addf(field, "Ce texte est trop long\u00a0: 1000 caractères au plus.")
		}
	}
	if a.Diet == child.Diet && a.Allergies == child.Allergies {
		wrong.Addf("regime", "Écrivez ce qui change\u00a0: c'est déjà ce que la mairie a noté.")
	}
	return wrong.Err()
}

// WithdrawDiet takes a request back while nobody has answered it.
func (p *Accounts) WithdrawDiet(ctx context.Context, v Visitor, id int64) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		one, found, err := q.DietRequest(ctx, v.StructureID, id)
		if err != nil {
			return err
		}
		if !found || one.FamilyID != v.FamilyID {
			return fault.NotYours()
		}
		now := p.Now().UTC()
		one.State, one.DecidedAt, one.DecidedBy = db.DietWithdrawn, &now, v.AccountID
		if found, err = q.DecideDietRequest(ctx, one); err != nil {
			return err
		}
		if !found {
			return fault.Conflictf("Cette demande a déjà reçu sa réponse.")
		}
		return p.journalDiet(ctx, q, v, one.ChildID, journal.DietWithdrawn)
	})
}

// journalDiet writes a line into the journal of each household of a child. It says nothing of the health of anybody.
func (p *Accounts) journalDiet(ctx context.Context, q db.Q, v Visitor, childID int64, action journal.Action) error {
	families, err := q.FamiliesOfChild(ctx, childID)
	if err != nil {
		return err
	}
	var lines []db.JournalEntry
	for _, family := range families {
		lines = append(lines, db.JournalEntry{At: p.Now().UTC(), AccountID: v.AccountID, StructureID: v.StructureID,
			FamilyID: family, Action: action, Subject: "Régime et allergies"})
	}
	return q.AddJournal(ctx, lines...)
}

// childFiles returns the children of the visitor's family, with the last request about each.
func childFiles(ctx context.Context, q db.Q, familyID int64) (all []ChildFile, err error) {
	files, err := q.ChildFilesOf(ctx, familyID)
	if err != nil {
		return nil, err
	}
	requests, err := q.DietRequestsOf(ctx, familyID)
	for _, file := range files {
		one := ChildFile{ChildFile: file}
		for _, r := range requests {
			// Of a refusal of long ago nothing is left to be read.
			forgotten := r.State == db.DietRefused && r.Answer == ""
			if r.ChildID == file.ID && r.State != db.DietWithdrawn && !forgotten {
				one.Asked = &DietRequest{r, r.FamilyID == familyID}
			}
		}
		all = append(all, one)
	}
	return all, err
}
