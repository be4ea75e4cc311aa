package load

import (
	_ "embed"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"cartable/app/desk"
	"cartable/db"
)

type accountEntry struct {
	entry[db.Account]
	login        string
	password     string // from the file's rows; empty = a random password is drawn
	drawn        string
	mustChange   *bool
	guardianOf   []*familyEntry
	roles        []roleEntry
	passwordLine int
	changeLine   int
}

type roleEntry struct {
	structure *structureEntry
	role      string
}

// The first legal texts of a town that has none; staff replace them with version 2.
var (
	//go:embed rgpd.txt
	firstRGPD string
	//go:embed cgu.txt
	firstCGU string
)

// readAccount reads a row of a login. A login may have several rows, one per family or role; they must agree on the
// account.
func (im *importing) readAccount(r *row) {
	login := strings.ToLower(r.required("login", "un identifiant"))
	if strings.ContainsFunc(login, func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsPrint(c) }) {
		r.bad("login", "n'est pas un identifiant", "un mot sans espace")
	}
	role := r.oneOf("role", "", "guardian", "administrator", "manager", "agent", "kitchen", "treasurer")
	s := r.structure()
	var family *familyEntry
	if role == "guardian" {
		family = r.family(s)
	} else if r.cell("family") != "" {
		r.bad("family", "ne va pas avec le rôle « "+role+" »", "rien : seul le rôle guardian a une famille")
	}
	mustChange := r.yes("must_change", true)
	if login == "" {
		return
	}
	a := im.accounts.get(login)
	if a == nil {
		a = im.accounts.put(login, &accountEntry{login: login})
	}
	if a.line == 0 {
		a.line = r.line
	}
	if password := r.cell("password"); password != "" {
		if a.passwordLine != 0 && a.password != password {
			r.wrong("password", fmt.Sprintf("un autre mot de passe est à la ligne %d du même identifiant",
				a.passwordLine), "le même, ou rien")
		}
		a.password, a.passwordLine = strings.Clone(password), r.line
	}
	if r.cell("must_change") != "" {
		if a.mustChange != nil && *a.mustChange != mustChange {
			r.bad("must_change", fmt.Sprintf("contredit la ligne %d du même identifiant", a.changeLine),
				"la même valeur, ou rien")
		}
		a.mustChange, a.changeLine = &mustChange, r.line
	}
	switch {
	case family != nil && slices.Contains(a.guardianOf, family):
		r.wrong("family", "l'identifiant est déjà responsable de cette famille",
			"une seule ligne par identifiant et famille")
	case family != nil:
		a.guardianOf = append(a.guardianOf, family)
	case role == "guardian" || s == nil:
	case slices.Contains(a.roles, roleEntry{s, role}):
		r.wrong("role", "l'identifiant a déjà ce rôle dans cette structure", "une seule ligne par identifiant, "+
			"structure et rôle")
	default:
		a.roles = append(a.roles, roleEntry{s, role})
	}
}

// checkAccounts refuses a drawn password that need not be changed: nobody would have chosen it.
func (im *importing) checkAccounts() {
	for _, a := range im.accounts.all {
		if a.mustChange != nil && !*a.mustChange && a.password == "" {
			im.report("accounts.csv", a.changeLine, "must_change", "« no » ne va pas avec un mot de passe tiré au sort",
				"un mot de passe, ou yes")
		}
	}
}

