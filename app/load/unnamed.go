package load

import (
	"fmt"
	"slices"
	"strings"

	"cartable/db"
)

// Rows that the files no longer name are kept (DOMAIN.md 11.2) and listed, because staff may have to close an account
// or note that a child has left. Only the structures that a file names are checked.

func (im *importing) listUnnamed() error {
	for _, s := range im.structures.all {
		if s.had == nil || !s.loaded {
			continue
		}
		gone, err := im.q.ForgottenFamilies(im.ctx, s.id())
		if err != nil {
			return err
		}
		var families, children []string
		for _, f := range s.families.all {
			if f.line == 0 && f.had != nil && !gone[f.had.ID] && !f.archived() {
				families = append(families, f.want.Code)
			}
		}
		for _, c := range s.children.all {
			left := func(f *familyEntry) bool { return !gone[f.had.ID] && !f.archived() }
			if c.line == 0 && c.had != nil && slices.ContainsFunc(c.storedFamilies, left) {
				children = append(children, c.want.Code)
			}
		}
		im.listCodes(s, "families.csv", "famille", families)
		im.listCodes(s, "children.csv", "enfant", children)
	}
	return nil
}

// listCodes lists all codes that a file does not name, several per line.
func (im *importing) listCodes(s *structureEntry, file, what string, codes []string) {
	if !im.about[file][s] || len(codes) == 0 {
		return
	}
	slices.Sort(codes)
	line := fmt.Sprintf("%s, structure %s, %s :", file, s.want.Code, many(len(codes), what, what+"s"))
	for some := range slices.Chunk(codes, 20) {
		im.tell(Unnamed, "%s %s", line, strings.Join(some, ", "))
		line = "…"
	}
}

// listRights lists the rights in force that accounts.csv does not name.
func (im *importing) listRights(logins map[string]int64, guardians []db.Guardian, staff []db.Staff) {
	login := map[int64]string{}
	for name, id := range logins {
		login[id] = name
	}
	for _, s := range im.structures.all {
		if s.had == nil || !im.about["accounts.csv"][s] {
			continue
		}
		codes := map[int64]string{}
		for _, f := range s.families.all {
			if f.had != nil {
				codes[f.had.ID] = f.want.Code
			}
		}
		var rights []string
		for _, g := range guardians {
			if code := codes[g.FamilyID]; code != "" && g.WithdrawnAt == nil &&
				!im.names(login[g.AccountID], func(a *accountEntry) bool {
					return slices.ContainsFunc(a.guardianOf,
						func(f *familyEntry) bool { return f.want.ID == g.FamilyID })
				}) {
				rights = append(rights, login[g.AccountID]+" ("+code+")")
			}
		}
		for _, one := range staff {
			if one.StructureID == s.id() && one.WithdrawnAt == nil &&
				!im.names(login[one.AccountID], func(a *accountEntry) bool {
					return slices.Contains(a.roles, roleEntry{s, one.Role})
				}) {
				rights = append(rights, login[one.AccountID]+" ("+one.Role+")")
			}
		}
		im.listCodes(s, "accounts.csv", "droit", rights)
	}
}

func (im *importing) names(login string, right func(*accountEntry) bool) bool {
	a := im.accounts.get(login)
	return a != nil && right(a)
}

// leftBy notes stored reservations in force that no row matched.
func (im *importing) leftBy(found []match, had []db.ImportedReservation) {
	for i := range had {
		h := &had[i]
		if h.Status.Live() && !slices.ContainsFunc(found, func(m match) bool { return m.had == h }) {
			im.left = append(im.left, h.ID)
		}
	}
}

// listLeft reports how many reservations reservations.csv no longer names, between its first and its last day. Those
// requested on the portal, or changed by anyone since, are not expected in the file.
func (im *importing) listLeft() error {
	touched, err := im.q.ImportTouched(im.ctx, im.left)
	if err != nil {
		return err
	}
	if n := len(im.left) - len(touched); n > 0 {
		im.tell(Unnamed, "reservations.csv, %s", many(n, "réservation", "réservations"))
	}
	return nil
}
