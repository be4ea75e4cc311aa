package operation

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/mail"
	"cartable/db"
)

// Letter tells on paper what a mail would tell: to a family that has no address for mails.
type Letter struct {
	Structure     string // the sender
	Name, Address string // of the family; the address in lines
	Title, Text   string
}

// Letters returns the letters of an opération that is applied, or undone, to the families that no mail reaches. The
// fault is a Conflict before, and NotFound when each family was written to.
func (o *Operations) Letters(ctx context.Context, d desk.Actor, id int64) (all []Letter, err error) {
	q := o.DB.Read()
	row, err := stored(ctx, q, d, id, false)
	if err != nil {
		return nil, err
	}
	message := messageOf(row)
	if message == "" {
		return nil, fault.Conflictf("Les lettres s'impriment une fois l'opération terminée.")
	}
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return nil, err
	}
	families, err := q.FamiliesToPost(ctx, id, message)
	if err != nil {
		return nil, err
	}
	if len(families) == 0 {
		return nil, fault.NotFoundf("Cette opération n'a pas de lettre à imprimer.")
	}
	for len(families) > 0 {
		n := min(len(families), familiesAPiece)
		part, err := letters(ctx, q, row, c.Structure.Name, message, families[:n])
		if err != nil {
			return nil, err
		}
		all, families = append(all, part...), families[n:]
	}
	return all, nil
}

// messageOf returns which message the families of an opération have; empty as long as it is not done.
func messageOf(row db.Operation) string {
	switch {
	case row.State == db.OperationApplied:
		return applied
	case row.State == db.OperationUndone && row.AppliedAt != nil:
		return undone
	}
	return ""
}

func letters(ctx context.Context, q db.Q, row db.Operation, structure, message string,
	families []db.Posted) (all []Letter, err error) {
	ids := make([]int64, len(families))
	for i, f := range families {
		ids[i] = f.FamilyID
	}
	days, err := daysOf(ctx, q, row.ID, ids)
	if err != nil {
		return nil, err
	}
	for _, f := range families {
		subject, text, _, err := mail.ComposeOperationMail(told(row, structure, message, days[f.FamilyID]))
		if err != nil {
			return nil, err
		}
		all = append(all, Letter{Structure: structure, Name: f.Name, Address: f.Address,
			Title: strings.TrimSuffix(subject, " : "+structure), Text: text})
	}
	return all, nil
}

// daysOf reads what became of the days of families, by family.
func daysOf(ctx context.Context, q db.Q, operationID int64, families []int64) (map[int64][]db.OperationDay, error) {
	days, err := q.OperationDays(ctx, operationID, families)
	by := map[int64][]db.OperationDay{}
	for _, d := range days {
		by[d.FamilyID] = append(by[d.FamilyID], d)
	}
	return by, err
}
