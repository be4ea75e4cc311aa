package office

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/address"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/password"
	"cartable/app/domain/town"
	"cartable/db"
)

// FamilyFile is what the form of a family shows.
type FamilyFile struct {
	Code, Name string
	Values     map[string]string // as stored, by field
	Adults     []desk.Guardian   // whose rights are in force: each may be given a name
	OwnMail    bool              // an adult has signed in: only the family itself changes its addresses
	First      string            // the address that receives receipts
}

// AdultField returns the field of an adult's name.
func AdultField(accountID int64) string { return "adulte-" + strconv.FormatInt(accountID, 10) }

// PhoneField returns the field of an adult's own telephone.
func PhoneField(accountID int64) string { return AdultField(accountID) + "-telephone" }

// EditFamily returns the file of a family of the structure; NotFound for any other.
func (o *Office) EditFamily(ctx context.Context, d desk.Actor, code string) (FamilyFile, error) {
	file, _, err := o.familyFile(ctx, o.DB.Read(), d, code)
	return file, err
}

func (o *Office) familyFile(ctx context.Context, q db.Q, d desk.Actor, code string) (FamilyFile, db.Family, error) {
	row, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return FamilyFile{}, row, err
	}
	file := FamilyFile{Code: row.Code, Name: row.LastName + " " + row.FirstName, Values: map[string]string{
		"civilite": row.Civility, "nom": row.LastName, "prenom": row.FirstName, "telephone": row.Phone,
		"adresse": row.Address}}
	all, err := desk.GuardiansOf(ctx, q, row.ID, o.Now())
	if err != nil {
		return file, row, err
	}
	for _, g := range all {
		if g.Withdrawn.IsZero() {
			file.Adults = append(file.Adults, g)
			file.Values[AdultField(g.AccountID)], file.Values[PhoneField(g.AccountID)] = g.Name, g.Phone
			file.OwnMail = file.OwnMail || !g.SignedIn.IsZero()
		}
	}
	emails, err := q.EmailsOf(ctx, row.ID)
	if len(emails) > 0 {
		file.First = emails[0].Address
	}
	if !file.OwnMail {
		file.Values["courriel"] = file.First
	}
	return file, row, err
}

func (f FamilyFile) parts() []part {
	all := []part{{"civilite", "civilité"}, {"nom", "nom"}, {"prenom", "prénom"}, {"telephone", "téléphone"},
		{"courriel", "courriel"}, {"adresse", "adresse"}}
	for _, g := range f.Adults {
		all = append(all, part{AdultField(g.AccountID), "nom de " + g.Login},
			part{PhoneField(g.AccountID), "téléphone de " + g.Login})
	}
	return all
}

// SetFamily saves the form of a family, with a line of the journal that the family can read. The faults are a
// fault.Many by field, and Overtaken. changed is false when everything was so already; ended is true when an adult
// needs a new first password, because the old address may have got the one in force.
func (o *Office) SetFamily(ctx context.Context, d desk.Actor, code string, e Edit) (changed, ended bool,
	err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		row, err := desk.FamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		if err := q.LockFamily(ctx, row.ID); err != nil {
			return err
		}
		file, row, err := o.familyFile(ctx, q, d, code) // again, locked
		if err != nil {
			return err
		}
		e.complete(file.Values)
		reason, err := file.read(&e)
		if err != nil {
			return err
		}
		differ, err := e.against(file.Values, file.parts())
		if err != nil || len(differ) == 0 {
			return err
		}
		changed = true
		if ended, err = o.storeFamily(ctx, q, row, file, differ); err != nil {
			return err
		}
		was, became := sides(differ)
		if ended {
			became += ", mots de passe provisoires arrêtés"
		}
		return q.AddJournal(ctx, o.Entry(d, journal.FamilyEdited, row.ID, "Fiche de la famille", was, became, reason))
	})
	return changed, ended, err
}

