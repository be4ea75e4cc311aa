package household

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/address"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/phone"
	"cartable/db"
)

// What becomes of a child when its parents separate.
const (
	Both    = "deux"    // it lives in both homes
	Goes    = "nouveau" // it is always in the new one
	Remains = "reste"   // it is not in the new one
)

// Couple is a family that may be separated.
type Couple struct {
	Code, Name string
	Adults     []desk.Guardian // who may act for it
	Emails     []string
	Children   []CoupleChild
	Today      civil.Date

	family db.Family
	paying bool            // an online payment is under way
	left   []desk.Guardian // who may not act any more
}

// Possible reports whether each of the two files would have an adult.
func (c Couple) Possible() bool { return len(c.Adults) > 1 && len(c.Children) > 0 }

// CoupleChild is a child of a couple.
type CoupleChild struct {
	Child
	Two bool // it has two homes already, and can have no third one
}

// Field returns the name of the child's field.
func (c CoupleChild) Field() string { return KidField(c.ID) }

// KidField returns the name of the field of a child.
func KidField(child int64) string { return fmt.Sprintf("enfant-%d", child) }

// SplitForm is how a couple is separated, as typed.
type SplitForm struct {
	Adult                                                string // the account that leaves
	Civility, LastName, FirstName, Phone, Address, Email string
	Emails                                               []string // of the family's, those that go with the adult
	Resident, QF                                         string
	Kids                                                 map[int64]string // by child
	Rule, Changes, From, Seen, Reason                    string
}

// Split returns a family of the structure that may be separated; NotFound for any other.
func (o *Households) Split(ctx context.Context, d desk.Actor, code string) (Couple, error) {
	return o.couple(ctx, o.DB.Read(), d, code)
}

func (o *Households) couple(ctx context.Context, q db.Q, d desk.Actor, code string) (c Couple, err error) {
	town, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return c, err
	}
	if c.family, err = desk.FamilyOf(ctx, q, d, code); err != nil {
		return c, err
	}
	c.Code, c.Today = c.family.Code, town.Today(o.Now())
	c.Name = strings.TrimSpace(c.family.LastName + " " + c.family.FirstName)
	adults, err := desk.GuardiansOf(ctx, q, c.family.ID, o.Now())
	if err != nil {
		return c, err
	}
	for _, g := range adults {
		switch {
		case !g.Withdrawn.IsZero():
			c.left = append(c.left, g)
		case !g.Disabled:
			c.Adults = append(c.Adults, g)
		}
	}
	emails, err := q.EmailsOf(ctx, c.family.ID)
	if err != nil {
		return c, err
	}
	for _, e := range emails {
		c.Emails = append(c.Emails, e.Address)
	}
	if c.paying, err = q.IsPaying(ctx, c.family.ID); err != nil {
		return c, err
	}
	rows, err := q.ChildrenToShare(ctx, c.family.ID)
	for _, r := range rows {
		c.Children = append(c.Children, CoupleChild{Child{ID: r.ID, Code: c.Code, FirstName: r.FirstName,
			Name: r.FirstName + " " + r.LastName, Today: c.Today, Custody: r.Custody,
			Homes: []Home{{ID: c.family.ID, Code: c.Code, Name: c.Name}}}, r.Homes > 1})
	}
	return c, err
}

// plan is a form, read.
type plan struct {
	adult    desk.Guardian
	family   db.Family // the new one, without a code yet
	emails   []string  // of the new one, the first one first
	leave    []string  // the addresses that leave the old one
	qf       *money.Cents
	from     civil.Date
	children []sharing
}

// sharing is what becomes of a child that enters the new home.
type sharing struct {
	Child
	fate string
	is   custody.Calendar
}

// unborn is the number of the new home as long as it is not stored.
const unborn = -1

