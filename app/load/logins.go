package load

import (
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"
)

// gain is an existing login that gets rights that it does not have yet.
type gain struct {
	account  *accountEntry
	id       int64
	families []*familyEntry
	roles    []roleEntry
}

// checkLogins lists existing accounts that get another family or role, and refuses those whose password differs from
// the file's: a namesake could read another family's data, and book for it.
func (im *importing) checkLogins() error {
	if len(im.accounts.all) == 0 {
		return nil
	}
	logins, err := im.q.ImportLogins(im.ctx)
	if err != nil {
		return err
	}
	guardians, staff, err := im.q.ImportRights(im.ctx)
	if err != nil {
		return err
	}
	im.listRights(logins, guardians, staff)
	type right struct {
		account, at int64
		role        string
	}
	had := map[right]bool{}
	for _, g := range guardians {
		had[right{g.AccountID, g.FamilyID, "guardian"}] = true
	}
	for _, s := range staff {
		had[right{s.AccountID, s.StructureID, s.Role}] = true
	}
	var gains []gain
	for _, a := range im.accounts.all {
		g := gain{account: a, id: logins[a.login]}
		if g.id == 0 {
			continue
		}
		for _, f := range a.guardianOf {
			if !had[right{g.id, f.want.ID, "guardian"}] {
				g.families = append(g.families, f)
			}
		}
		for _, r := range a.roles {
			if !had[right{g.id, r.structure.id(), r.role}] {
				g.roles = append(g.roles, r)
			}
		}
		if len(g.families)+len(g.roles) > 0 {
			gains = append(gains, g)
		}
	}
	return im.tellGains(gains)
}

func (im *importing) tellGains(gains []gain) error {
	others, err := im.others(gains)
	if err != nil {
		return err
	}
	for i, g := range gains {
		if others[i] {
			im.report("accounts.csv", g.account.passwordLine, "login",
				fmt.Sprintf("« %s » existe déjà avec un autre mot de passe, et recevrait %s", g.account.login,
					g.what()), "un autre identifiant si c'est quelqu'un d'autre ; sinon, la colonne password vide")
			continue
		}
		im.tell(NewRights, "accounts.csv, ligne %d : %s reçoit %s", g.account.line, g.account.login, g.what())
	}
	return nil
}

// what describes the rights gained.
func (g gain) what() string {
	var all []string
	for _, f := range g.families {
		all = append(all, "la famille "+f.label())
	}
	for _, r := range g.roles {
		all = append(all, "le rôle "+r.role+" de « "+r.structure.want.Code+" »")
	}
	return strings.Join(all, ", ")
}

// others reports which accounts have a password other than the file's. A good hash is slow on purpose, so several are
// verified at a time.
func (im *importing) others(gains []gain) ([]bool, error) {
	hashes, other := make([]string, len(gains)), make([]bool, len(gains))
	for i, g := range gains {
		if g.account.password == "" {
			continue
		}
		var err error
		if hashes[i], err = im.q.ImportHash(im.ctx, g.id); err != nil {
			return nil, err
		}
	}
	var all errgroup.Group
	all.SetLimit(parallel())
	for i, g := range gains {
		if g.account.password != "" {
			all.Go(func() error {
				same, err := false, error(nil)
				if im.opts.Verify != nil {
					same, err = im.opts.Verify(im.ctx, g.account.password, hashes[i])
				}
				other[i] = !same
				return err
			})
		}
	}
	return other, all.Wait()
}