// read checks what was typed and writes it as it is stored.
func (f FamilyFile) read(e *Edit) (reason string, err error) {
	var wrong fault.Many
	e.need(&wrong, "nom", "Indiquez un nom.")
	e.limit(&wrong, desk.LongestName, "civilite", "nom", "prenom")
	e.limit(&wrong, desk.LongestAddress, "adresse")
	for _, g := range f.Adults {
		if len(e.Typed[AdultField(g.AccountID)]) > desk.LongestAdult {
			wrong.Addf(AdultField(g.AccountID), "Ce nom est trop long.")
		}
		e.readPhone(&wrong, PhoneField(g.AccountID))
	}
	e.readPhone(&wrong, "telephone")
	if mail, asked := e.Typed["courriel"]; asked && f.OwnMail {
		delete(e.Typed, "courriel")
		if mail != e.Shown["courriel"] {
			wrong.Addf("courriel", "Un responsable s'est connecté depuis\u00a0: la famille change elle-même ses "+
				"adresses, dans son profil.")
		}
	} else if asked && (mail != "" || f.First != "") {
		one, ok := address.One(mail)
		if e.Typed["courriel"] = one; !ok {
			wrong.Addf("courriel", "«\u00a0%s\u00a0» n'est pas une adresse courriel, comme "+
				"prenom.nom@exemple.fr.", mail)
			e.Typed["courriel"] = mail
		}
	}
	if reason, err = journal.Reason(e.Reason); err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	return reason, wrong.Err()
}

func (o *Office) storeFamily(ctx context.Context, q db.Q, row db.Family, file FamilyFile,
	differ []town.Difference) (ended bool, err error) {
	for _, one := range differ {
		switch one.Field {
		case "civilite":
			row.Civility = one.Became
		case "nom":
			row.LastName = one.Became
		case "prenom":
			row.FirstName = one.Became
		case "telephone":
			row.Phone = one.Became
		case "adresse":
			row.Address = one.Became
		case "courriel":
			if free, err := q.SetFirstAddress(ctx, row.ID, one.Became, o.Now()); err != nil {
				return false, err
			} else if !free {
				return false, fault.Invalidf("courriel", "«\u00a0%s\u00a0» est déjà l'une des adresses de "+
					"cette famille.", one.Became)
			}
			if ended, err = o.endAccesses(ctx, q, row.ID, one.Was); err != nil {
				return false, err
			}
		}
		for _, g := range file.Adults {
			if one.Field == AdultField(g.AccountID) {
				if err := q.RenameGuardian(ctx, g.AccountID, row.ID, one.Became); err != nil {
					return false, fmt.Errorf("adult %d: %w", g.AccountID, err)
				}
			}
			if one.Field == PhoneField(g.AccountID) {
				if err := q.CallGuardian(ctx, g.AccountID, row.ID, one.Became); err != nil {
					return false, fmt.Errorf("adult %d: %w", g.AccountID, err)
				}
			}
		}
	}
	return ended, q.SetFamily(ctx, row)
}

// endAccesses ends what an address that was not the family's may have been sent: the first passwords and the links of
// its adults who never signed in. ended is true if one of them now needs another password.
func (o *Office) endAccesses(ctx context.Context, q db.Q, familyID int64, was string) (ended bool, err error) {
	if was == "" {
		return false, nil
	}
	all, err := desk.GuardiansOf(ctx, q, familyID, o.Now())
	if err != nil {
		return false, err
	}
	for _, g := range all {
		if !g.SignedIn.IsZero() {
			continue
		}
		if err := q.DropLinks(ctx, g.AccountID, db.LinkReset, time.Now()); err != nil {
			return false, err
		}
		if !g.Given || g.Expired || g.Elsewhere { // elsewhere: this structure gave it none
			continue
		}
		if err := q.ExpireGiven(ctx, g.AccountID, o.Now().Add(-password.GivenLasts-time.Second)); err != nil {
			return false, err
		}
		ended = ended || g.Withdrawn.IsZero()
	}
	return ended, nil
}