// read reads the form over a couple, with the number of the new home. The faults are by field.
func (f SplitForm) read(c Couple, home int64) (p plan, err error) {
	var wrong fault.Many
	for _, g := range c.left {
		if fmt.Sprint(g.AccountID) == f.Adult { // the same form sent twice, or two clerks
			return p, fault.Conflictf("%s n'a plus accès à cette famille\u00a0: la séparation est sans doute déjà "+
				"faite. Ouvrez la fiche de la famille, son historique le dit.", g.Who())
		}
	}
	switch {
	case len(c.Adults) < 2:
		return p, fault.Invalidf("adulte", "Il ne resterait aucun responsable dans l'un des deux comptes "+
			"famille\u00a0: créez d'abord un accès pour le second parent.")
	case c.paying:
		return p, fault.Invalidf("adulte", "Un paiement en ligne de cette famille est en cours\u00a0: attendez qu'il "+
			"soit terminé, puis recommencez.")
	}
	for _, g := range c.Adults {
		if fmt.Sprint(g.AccountID) == f.Adult {
			p.adult = g
		}
	}
	if p.adult.AccountID == 0 {
		wrong.Addf("adulte", "Choisissez le responsable qui a maintenant son propre compte famille.")
	}
	f.readFile(c, &p, &wrong)
	p.from = readFrom(&wrong, f.From, c.Today)
	rule := custody.Rule{From: p.from, Even: home, Odd: home}
	if len(f.Changes) == 1 && "1" <= f.Changes && f.Changes <= "7" {
		rule.Changes = int(f.Changes[0] - '0')
	} else {
		wrong.Addf("change", "Choisissez le jour du changement.")
	}
	for _, child := range c.Children {
		fate, one := f.Kids[child.ID], child.Child
		one.Homes = append(slices.Clone(one.Homes), Home{ID: home, Name: strings.TrimSpace(p.family.LastName + " " +
			p.family.FirstName)})
		own := rule
		switch {
		case fate == Remains:
			continue
		case fate != Both && fate != Goes:
			wrong.Addf(child.Field(), "Choisissez où vit %s.", child.FirstName)
			continue
		case child.Two:
			wrong.Addf(child.Field(), "%s vit déjà dans deux foyers\u00a0: un troisième ne peut pas s'y ajouter.",
				child.FirstName)
			continue
		case fate == Both && f.Rule == EvenFirst:
			own.Odd = c.family.ID
		case fate == Both && f.Rule == OddFirst:
			own.Even = c.family.ID
		case fate == Both && f.Rule == Open:
			own.Even, own.Odd = 0, 0
		case fate == Both:
			wrong.Addf("garde", "Choisissez les semaines du nouveau foyer.")
		}
		p.children = append(p.children, sharing{one, fate, one.Custody.With(own, nil, c.Today)})
	}
	if len(p.children) == 0 && len(wrong) == 0 {
		wrong.Addf("enfants", "Aucun enfant ne vit dans le nouveau foyer\u00a0: il n'y a rien à séparer.")
	}
	return p, wrong.Err()
}

// readFile reads the file of the new family.
func (f SplitForm) readFile(c Couple, p *plan, wrong *fault.Many) {
	p.family = db.Family{StructureID: c.family.StructureID, Civility: f.Civility, LastName: f.LastName,
		FirstName: f.FirstName, Address: f.Address, Resident: f.Resident == "oui"}
	if f.LastName == "" {
		wrong.Addf("nom", "Indiquez un nom.")
	}
	for name, typed := range map[string]string{"civilite": f.Civility, "nom": f.LastName, "prenom": f.FirstName} {
		if utf8.RuneCountInString(typed) > desk.LongestName {
			wrong.Addf(name, "Ce texte est trop long\u00a0: %d caractères au plus.", desk.LongestName)
		}
	}
	if utf8.RuneCountInString(f.Address) > desk.LongestAddress {
		wrong.Addf("adresse", "Ce texte est trop long\u00a0: %d caractères au plus.", desk.LongestAddress)
	}
	if f.Resident != "oui" && f.Resident != "non" {
		wrong.Addf("habitant", "Choisissez où habite le nouveau foyer.")
	}
	var err error
	if p.family.Phone, err = phone.Read(f.Phone); err != nil {
		wrong.Addf("telephone", "%s", fault.Message(err))
	}
	for _, e := range c.Emails {
		if slices.Contains(f.Emails, e) {
			p.leave = append(p.leave, e)
		}
	}
	p.emails = slices.Clone(p.leave)
	if f.Email != "" {
		one, ok := address.One(f.Email)
		switch {
		case !ok:
			wrong.Addf("courriel", "«\u00a0%s\u00a0» n'est pas une adresse courriel, comme prenom.nom@exemple.fr.",
				f.Email)
		case slices.Contains(c.Emails, one) && !slices.Contains(p.leave, one):
			wrong.Addf("courriel", "Cette adresse est celle de la famille\u00a0: cochez-la pour qu'elle suive le "+
				"responsable.")
		case !slices.Contains(p.emails, one):
			p.emails = append([]string{one}, p.emails...)
		}
	}
	if len(p.emails) == 0 && f.Email == "" {
		wrong.Addf("courriel", "Indiquez un courriel\u00a0: le nouveau foyer y reçoit ses comptes rendus.")
	}
	if len(p.emails) > address.Most {
		wrong.Addf("courriel", "Un compte famille a %d adresses au plus.", address.Most)
	}
	if f.QF != "" {
		if qf, err := money.ParseFrench(f.QF); err != nil || qf < 0 || qf > mostQF {
			wrong.Addf("quotient", "Indiquez le quotient familial en euros, par exemple 812 ou 812,50.")
		} else {
			p.qf = &qf
		}
	}
}

// mostQF is the quotient above which a typed one is a mistake.
const mostQF = 10_000_00

// lasts returns the last day of the quotient of the new home: the end of the year of its first one.
func (p plan) lasts() civil.Date {
	year, _, _ := p.from.YMD()
	return civil.New(year, 12, 31)
}
