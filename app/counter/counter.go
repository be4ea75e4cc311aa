// Package counter books for a family that asks the town hall (DOMAIN.md 10.61): staff have the pages, the draft and the
// judge of package portal, say how and why they were asked, and may pass what a parent may not. It has no HTTP code;
// roles are checked before it is called. Start with Acting.
package counter

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/operation"
	"cartable/app/portal"
	"cartable/db"
)

// Counter holds the dependencies.
type Counter struct {
	desk.Base
	Portal     *portal.Portal
	Operations *operation.Operations
	BaseURL    string
	MailHost   string
}

// Acting is a member of staff who acts for a family.
type Acting struct {
	portal.Viewer
	Code, Name string // of the family
	Draft      booking.Tally
}

// passed is what staff may pass; a full day only who may change the rules of the town.
const passed = booking.PassBooking | booking.PassCancelling | booking.PassDebt

// Acting returns who acts for a family of the structure; NotFound for any other, and Forbidden for an adult of that
// family, whose own pages are for that.
func (o *Counter) Acting(ctx context.Context, d desk.Actor, code string) (Acting, error) {
	q := o.DB.Read()
	family, err := desk.LiveFamilyOf(ctx, q, d, code)
	if err != nil {
		return Acting{}, err
	}
	adults, err := q.GuardiansOf(ctx, family.ID)
	if err != nil {
		return Acting{}, err
	}
	families := 1
	for _, a := range adults {
		if a.Elsewhere {
			families = 2
		}
		if a.AccountID == d.AccountID && a.WithdrawnAt.IsZero() {
			return Acting{}, fault.Forbiddenf("Vous êtes responsable de cette famille\u00a0: réservez depuis votre " +
				"espace famille, ou demandez à un collègue.")
		}
	}
	draft, err := q.DraftOf(ctx, d.AccountID, family.ID, o.Now())
	if err != nil {
		return Acting{}, err
	}
	roles, err := q.RolesOf(ctx, d.AccountID)
	may := passed
	if slices.ContainsFunc(roles, func(at db.RoleAt) bool {
		return at.StructureID == d.StructureID && access.May(access.Role(at.Role), access.SetRules)
	}) {
		may |= booking.PassFull
	}
	acting := Acting{Code: family.Code, Name: family.LastName, Viewer: portal.Viewer{AccountID: d.AccountID,
		FamilyID: family.ID, StructureID: d.StructureID, Revision: d.Revision, May: may,
		Families: families}}
	for _, l := range draft.Lines {
		if l.Kind == booking.Cancel {
			acting.Draft.Cancels++
		} else {
			acting.Draft.Adds++
		}
	}
	return acting, err
}