func (im *importing) saveAccounts() error {
	if len(im.accounts.all) == 0 {
		return nil
	}
	counts := im.counts("accounts.csv")
	logins, err := im.q.ImportLogins(im.ctx)
	if err != nil {
		return err
	}
	var made []*accountEntry
	for _, a := range im.accounts.all {
		if a.want.ID = logins[a.login]; a.want.ID == 0 {
			made = append(made, a)
		}
	}
	if err := im.makeAccounts(made); err != nil {
		return err
	}
	had, hadStaff, err := im.q.ImportRights(im.ctx)
	if err != nil {
		return err
	}
	// A right that staff withdrew stays withdrawn: its row is stored, whatever its state.
	guardians, staff := map[[2]int64]bool{}, map[db.Staff]bool{}
	for _, g := range had {
		guardians[[2]int64{g.AccountID, g.FamilyID}] = true
	}
	for _, one := range hadStaff {
		staff[db.Staff{AccountID: one.AccountID, StructureID: one.StructureID, Role: one.Role}] = true
	}
	var newGuardians []db.Guardian
	var newStaff []db.Staff
	for _, a := range im.accounts.all {
		for _, f := range a.guardianOf {
			if !guardians[[2]int64{a.want.ID, f.want.ID}] {
				newGuardians = append(newGuardians, db.Guardian{AccountID: a.want.ID, FamilyID: f.want.ID})
			}
		}
		for _, r := range a.roles {
			if one := (db.Staff{AccountID: a.want.ID, StructureID: r.structure.id(), Role: r.role}); !staff[one] {
				newStaff = append(newStaff, one)
			}
		}
	}
	counts.New += len(newGuardians) + len(newStaff)
	if err := db.ImportInsert(im.ctx, im.q, newGuardians); err != nil {
		return err
	}
	return db.ImportInsert(im.ctx, im.q, newStaff)
}

func (im *importing) makeAccounts(made []*accountEntry) error {
	if len(made) == 0 {
		return nil
	}
	if im.opts.Rehearse {
		for _, a := range made {
			a.want.PasswordHash = "!" // matches no password, and is rolled back
		}
	} else if err := im.drawAndHash(made); err != nil {
		return err
	}
	rows := make([]db.Account, len(made))
	for i, a := range made {
		rows[i] = db.Account{Login: a.login, PasswordHash: a.want.PasswordHash, PasswordSetAt: im.opts.Now,
			CreatedAt:  im.opts.Now,
			MustChange: a.mustChange == nil || *a.mustChange}
		if a.password == "" && !im.opts.Rehearse {
			im.drawn = append(im.drawn, DrawnPassword{a.login, a.drawn})
		}
	}
	if err := db.ImportInsert(im.ctx, im.q, rows); err != nil {
		return fmt.Errorf("accounts.csv : %w", err)
	}
	logins, err := im.q.ImportLogins(im.ctx)
	if err != nil {
		return err
	}
	documents, err := im.documents()
	if err != nil {
		return err
	}
	var consents []db.Consent
	for i, a := range made {
		a.want.ID = logins[a.login]
		if rows[i].MustChange {
			continue
		}
		for kind, version := range documents {
			consents = append(consents, db.Consent{AccountID: a.want.ID, Kind: kind, Version: version, At: im.opts.Now})
		}
	}
	return db.ImportInsert(im.ctx, im.q, consents)
}

func (im *importing) drawAndHash(made []*accountEntry) error {
	for _, a := range made {
		if a.password == "" {
			a.drawn = desk.DrawPassword()
		}
	}
	return im.hash(made)
}

// documents returns the legal texts in force; a town without any gets the first ones.
func (im *importing) documents() (map[string]int, error) {
	newest, err := im.q.ImportDocuments(im.ctx, im.opts.Now)
	if err != nil || len(newest) > 0 {
		return newest, err
	}
	return map[string]int{"rgpd": 1, "cgu": 1}, firstTexts(im.ctx, im.q, im.opts.Now)
}

// parallel returns how many passwords are hashed or verified at a time.
func parallel() int { return runtime.GOMAXPROCS(0) }

// hash computes the password hashes on all processors: a good hash is slow on purpose.
func (im *importing) hash(made []*accountEntry) error {
	type result struct {
		a    *accountEntry
		hash string
		err  error
	}
	todo, done := make(chan *accountEntry), make(chan result)
	var workers sync.WaitGroup
	for range parallel() {
		workers.Go(func() {
			for a := range todo {
				hash, err := "", error(nil)
				if a.password == "" {
					hash, err = im.opts.HashDrawn(a.drawn)
				} else {
					hash, err = im.opts.Hash(a.password)
				}
				done <- result{a, hash, err}
			}
		})
	}
	go func() {
		defer close(todo)
		for _, a := range made {
			todo <- a
		}
	}()
	var failed error
	for n := range made {
		r := <-done
		r.a.want.PasswordHash = r.hash
		if r.err != nil {
			failed = r.err
		}
		im.progress("mots de passe", n+1, len(made))
	}
	workers.Wait()
	return failed
}
