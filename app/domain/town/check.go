package town

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cartable/app/domain/address"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Check returns all findings about a noun, by field, in settings that contain it or are about to: the noun itself is
// checked, not the one stored under its key. A noun with a fault may not be stored; a warning is for a value that looks
// wrong but may be intended. Check does not cover the effect on families: see package effect.
func (s *Settings) Check(n Noun) Findings {
	var found Findings
	for _, f := range Fields(n.Kind()) {
		found.field(f, n)
	}
	switch n := n.(type) {
	case StructureEntry:
		s.checkStructure(n, &found)
	case WalletEntry:
		s.checkWallet(n, &found)
	case CategoryEntry:
		s.checkCategory(n, &found)
	case PoolEntry:
		found.code(n.Code)
	case ActivityEntry:
		s.checkActivity(n, &found)
	case OpeningEntry:
		s.refer(&found, "activity", n.Activity, "activities.csv", hasActivity)
	case ReleaseEntry:
		s.checkRelease(n, &found)
	case CapacityEntry:
		s.refer(&found, "pool", n.Pool, "pools.csv", hasPool)
	case TariffEntry:
		s.checkTariff(n, &found)
	case SchoolEntry, ClassEntry, SchoolClosureEntry:
		s.checkSchoolNoun(n, &found)
	case QuotientEntry:
		s.checkQuotient(n, &found)
	case EnrolmentEntry:
		s.checkEnrolment(n, &found)
	case ClosureEntry: // a date and a label: the table covers everything
	}
	return found
}

// field checks a field against the table: it is present, it is one of the allowed words, it is within its bounds.
func (found *Findings) field(f Field, n Noun) {
	value := f.value(n)
	t := reflect.TypeOf(value)
	cell := f.Cell(n)
	words := choices[t]
	switch {
	case cell == "" && (f.Required || words != nil && f.standard != ""):
		var like []string
		if f.Name == "cancel_by" {
			like = []string{"book_by"} // its rule applies to an empty one
		}
		found.fault(f.Name, missing, f.expected(t), like...)
	case cell != "" && words != nil && !slices.ContainsFunc(words, func(c choice) bool { return c.cell == cell }):
		found.fault(f.Name, quoted(cell)+" n'est pas une valeur possible", orList(words))
	}
	switch v := value.(type) {
	case string:
		if n, most := utf8.RuneCountInString(v), longest(f.Name); n > most {
			found.fault(f.Name, fmt.Sprintf("ce texte a %d caractères", n), fmt.Sprintf("%d caractères au plus", most))
		}
	case *int:
		if v != nil && (*v < 0 || *v > mostPlaces) {
			found.fault(f.Name, quoted(cell)+" n'est pas un nombre entier", aNumber)
		}
	case Rate:
		if v < 0 || v > mostRate {
			found.fault(f.Name, quoted(cell)+" n'est pas un taux", aRate)
		}
	case money.Cents:
		found.positive(f, v)
	case *money.Cents:
		if v != nil {
			found.positive(f, *v)
		}
	case []string:
		for i, item := range v {
			if slices.Contains(v[:i], item) {
				found.fault(f.Name, quoted(item)+" est deux fois dans la liste", onlyOnce)
			}
		}
	}
}

// longest returns how many characters a text of a field may have: most are a line of a list, a mail or a paper.
func longest(field string) int {
	switch field {
	case "notice":
		return 2000
	case "address", "hours", "mail_signature":
		return 400
	}
	return 200
}

func (found *Findings) positive(f Field, c money.Cents) {
	if f.positive && c < 0 {
		found.fault(f.Name, quoted(strings.TrimSuffix(c.Plain(), ".00"))+" est négatif", "un montant positif ou nul")
	}
}

// code refuses a code that is unfit for a URL, a list or a screen.
func (found *Findings) code(code string) {
	bad := func(r rune) bool {
		return r == '/' || r == ';' || unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}
	if strings.ContainsFunc(code, bad) || strings.Contains(code, "..") {
		found.fault("code", quoted(code)+" n'est pas un code",
			"un mot sans espace, sans « / », « .. » ni « ; », et sans caractère invisible")
	}
}

// ordered refuses a period that ends before it starts.
func (found *Findings) ordered(from, to civil.Date) {
	if from != 0 && to != 0 && to < from {
		found.fault("to", fmt.Sprintf("la fin (%s) est avant le début (%s)", to, from),
			"une date le "+from.String()+" ou après", "from")
	}
}

// refer refuses a code that refers to nothing. The finding says so if the code exists in another structure.
func (s *Settings) refer(found *Findings, field, code, file string, has func(*Catalogue, string) bool) {
	if code == "" || has(s.Town, code) {
		return // an empty one is missing, which the table reports
	}
	here := s.Town.Structure.Code
	wrong := fmt.Sprintf("%s est inconnu dans la structure %s", quoted(code), quoted(here))
	for _, other := range s.Others {
		if has(other, code) {
			wrong = fmt.Sprintf("%s appartient à la structure %s, pas à %s", quoted(code),
				quoted(other.Structure.Code), quoted(here))
		}
	}
	found.fault(field, wrong, "un code de "+file+" ou déjà enregistré, de la même structure")
}

