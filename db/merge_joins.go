package db

import (
	"context"
	"slices"
	"time"

	"cartable/app/domain/merge"
)

// HoldMerge locks what a merge of two families touches, in the order of a validation: their drafts, the children of
// both, whoever gives a place in the town, and last the families themselves, against any new row of theirs. The caller
// has locked the town.
func (q Q) HoldMerge(ctx context.Context, structureID, kept, gone int64) error {
	if !q.postgres {
		return nil
	}
	if _, err := q.exec(ctx, "select id from drafts where family_id in ($1, $2) order by id for no key update", kept,
		gone); err != nil {
		return err
	}
	var children []int64
	for _, family := range []int64{kept, gone} {
		some, err := q.ChildrenIn(ctx, family)
		if err != nil {
			return err
		}
		children = append(children, some...)
	}
	if len(children) > 0 {
		slices.Sort(children)
		if err := q.LockChildren(ctx, slices.Compact(children)); err != nil {
			return err
		}
	}
	if err := q.HoldBookings(ctx, structureID); err != nil {
		return err
	}
	_, err := q.exec(ctx, "select id from families where id in ($1, $2) order by id for update", kept, gone)
	return err
}

// mergeFields are the columns of a family that one choice of a form takes from the file that goes.
var mergeFields = map[string]string{
	"civilite": "civility", "nom": "last_name", "prenom": "first_name", "telephone": "phone", "adresse": "address",
	"residence": "resident", "courriels-comptes-rendus": "mail_reports", "courriels-paiements": "mail_payments",
}

// mergeChildFields are those of a child.
var mergeChildFields = map[string]string{
	"nom": "last_name", "prenom": "first_name", "ecole": "school, class, school_id, class_id",
}

// TakeFamilyField gives the family that stays what the other has in a field of a form.
func (q Q) TakeFamilyField(ctx context.Context, of MergeOf, field string) error {
	columns := mergeFields[field]
	if columns == "" {
		return nil
	}
	_, err := q.exec(ctx, "update families set "+columns+" = (select "+columns+" from families where id = $2) "+
		"where id = $1", of.KeptID, of.GoneID)
	return err
}

// TakeChildField gives the child that stays what the other has in a field of a form.
func (q Q) TakeChildField(ctx context.Context, p MergePair, field string) error {
	columns := mergeChildFields[field]
	if columns == "" {
		return nil
	}
	_, err := q.exec(ctx, "update children set ("+columns+") = (select "+columns+" from children where id = $2) "+
		"where id = $1", p.KeptID, p.GoneID)
	return err
}

// SetHealth stores what two files together say of a child.
func (q Q) SetHealth(ctx context.Context, childID int64, diet, allergies string) error {
	_, err := q.exec(ctx, "update children set diet = $2, allergies = $3 where id = $1 and (diet <> $2 or "+
		"allergies <> $3)",
		childID, diet, allergies)
	return err
}

// JoinGuardians gives the adults of the file that goes to the one that stays. Of who is in both, a
// right that staff withdrew stays withdrawn, and the name and the telephone are those that are there.
func (q Q) JoinGuardians(ctx context.Context, of MergeOf) error {
	for _, statement := range []string{
		`update guardians set withdrawn_at = (select o.withdrawn_at from guardians o where o.family_id = $2
			and o.account_id = guardians.account_id) where family_id = $1 and withdrawn_at is null and account_id in
			(select o.account_id from guardians o where o.family_id = $2)`,
		`update guardians set name = (select o.name from guardians o where o.family_id = $2
			and o.account_id = guardians.account_id) where family_id = $1 and name = '' and account_id in
			(select o.account_id from guardians o where o.family_id = $2)`,
		`update guardians set phone = (select o.phone from guardians o where o.family_id = $2
			and o.account_id = guardians.account_id) where family_id = $1 and phone = '' and account_id in
			(select o.account_id from guardians o where o.family_id = $2)`,
		`delete from guardians where family_id = $2 and account_id in (select o.account_id from guardians o
			where o.family_id = $1)`,
		`update guardians set family_id = $1 where family_id = $2`,
		`update guardians set name = name where family_id in ($1, $2)`, // finds them by their words again
		`update sessions set family_id = $1 where family_id = $2`,
		`delete from family_words where family_id = $2 and source in ('adult', 'mail') and family_id <> $1`,
	} {
		if _, err := q.exec(ctx, statement, of.KeptID, of.GoneID); err != nil {
			return err
		}
	}
	return nil
}

