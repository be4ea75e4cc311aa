package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cartable/app/domain/childname"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
)

// FamilyFilter narrows the families of a structure. Zero values match everything.
type FamilyFilter struct {
	StructureID int64
	Words       []string // each must begin a word of what a family is found by; see finding
	School      string   // of a child
	ActivityID  int64    // in which a child is enrolled on Today or later
	Today       civil.Date
	Without     bool // families without any account that may sign in
	Unused      bool // families with an account whose given password was never used
	Archived    bool // archived families alone, which are not found otherwise
	Order       paging.Order
	Page        paging.Page
}

// unused matches accounts whose initial password was never used.
const unused = "a.disabled_at is null and a.must_change and a.signed_in_at is null"

// where returns the filter as a condition on families f.
func (f FamilyFilter) where(q Q) (where string, args []any) {
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += " and " + strings.ReplaceAll(condition, "$?", fmt.Sprintf("$%d", len(args)))
	}
	found, args := finding(f.Words, []any{f.StructureID})
	where = "f.structure_id = $1 and f.merged_into is null" + found
	where += map[bool]string{false: " and f.archived_at is null", true: " and f.archived_at is not null"}[f.Archived]
	// Each subquery reads a table once, whatever its size: run for each family in turn, it would take as many searches.
	if f.School != "" {
		add("f.id in (select fc.family_id from children c join family_children fc on fc.child_id = c.id where "+
			"c.structure_id = $1 and c.school = $?)", f.School)
	}
	if f.ActivityID != 0 {
		add("f.id in (select fc.family_id from enrolments e join family_children fc on fc.child_id = e.child_id where "+
			"e.activity_id = $?"+
			" and e.to_date >= '"+f.Today.String()+"')", f.ActivityID)
	}
	if f.Without {
		where += " and not exists (select 1 from guardians g join accounts a on a.id = g.account_id and " +
			"a.disabled_at " +
			"is null where g.family_id = f.id and g.withdrawn_at is null)"
	}
	if f.Unused {
		where += " and f.id in (select g.family_id from accounts a join guardians g on g.account_id = a.id where " +
			"g.withdrawn_at is null and " + unused + ")"
	}
	return where, args
}

// FamilyLine is a family in a list.
type FamilyLine struct {
	ID                             int64
	Code                           string
	Civility, LastName, FirstName  string
	Address                        string
	Children, Logins, WithdrawnToo []string // first names; logins that may sign in; logins that no longer may

	Phone  string
	Kids   []childname.Child
	Adults []string // names of the adults that have one
	Phones []string // of the adults that have one of their own
	Mails  []string // only with Words
	Former []string // the same: codes and names of files that were joined to it
}

// Families lists the families that match a filter, by name, with their children and accounts, and the page that they
// are on, in four queries.
func (q Q) Families(ctx context.Context, f FamilyFilter) (all []FamilyLine, p paging.Page, err error) {
	where, args := f.where(q)
	from := "from families f where " + where
	p, err = q.cutWhole(ctx, f.Page, from, args)
	if err != nil {
		return nil, p, err
	}
	at := map[int64]int{}
	order := orderBy(f.Order, map[string]string{"code": "f.code"}, "f.last_name, f.first_name, f.id")
	if f.Order.By == "nom" && f.Order.Down { // backwards through the index that the list's own order reads
		order = " order by f.last_name desc, f.first_name desc, f.id desc"
	}
	err = q.each(ctx, "select f.id, f.code, f.civility, f.last_name, f.first_name, f.address, f.phone "+from+order+
		limitOf(p), args, func(r row) error {
		var l FamilyLine
		err := r.Scan(&l.ID, &l.Code, &l.Civility, &l.LastName, &l.FirstName, &l.Address, &l.Phone)
		at[l.ID] = len(all)
		all = append(all, l)
		return err
	})
	if err != nil || len(all) == 0 {
		return all, p, err
	}
	ids := make([]int64, len(all))
	for i, l := range all {
		ids[i] = l.ID
	}
	children := map[int64][]childname.Child{}
	err = q.each(ctx, `select fc.family_id, c.id, c.first_name, c.last_name, c.birth_date from family_children fc
		join children c on c.id = fc.child_id where fc.family_id in (`+list(ids)+`) order by c.birth_date, c.id`, nil,
		func(r row) error {
			var id int64
			var c childname.Child
			err := r.Scan(&id, &c.ID, &c.FirstName, &c.LastName, &c.Birth)
			children[id] = append(children[id], c)
			return err
		})
	if err != nil {
		return nil, p, err
	}
	for family, of := range children {
		called := childname.Called(of)
		all[at[family]].Kids = of
		for _, c := range of {
			all[at[family]].Children = append(all[at[family]].Children, called[c.ID])
		}
	}
	return all, p, q.knownBy(ctx, all, at, len(f.Words) > 0)
}

