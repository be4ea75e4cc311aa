package treasury

import (
	"regexp"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/db"
)

const (
	oldestPaid  = 400 // days before today
	longestText = 100
)

var formToken = regexp.MustCompile(`^[0-9a-f]{32}$`)

// entryForm reads the fields that the forms for money received and money given back have in common. It collects what is
// wrong with them; what and moved are words for its sentences: "règlement" and "reçu".
type entryForm struct {
	what, moved string
	wrong       fault.Many
}

// amount parses an amount; ok is false if it was refused.
func (f *entryForm) amount(typed string) (amount money.Cents, ok bool) {
	amount, err := money.ParseFrench(typed)
	switch {
	case err != nil:
		f.wrong.Addf("montant", "%s", fault.Message(err))
	case amount == 0:
		f.wrong.Addf("montant", "Un %s de 0,00\u00a0€ ne peut pas être enregistré.", f.what)
	default:
		return amount, true
	}
	return 0, false
}

// date parses the day on which money moved.
func (f *entryForm) date(typed string, today civil.Date) civil.Date {
	date, err := civil.Parse(typed)
	switch {
	case err != nil:
		f.wrong.Addf("date", "Indiquez la date du %s.", f.what)
	case date > today:
		f.wrong.Addf("date", "Cette date est à venir : un %s est enregistré une fois %s.", f.what, f.moved)
	case date < today-oldestPaid:
		f.wrong.Addf("date", "Cette date remonte à plus d'un an : vérifiez-la.")
	}
	return date
}

// text reads a short text, with all its white space collapsed into single spaces.
func (f *entryForm) text(field, typed string) string {
	text := strings.Join(strings.Fields(typed), " ")
	if len([]rune(text)) > longestText {
		f.wrong.Addf(field, "Ce texte est trop long : %d caractères au plus.", longestText)
	}
	return text
}

// token checks the token of the form.
func (f *entryForm) token(token string) {
	if !formToken.MatchString(token) {
		f.wrong.Addf("", "Ce formulaire n'est plus valable. Rechargez la page et recommencez.")
	}
}

// sameEntry reports whether two lines entered with the same token move the same money: a form sent twice.
func sameEntry(a, b db.LedgerLine) bool {
	return a.FamilyID == b.FamilyID && a.WalletID == b.WalletID && a.Amount == b.Amount && a.Date == b.Date &&
		a.Mode == b.Mode
}