// JoinAddresses gives the family that stays addresses of either, in their order; others go.
func (q Q) JoinAddresses(ctx context.Context, of MergeOf, addresses []MergeAddress) error {
	const aside = 1000 // away from the positions of any family
	if _, err := q.exec(ctx, "update family_emails set position = position + $3 where family_id in ($1, $2)", of.KeptID,
		of.GoneID, aside); err != nil {
		return err
	}
	for i, one := range addresses {
		if one.FamilyID != of.KeptID { // both may have it
			if _, err := q.exec(ctx, "delete from family_emails where family_id = $1 and address = $2", of.KeptID,
				one.Address); err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, "update family_emails set family_id = $1, position = $4 where family_id = $2 and "+
			"address = $3", of.KeptID, one.FamilyID, one.Address, i); err != nil {
			return err
		}
	}
	if _, err := q.exec(ctx, "delete from family_emails where family_id in ($1, $2) and position >= $3", of.KeptID,
		of.GoneID, aside); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update family_emails set address = address where family_id = $1", of.KeptID)
	return err
}

// MergeAddress is an address and whose it was.
type MergeAddress struct {
	FamilyID int64
	Address  string
	Works    bool
}

// JoinQuotients gives the family that stays some quotients of either; the others go.
func (q Q) JoinQuotients(ctx context.Context, of MergeOf, stay []int64) error {
	if _, err := q.exec(ctx, "delete from quotients where family_id in ($1, $2) and id not in ("+list(stay)+")",
		of.KeptID,
		of.GoneID); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update quotients set family_id = $1 where family_id = $2", of.KeptID, of.GoneID)
	return err
}

// JoinResidences keeps the residences of one of the files: theirs are those of the file that goes.
func (q Q) JoinResidences(ctx context.Context, of MergeOf, theirs bool) error {
	drop := of.GoneID
	if theirs {
		drop = of.KeptID
	}
	if _, err := q.exec(ctx, "delete from residences where family_id = $1", drop); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update residences set family_id = $1 where family_id = $2", of.KeptID, of.GoneID)
	return err
}

// EnrolmentsOfChild lists the enrolments of a child.
func (q Q) EnrolmentsOfChild(ctx context.Context, childID int64) (all []merge.Enrolment, err error) {
	err = q.each(ctx, "select id, activity_id, from_date, to_date, priority from enrolments where child_id = $1 "+
		"order by id",
		[]any{childID}, func(r row) error {
			var e merge.Enrolment
			err := r.Scan(&e.ID, &e.Activity, &e.From, &e.To, &e.Priority)
			all = append(all, e)
			return err
		})
	return all, err
}