// knownBy adds the accounts of families and their adults and, where somebody searches, what else a family is found by:
// its addresses and the files that were joined to it.
func (q Q) knownBy(ctx context.Context, all []FamilyLine, at map[int64]int, searched bool) error {
	ids := make([]int64, len(all))
	for i, l := range all {
		ids[i] = l.ID
	}
	const mail, former, adult = 0, 1, 2
	query := `select g.family_id, 2, 0, a.login, g.name, g.phone,
			g.withdrawn_at is not null or a.disabled_at is not null
		from guardians g join accounts a on a.id = g.account_id where g.family_id in (` + list(ids) + ")"
	if searched {
		query += ` union all select family_id, 0, position, '', address, '', false from family_emails
				where family_id in (` + list(ids) + `)
			union all select merged_into, 1, id, '', code || ' ' || last_name || ' ' || first_name, '', false
				from families
				where merged_into in (` + list(ids) + ")"
	}
	return q.each(ctx, query+" order by 1, 2, 3, 4", nil, func(r row) error {
		var id, kind, place int64
		var login, text, phone string
		var gone bool
		if err := r.Scan(&id, &kind, &place, &login, &text, &phone, &gone); err != nil {
			return err
		}
		l := &all[at[id]]
		switch kind {
		case mail:
			l.Mails = append(l.Mails, text)
		case former:
			l.Former = append(l.Former, text)
		case adult:
			if text != "" {
				l.Adults = append(l.Adults, text)
			}
			if phone != "" {
				l.Phones = append(l.Phones, phone)
			}
			if gone {
				l.WithdrawnToo = append(l.WithdrawnToo, login)
			} else {
				l.Logins = append(l.Logins, login)
			}
		}
		return nil
	})
}

// Schools lists the schools that a structure's children attend.
func (q Q) Schools(ctx context.Context, structureID int64) (all []string, err error) {
	err = q.each(ctx, "select distinct school from children where structure_id = $1 and school <> '' order by school",
		[]any{structureID}, func(r row) error {
			var one string
			err := r.Scan(&one)
			all = append(all, one)
			return err
		})
	return all, err
}

// FamiliesFound lists the first families of a search, by name.
func (q Q) FamiliesFound(ctx context.Context, f FamilyFilter, limit int) (all []Family, err error) {
	where, args := f.where(q)
	err = q.each(ctx, "select f.id, f.code, f.last_name, f.first_name from families f where "+where+
		" order by f.last_name, f.first_name, f.id"+limitOf(paging.First(limit)), args, func(r row) error {
		var one Family
		err := r.Scan(&one.ID, &one.Code, &one.LastName, &one.FirstName)
		all = append(all, one)
		return err
	})
	return all, err
}

// FamilyByCode finds a family of a structure.
func (q Q) FamilyByCode(ctx context.Context, structureID int64, code string) (Family, bool, error) {
	var all []Family
	err := q.NewSelect().Model(&all).Where("structure_id = ? and code = ?", structureID, code).Scan(ctx)
	if err != nil || len(all) == 0 {
		return Family{}, false, err
	}
	return all[0], true, nil
}

// EmailsOf lists the addresses of a family.
func (q Q) EmailsOf(ctx context.Context, familyID int64) (all []FamilyEmail, err error) {
	err = q.NewSelect().Model(&all).Where("family_id = ?", familyID).Order("position").Scan(ctx)
	return all, err
}

// CardChild is a child on the page of its family, without health data.
type CardChild struct {
	ID                        int64
	Code, LastName, FirstName string
	BirthDate                 civil.Date
	School, Class             string
	OtherFamily               string // code of the other home in which the child lives
}

// CardChildren lists the children of a family.
func (q Q) CardChildren(ctx context.Context, familyID int64) (all []CardChild, err error) {
	err = q.each(ctx, `select c.id, c.code, c.last_name, c.first_name, c.birth_date, c.school, c.class, coalesce((select
		min(f.code)
			from family_children x join families f on f.id = x.family_id where x.child_id = c.id and x.family_id <>
				fc.family_id and `+liveHome+`), '')
		from family_children fc join children c on c.id = fc.child_id where fc.family_id = $1 order by c.birth_date,
			c.id`, []any{familyID}, func(r row) error {
		var c CardChild
		err := r.Scan(&c.ID, &c.Code, &c.LastName, &c.FirstName, &c.BirthDate, &c.School, &c.Class, &c.OtherFamily)
		all = append(all, c)
		return err
	})
	return all, err
}

// CardValidation is a validation with the number of its lines.
type CardValidation struct {
	Number, Login string
	At            time.Time
	Adds, Cancels int
}

// LastValidations lists the last validations of a family.
func (q Q) LastValidations(ctx context.Context, familyID int64, limit int) (all []CardValidation, err error) {
	err = q.each(ctx, `select v.number, a.login, v.at, sum(case when l.kind = 'add' then 1 else 0 end), sum(case when
		l.kind = 'cancel' then 1 else 0 end)
		from (select * from validations where family_id = $1 order by id desc limit $2) as v join accounts a on a.id =
			v.account_id
		join validation_lines l on l.validation_id = v.id group by v.id, v.number, a.login, v.at order by v.id desc`,
		[]any{familyID, limit}, func(r row) error {
			var v CardValidation
			err := r.Scan(&v.Number, &v.Login, stamp{&v.At}, &v.Adds, &v.Cancels)
			all = append(all, v)
			return err
		})
	return all, err
}

// SharedChildren counts the children of a structure who live in two households.
func (q Q) SharedChildren(ctx context.Context, structureID int64) (n int, err error) {
	err = q.each(ctx, `select count(*) from (select child_id from family_children where structure_id = $1 group by `+
		`child_id having count(*) > 1) as x`,
		[]any{structureID}, func(r row) error { return r.Scan(&n) })
	return n, err
}
