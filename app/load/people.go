package load

import (
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/meeting"
)

// checkPeople refuses a code that is reused for another person: one family's data would become another's. The person is
// compared both with the stored row and with the last import, and the closer match counts: a name that staff corrected
// since still identifies the same person.
func (im *importing) checkPeople() error {
	for _, s := range im.structures.all {
		if !s.loaded {
			continue
		}
		if err := im.recall(s); err != nil {
			return err
		}
		asked, had := map[*familyEntry][]string{}, map[*familyEntry][]string{}
		for _, c := range s.children.all {
			for _, f := range c.families {
				asked[f] = append(asked[f], c.want.Code)
			}
			for _, f := range c.storedFamilies {
				had[f] = append(had[f], c.want.Code)
			}
		}
		for _, f := range s.families.all {
			if f.line != 0 && f.had != nil {
				im.checkFamily(f, asked[f], had[f])
			}
		}
		for _, c := range s.children.all {
			if c.line != 0 {
				im.checkChild(c)
			}
		}
	}
	return nil
}

// checkFamily also compares the children named in the files: another parent of the same household is the same family.
func (im *importing) checkFamily(f *familyEntry, asked, had []string) {
	file := meeting.Person{LastName: f.want.LastName, FirstName: f.want.FirstName,
		Contacts: contacts(f.emails, f.want.Address), Children: asked}
	stored := meeting.Person{LastName: f.had.LastName, FirstName: f.had.FirstName,
		Contacts: contacts(addressesOf(f.storedEmails), f.had.Address), Children: had}
	like := meeting.Compare(file, stored)
	if said, ok := im.recalled(rowAt{owner: ofFamily, id: &f.want.ID}); ok {
		like = min(like,
			meeting.Compare(file, meeting.Person{LastName: said["last_name"], FirstName: said["first_name"],
				Contacts: contacts(split(said["emails"]), said["address"]), Children: had}))
	}
	im.likeness("families.csv", f.line, f.want.Code, strings.TrimSpace(f.had.FirstName+" "+f.had.LastName), like,
		" ; pour un autre parent du même foyer, children.csv avec ses enfants")
}

func contacts(emails []string, address string) []string {
	all := emails[:len(emails):len(emails)]
	if address != "" {
		all = append(all, address)
	}
	return all
}

func (im *importing) checkChild(c *childEntry) {
	file := meeting.Person{LastName: c.want.LastName, FirstName: c.want.FirstName, Birth: c.want.BirthDate}
	if meeting.Birth(file.Birth, im.today()) == meeting.Old && (c.had == nil || c.had.BirthDate != file.Birth) {
		im.tell(Doubts, "children.csv, ligne %d, colonne birth_date : %s a plus de trente ans (%s)", c.line,
			nameOf(c.want), file.Birth)
	}
	if c.had == nil {
		return
	}
	like := meeting.Compare(file,
		meeting.Person{LastName: c.had.LastName, FirstName: c.had.FirstName, Birth: c.had.BirthDate})
	if said, ok := im.recalled(rowAt{owner: ofChild, id: &c.want.ID}); ok {
		birth, _ := civil.Parse(said["birth_date"])
		like = min(like, meeting.Compare(file,
			meeting.Person{LastName: said["last_name"], FirstName: said["first_name"], Birth: birth}))
	}
	im.likeness("children.csv", c.line, c.want.Code, nameOf(*c.had), like, "")
}

func (im *importing) likeness(file string, line int, code, known string, like meeting.Likeness, or string) {
	switch like {
	case meeting.Else:
		im.report(file, line, "code",
			"« "+code+" » est déjà le code de « "+known+" », et rien de cette ligne ne lui ressemble",
			"un code qui n'a jamais servi, car tout ce qui est à l'un deviendrait à l'autre"+or)
	case meeting.Doubtful:
		im.tell(Doubts, "%s, ligne %d : le code %s était celui de « %s » ; est-ce bien la même personne ?", file, line,
			code, known)
	}
}