func hasWallet(c *Catalogue, code string) bool   { return c.Wallet(code) != nil }
func hasCategory(c *Catalogue, code string) bool { return c.Category(code) != nil }
func hasPool(c *Catalogue, code string) bool     { return c.Pool(code) != nil }
func hasActivity(c *Catalogue, code string) bool { return c.Activity(code) != nil }

// mostUndo is the most hours after which an opération may still be undone: thirty days.
const mostUndo = 30 * 24

// mostUncredited and mostPaper limit the rule of an illness, in days.
const mostUncredited, mostPaper = 5, 30

func (s *Settings) checkStructure(n StructureEntry, found *Findings) {
	found.code(n.Code)
	if _, ok := address.One(n.Email); n.Email != "" && !ok {
		found.fault("email", quoted(n.Email)+" n'est pas une adresse courriel", "une adresse, comme mairie@ville.fr")
	}
	if _, ok := address.One(n.Caterer); n.Caterer != "" && !ok {
		found.fault("caterer", quoted(n.Caterer)+" n'est pas une adresse courriel",
			"une adresse, comme commandes@traiteur.fr")
	}
	if n.UndoHours != nil && *n.UndoHours > mostUndo {
		found.fault("undo_hours", fmt.Sprintf("%d heures, c'est plus de trente jours", *n.UndoHours),
			fmt.Sprintf("un nombre entier de 0 à %d", mostUndo))
	}
	if n.SickUncredited != nil && *n.SickUncredited > mostUncredited {
		found.fault("sick_uncredited", fmt.Sprintf("%d jours, c'est trop", *n.SickUncredited),
			fmt.Sprintf("un nombre entier de 0 à %d", mostUncredited))
	}
	if n.SickPaper != nil && (*n.SickPaper < 1 || *n.SickPaper > mostPaper) {
		found.fault("sick_paper", fmt.Sprintf("%d jours, ce n'est pas un délai possible", *n.SickPaper),
			fmt.Sprintf("un nombre entier de 1 à %d, ou rien s'il n'est pas demandé", mostPaper))
	}
	if strings.ContainsAny(n.MailName, "<>@\"\r\n") {
		found.fault("mail_name", quoted(n.MailName)+" ne peut pas nommer un expéditeur",
			"un nom sans adresse, comme Mairie de Saint-Aubin")
	}
	if _, wrong := ParseAccent(n.Accent); n.Accent != "" && wrong != "" {
		found.fault("accent", wrong, "une couleur foncée, comme #0b5394")
	}
	// Two nights a year the clocks change between 02:00 and 03:00.
	if n.NightAt >= 2*60 && n.NightAt < 3*60 || n.NightAt >= 24*60 {
		found.fault("night_at", quoted(n.NightAt.String())+" n'est pas une heure possible : "+
			"certaines nuits ne l'ont pas, d'autres l'ont deux fois", "une heure de 00:00 à 01:59 ou de 03:00 à 23:59")
	}
}

// checkWallet warns of a number that the platform would reject: PayFiP's numcli is exactly six digits, and a
// spreadsheet removes leading zeros.
func (s *Settings) checkWallet(n WalletEntry, found *Findings) {
	found.code(n.Code)
	figures := strings.Trim(n.NumCli, "0123456789") == ""
	if n.NumCli != "" && (len(n.NumCli) != 6 || !figures) {
		expected := "six chiffres, zéros compris"
		if figures && len(n.NumCli) < 6 {
			expected += ", peut-être " + strings.Repeat("0", 6-len(n.NumCli)) + n.NumCli
		}
		found.warn("numcli", quoted(n.NumCli)+" n'est pas un numéro de régie PayFiP : le paiement en ligne serait "+
			"refusé", expected)
	}
}

func (s *Settings) checkCategory(n CategoryEntry, found *Findings) {
	found.code(n.Code)
	s.refer(found, "wallet", n.Wallet, "wallets.csv", hasWallet)
	if n.Floor != nil && *n.Floor > 0 {
		found.warn("debt_floor", fmt.Sprintf("le seuil est positif : les réservations ferment à qui n'a pas plus "+
			"de %s d'avance", n.Floor),
			"un montant négatif, par exemple "+(-*n.Floor).Plain())
	}
}

// The highest QF that raises no warning.
const highQF money.Cents = 10_000_00

func (s *Settings) checkQuotient(n QuotientEntry, found *Findings) {
	held, known := s.Quotients[n.Family]
	if n.Family != "" && !known {
		found.fault("family", fmt.Sprintf("%s est inconnu dans la structure %s", quoted(n.Family),
			quoted(s.Town.Structure.Code)),
			"un code de families.csv ou déjà enregistré, de la même structure")
	}
	found.ordered(n.From, n.To)
	if n.QF != nil && *n.QF > highQF {
		found.warn("qf", fmt.Sprintf("un quotient de %s est très élevé", n.QF), "un quotient familial mensuel")
	}
	for _, q := range held {
		// One without an end is simply replaced by the next; of two with an end, one is likely wrong.
		if q.From < n.From && q.To != 0 && n.From <= q.To {
			found.warn("from", fmt.Sprintf("un autre quotient de la famille court jusqu'au %s", q.To.Numeric()),
				"une date après, ou l'autre raccourci : le plus récent l'emporte")
		}
	}
}
