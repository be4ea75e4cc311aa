package load

import (
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/address"
	"cartable/app/domain/fault"
	"cartable/app/domain/phone"
)

// check says what is wrong with the second adult, whose mail must not be that of the first.
func (s SecondAdult) check(wrong *fault.Many, first string) {
	if !s.Is() {
		return
	}
	if s.FirstName == "" {
		wrong.Addf("second-prenom", "Indiquez le prénom du deuxième responsable, ou laissez tous ses champs vides.")
	}
	if len(s.FirstName+" "+s.LastName) > desk.LongestAdult {
		wrong.Addf("second-nom", "Ce nom est trop long.")
	}
	if _, err := phone.Read(s.Phone); err != nil {
		wrong.Addf("second-telephone", "%s", fault.Message(err))
	}
	switch _, ok := address.One(s.Email); {
	case s.Email == "":
	case !ok:
		wrong.Addf("second-courriel", "«\u00a0%s\u00a0» n'est pas une adresse courriel, comme "+
			"prenom.nom@exemple.fr.", s.Email)
	case strings.EqualFold(s.Email, strings.TrimSpace(first)):
		wrong.Addf("second-courriel", "C'est déjà l'adresse du premier responsable\u00a0: laissez ce champ vide s'ils "+
			"partagent la même.")
	}
}

// emails returns the addresses of both adults, as files write them: each gets the mail of the family.
func (n NewFamily) emails() string {
	if _, ok := address.One(n.Second.Email); !ok || n.Second.Email == "" {
		return n.Email
	}
	return n.Email + ";" + n.Second.Email
}

// Adults returns the adults of the form, the second one last, if there is one.
func (n NewFamily) Adults() []desk.NewAdult {
	name := func(first, last string) string {
		return strings.Join(strings.Fields(first+" "+last), " ")
	}
	all := []desk.NewAdult{{Name: name(n.Civility+" "+n.FirstName, n.LastName)}}
	if n.Second.Is() {
		last := n.Second.LastName
		if last == "" {
			last = n.LastName
		}
		number, _ := phone.Read(n.Second.Phone) // judged before
		all = append(all, desk.NewAdult{Name: name(n.Second.FirstName, last), Phone: number})
	}
	return all
}
