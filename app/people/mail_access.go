package people

import (
	"context"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// accessText returns the letter as a mail, with a placeholder for the password.
func accessText(site string, l Letter) string {
	return "Bonjour,\n\nVoici de quoi entrer dans le portail famille.\n\nAdresse : " + site + "\nIdentifiant : " +
		l.Login +
		"\nMot de passe provisoire : " + db.SecretMark + "\n\n" +
		"À la première connexion, vous choisirez votre propre mot de passe : celui-ci ne servira plus. Il " +
		"fonctionne jusqu'au " + l.Until.Long() + " inclus.\n\n" +
		"Effacez ce message une fois votre mot de passe choisi. Personne de la mairie ne vous le " +
		"demandera jamais.\n\n" + l.Structure + "\n"
}

// MailPassword draws a new first password for an adult of a family and mails it, with the login, to one of the family's
// confirmed addresses. Only the sealed part of the mail contains the password: no staff page shows it, and it is
// deleted once the mail is sent. site is the portal's address.
func (o *People) MailPassword(ctx context.Context, d desk.Actor, code string, accountID int64, site, address,
	reason string) error {
	if o.SealSecret == nil {
		return fault.Conflictf("Le portail n'envoie pas de mot de passe par courriel. Imprimez la lettre.")
	}
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return err
	}
	return o.changeGuardian(ctx, d, code, accountID, reason, func(ctx context.Context, q db.Q, family db.Family, who,
		reason string) error {
		known, err := q.AddressesOf(ctx, family.ID)
		if err != nil {
			return err
		}
		if !reachable(known, address) {
			return fault.Invalidf("adresse", "Choisissez une adresse confirmée de cette famille.")
		}
		l, err := o.givePassword(ctx, q, c.Structure.Name, family, accountID)
		if err != nil {
			return err
		}
		mail := db.Mail{StructureID: d.StructureID, FamilyID: family.ID, Kind: accessMail, Address: address,
			Subject: "Vos accès au portail famille", Body: accessText(site, l), Sealed: o.SealSecret(l.Password),
			CreatedAt: o.Now().UTC()}
		if _, err := q.QueueMail(ctx, &mail, time.Now()); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.PasswordMailed, family.ID, who, "",
			"mot de passe provisoire, sessions fermées", reason))
	})
}

// reachable reports whether a password may be sent to an address: it must be confirmed, and not refused by its server.
func reachable(known []db.AddressOf, address string) bool {
	for _, one := range known {
		if one.Address == address {
			return one.Confirmed && one.BouncedAt.IsZero()
		}
	}
	return false
}

// accessMail is the kind of the mails that contain a first password.
const accessMail = "access"
