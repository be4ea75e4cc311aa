package load

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/phone"
	"cartable/db"
)

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

func alike(wrong *fault.Many) {
	wrong.Addf("autres", "Vérifiez si cette famille n'est pas déjà enregistrée.")
}

// without returns likenesses but those of a family: what is being stored is like itself.
func without(all []Likeness, code string) []Likeness {
	return slices.DeleteFunc(slices.Clone(all), func(one Likeness) bool { return one.Code == code })
}

// alike returns the stored families that have a child with the name and the birth date of one of the form, or that its
// address or telephone reaches.
func (n NewFamily) alike(ctx context.Context, q db.Q, d desk.Actor) (same []Likeness, err error) {
	add := func(code, words string) { same = append(same, Likeness{code, words}) }
	for _, c := range n.Children {
		birth, err := civil.Typed(c.BirthDate)
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
	reached, err := n.reached(ctx, q, d, n.Email, n.Phone)
	if err != nil {
		return nil, err
	}
	second, err := n.reached(ctx, q, d, n.Second.Email, n.Second.Phone)
	for _, one := range append(reached, second...) {
		if !slices.Contains(same, one) {
			same = append(same, one)
		}
	}
	return same, err
}

// reached returns the stored families that an address or a telephone of the form reaches.
func (n NewFamily) reached(ctx context.Context, q db.Q, d desk.Actor, mail, typed string) (same []Likeness,
	err error) {
	number, err := phone.Read(typed)
	if err != nil {
		number = "" // reported with the form
	}
	found, err := q.FamiliesReachedBy(ctx, d.StructureID, strings.TrimSpace(mail), number)
	for _, one := range found {
		by := "même courriel"
		switch {
		case one.Address != "" && one.Phone != "":
			by = "mêmes courriel et téléphone"
		case one.Phone != "":
			by = "même téléphone"
		}
		same = append(same, Likeness{one.Code,
			strings.TrimSpace("famille "+one.LastName+" "+one.FirstName) + " (" + by + ")"})
	}
	return same, err
}