// JoinEnrolments gives the child that stays what became of the enrolments of both.
func (q Q) JoinEnrolments(ctx context.Context, p MergePair, all []merge.Enrolment) error {
	ids := make([]int64, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	if _, err := q.exec(ctx, "delete from enrolments where child_id in ($1, $2) and id not in ("+list(ids)+")",
		p.KeptID,
		p.GoneID); err != nil {
		return err
	}
	for _, e := range all {
		if _, err := q.exec(ctx, "update enrolments set child_id = $2, from_date = $3, to_date = $4, priority = $5 "+
			"where id = $1", e.ID, p.KeptID, e.From, e.To, e.Priority); err != nil {
			return err
		}
	}
	return nil
}

// JoinBalances adds the balances of the file that goes, whose lines of the ledger have moved, to those of the other.
func (q Q) JoinBalances(ctx context.Context, of MergeOf) error {
	if _, err := q.exec(ctx, `insert into balances (family_id, wallet_id, amount) select $1, wallet_id, amount
		from balances where family_id = $2 on conflict (family_id, wallet_id) do update
		set amount = balances.amount + excluded.amount`, of.KeptID, of.GoneID); err != nil {
		return err
	}
	_, err := q.exec(ctx, "delete from balances where family_id = $1", of.GoneID)
	return err
}

// MergeDraft is a draft of one of two files.
type MergeDraft struct {
	DraftID, AccountID, FamilyID int64
	Login                        string
	Lines                        int
	Live                         bool // it has lines that have neither lapsed nor been set aside
}

// MergeDrafts lists the drafts of two families.
func (q Q) MergeDrafts(ctx context.Context, kept, gone int64, now time.Time) (all []MergeDraft, err error) {
	err = q.each(ctx, `select d.id, d.account_id, d.family_id, a.login, d.updated_at, d.dropped,
			(select count(*) from draft_lines l where l.draft_id = d.id)
		from drafts d join accounts a on a.id = d.account_id where d.family_id in ($1, $2) order by d.id`,
		[]any{kept, gone}, func(r row) error {
			var d MergeDraft
			var at time.Time
			var dropped bool
			err := r.Scan(&d.DraftID, &d.AccountID, &d.FamilyID, &d.Login, stamp{&at}, &dropped, &d.Lines)
			d.Live = d.Lines > 0 && !dropped && at.After(now.Add(-DraftLapse))
			all = append(all, d)
			return err
		})
	return all, err
}

// JoinDrafts gives the drafts of the file that goes to the one that stays; each gets a new revision, so that a recap
// that is open is read again. An adult has one draft for a family: of two, that one keeps the lines that are live.
func (q Q) JoinDrafts(ctx context.Context, of MergeOf, all []MergeDraft) error {
	for _, p := range of.Pairs {
		if _, err := q.exec(ctx, "update draft_lines set child_id = $1 where child_id = $2", p.KeptID,
			p.GoneID); err != nil {
			return err
		}
	}
	ours := map[int64]int64{} // by account
	for _, d := range all {
		if d.FamilyID == of.KeptID {
			ours[d.AccountID] = d.DraftID
		}
	}
	for _, d := range all {
		if d.FamilyID != of.GoneID {
			continue
		}
		var statements []string
		other := ours[d.AccountID]
		switch {
		case other == 0:
			other = of.KeptID
			statements = []string{"update drafts set family_id = $2, revision = revision + 1 where id = $1"}
		case d.Live:
			statements = []string{"delete from draft_lines where draft_id = $2 and draft_id <> $1",
				"update draft_lines set draft_id = $2 where draft_id = $1",
				"update drafts set revision = revision + 1, dropped = false, updated_at = (select o.updated_at " +
					"from drafts o " +
					"where o.id = $1), last_moment = (select o.last_moment from drafts o where o.id = $1) where " +
					"id = $2",
				"update drafts set revision = revision + 1 where id = $1 and id <> $2"}
		default:
			statements = []string{"delete from draft_lines where draft_id = $1 and draft_id <> $2"}
		}
		for _, one := range statements {
			if _, err := q.exec(ctx, one, d.DraftID, other); err != nil {
				return err
			}
		}
	}
	return nil
}

// EndMerged makes an empty file of the family that goes: its children are the other's, those who were one are nobody
// any more, and it points to the other, as do the files that were joined to it before.
func (q Q) EndMerged(ctx context.Context, of MergeOf) error {
	if _, err := q.exec(ctx, "delete from family_children where family_id = $1", of.GoneID); err != nil {
		return err
	}
	for _, p := range of.Pairs {
		if _, err := q.exec(ctx, "delete from imported where owner = 'child' and owner_id = $1", p.GoneID); err != nil {
			return err
		}
		if err := q.forgetChild(ctx, p.GoneID); err != nil {
			return err
		}
	}
	_, err := q.exec(ctx, "update families set merged_into = $1 where id = $2 or merged_into = $2", of.KeptID,
		of.GoneID)
	return err
}

// MoveChildren puts the children of the file that goes, but those who are one, into the one that stays, before their
// days follow.
func (q Q) MoveChildren(ctx context.Context, of MergeOf) error {
	var one []int64
	for _, p := range of.Pairs {
		one = append(one, p.GoneID)
	}
	_, err := q.exec(ctx, "insert into family_children (family_id, child_id, structure_id, position) select $1, "+
		"child_id, "+
		"structure_id, position from family_children where family_id = $2 and child_id not in ("+list(one)+
		")", of.KeptID, of.GoneID)
	return err
}

// MoveCustodies names the file that stays wherever what was arranged for a child of two homes names the one that goes.
func (q Q) MoveCustodies(ctx context.Context, of MergeOf) error {
	if _, err := q.exec(ctx, `update custodies set
			even_family_id = case when even_family_id = $2 then $1 else even_family_id end,
			odd_family_id = case when odd_family_id = $2 then $1 else odd_family_id end
		where child_id in (select c.child_id from family_children c where c.family_id in ($1, $2))`, of.KeptID,
		of.GoneID); err != nil {
		return err
	}
	for _, p := range of.Pairs {
		if _, err := q.exec(ctx, "update custodies set child_id = $1 where child_id = $2", p.KeptID,
			p.GoneID); err != nil {
			return err
		}
	}
	return nil
}
