package load

import (
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/meeting"
	"cartable/db"
)

// meetPeople compares families, their addresses and their children.
func (im *importing) meetPeople(s *structureEntry) {
	for _, f := range s.families.all {
		im.meetEmails(s, f)
	}
	asked := map[*familyEntry]bool{} // whether the file has the family as resident
	for _, f := range s.families.all {
		asked[f] = f.want.Resident
	}
	meetRows(im, s, "families.csv", &s.families, func(e *familyEntry) rowAt {
		return rowAt{owner: ofFamily, id: &e.want.ID, refs: e.sinceWhen(im),
			lists: map[string][]string{"emails": e.asksEmails}}
	})
	for _, f := range s.families.all {
		if f.want.Resident != asked[f] {
			f.since = 0 // the stored residence is kept, with its start date
		}
	}
	meetRows(im, s, "quotients.csv", &s.quotients, func(e *quotientEntry) rowAt {
		return rowAt{owner: ofFamily, id: &e.family.want.ID, key: "quotient " + e.want.From.String()}
	})
	for _, c := range s.children.all {
		im.meetHomes(s, c)
	}
	meetRows(im, s, "children.csv", &s.children, func(e *childEntry) rowAt {
		return rowAt{owner: ofChild, id: &e.want.ID, lists: map[string][]string{"families": e.asksFamilies}}
	})
	meetRows(im, s, "enrolments.csv", &s.enrolments, func(e *enrolmentEntry) rowAt {
		return rowAt{owner: ofChild, id: &e.child.want.ID,
			key: "enrolment " + e.want.FromDate.String() + " " + e.activity.want.Code}
	})
}

// meetEmails keeps the addresses that a family chose since the last import. Addresses are compared without case. A list
// changed both by the file and by the family is a conflict, and the family is notified.
func (im *importing) meetEmails(s *structureEntry, f *familyEntry) {
	if f.line == 0 {
		return
	}
	f.asksEmails = lower(f.emails)
	if f.had == nil {
		return
	}
	stored := lower(addressesOf(f.storedEmails))
	at := rowAt{owner: ofFamily, id: &f.want.ID}
	said, known := im.recalled(at)
	last := s.lastList(im, at, "emails", stored)
	last.Known = known // for a town imported before recording began, the author of an address is unknown
	o := meeting.OfList(last, f.asksEmails, stored)
	f.keepEmails = o == meeting.Kept || o == meeting.Conflict ||
		o == meeting.Same && known && said["emails"] == strings.Join(f.asksEmails, ";")
	if im.theirs("families.csv", f.line, "emails", o, masked(f.asksEmails), masked(stored)) && o == meeting.Conflict {
		f.differ = meeting.Minus(f.asksEmails, stored)
		im.told = append(im.told, f)
	}
}

func addressesOf(rows []db.FamilyEmail) (all []string) {
	for _, row := range rows {
		all = append(all, row.Address)
	}
	return all
}

func lower(all []string) []string {
	low := make([]string, len(all))
	for i, one := range all {
		low[i] = strings.ToLower(one)
	}
	return low
}

// masked returns addresses in a form that their owner recognises but that nobody else can write to.
func masked(all []string) string {
	shown := make([]string, len(all))
	for i, one := range all {
		name, host, _ := strings.Cut(one, "@")
		shown[i] = name[:min(1, len(name))] + "…@" + host
	}
	return strings.Join(shown, ", ")
}

// meetHomes keeps the households that people gave a child since the last import, and their order.
func (im *importing) meetHomes(s *structureEntry, c *childEntry) {
	if c.line == 0 {
		return
	}
	c.asksFamilies = familyCodes(c.families)
	if c.had == nil {
		return
	}
	stored := familyCodes(c.storedFamilies)
	after := append(
		slices.Clone(c.asksFamilies),
		meeting.Minus(stored, c.asksFamilies)...) // no row removes a household
	last := s.lastList(im, rowAt{owner: ofChild, id: &c.want.ID}, "families", stored)
	switch {
	case slices.Equal(after, stored):
		return
	case last.Known && slices.Equal(last.Said, c.asksFamilies):
	case last.Known && len(last.Said) <= len(stored) && slices.Equal(last.Said, stored[:len(last.Said)]):
		return // only the file changed it
	}
	o := meeting.Conflict
	if last.Known && slices.Equal(last.Said, c.asksFamilies) {
		o = meeting.Kept
	}
	im.theirs("children.csv", c.line, "family", o, strings.Join(c.asksFamilies, ";"), strings.Join(stored, ";"))
	c.families = c.storedFamilies
}

func familyCodes(families []*familyEntry) (codes []string) {
	for _, f := range families {
		codes = append(codes, f.want.Code)
	}
	return codes
}

// listHomes lists the children that are added to a second household.
func (im *importing) listHomes() error {
	for _, s := range im.structures.all {
		for _, c := range s.children.all {
			if c.line == 0 || len(c.families) == 0 {
				continue
			}
			homes := familyCodes(c.storedFamilies)
			for _, f := range c.families {
				if !slices.Contains(c.storedFamilies, f) {
					if len(homes) > 0 {
						im.tell(Homes,
							"children.csv, ligne %d : %s (%s), déjà de la famille %s, entre aussi dans la famille %s",
							c.line, nameOf(c.want), c.want.Code, strings.Join(homes, " et "), f.label())
					}
					homes = append(homes, f.want.Code)
				}
			}
		}
	}
	return nil
}

func nameOf(c db.Child) string { return c.FirstName + " " + c.LastName }

// label returns a family as the summary names it: its code and its name.
func (f *familyEntry) label() string {
	return fmt.Sprintf("%s (%s)", f.want.Code, strings.TrimSpace(f.want.LastName+" "+f.want.FirstName))
}

// tellFamilies writes to the families whose addresses a file would have changed.
func (im *importing) tellFamilies() error {
	written := 0
	for _, f := range im.told {
		n, err := im.q.TellFamily(im.ctx, f.want.ID,
			db.Notice{Kind: "security", Subject: "Vos adresses courriel n'ont pas changé",
				Body: differText(f.differ, im.opts.BaseURL), At: im.opts.Now})
		if err != nil {
			return err
		}
		written += min(n, 1)
	}
	if len(im.told) > 0 {
		im.tell(Effects,
			"familles dont les adresses diffèrent de celles du fichier : %d, dont prévenues par courriel : %d",
			len(im.told), written)
	}
	return nil
}

func differText(others []string, portal string) string {
	what := "une autre liste d'adresses courriel que celle"
	if len(others) > 0 {
		what = "d'autres adresses courriel (" + masked(others) + ") que celles"
	}
	return "Bonjour,\n\nUn fichier de la mairie donne à votre famille " + what + " du portail.\n\n" +
		"C'est votre liste qui reste : rien n'a été ajouté ni retiré. Si la mairie a raison, changez vos " +
		"adresses dans " +
		"votre profil ; sinon, vous n'avez rien à faire.\n\n" + portal + "\n"
}
