package family

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/plain"
	"cartable/app/paper"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// receiptWork is the number of rounds of hashing of a check code: some milliseconds for any code, which slows down
// guesses.
const receiptWork = 10_000

var codeAlphabet = base32.NewEncoding(plain.Alphabet).WithPadding(base32.NoPadding)

// checkCode proves that a receipt is the town's. It is derived from the receipt's content and the portal's secret, so
// that another number or amount gives another code: "7K3F-9QXM".
func (s *Pages) checkCode(r portal.Receipt) string {
	said := fmt.Sprintf("receipt\x00%d\x00%s\x00%d", r.ID, r.Date, int64(r.Amount))
	key, err := pbkdf2.Key(sha256.New, string(s.Secret), []byte(said), receiptWork, 5)
	if err != nil {
		return "" // only for an invalid length
	}
	code := codeAlphabet.EncodeToString(key)
	return code[:4] + "-" + code[4:]
}

// sameCode compares a typed code, ignoring how it was typed.
func sameCode(typed, code string) bool {
	tidy := strings.NewReplacer(" ", "", "-", "", site.Nbsp, "", "O", "0", "I", "1", "L", "1")
	typed, code = tidy.Replace(strings.ToUpper(typed)), tidy.Replace(code)
	return code != "" && subtle.ConstantTimeCompare([]byte(typed), []byte(code)) == 1
}

func (s *Pages) Receipt(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	r, err := s.Portal.Receipt(c.UserContext(), viewer(c), id)
	if err != nil {
		return err
	}
	return site.SendPDF(c, "recu-"+r.Name(), s.receiptPaper(r))
}

func (s *Pages) receiptPaper(r portal.Receipt) *paper.Doc {
	d := paper.New("Reçu n° "+r.Name(), r.Structure, s.Now().In(s.Loc))
	d.Address(r.Family.Name() + "\n" + r.Family.Address)
	d.Title("Reçu n° " + r.Name())
	d.Text("Reçu de " + r.Family.Name() + ", compte famille " + r.Family.Code + ", la somme de " + r.Amount.String() +
		".")
	facts := [][2]string{{"Montant", r.Amount.String()}, {"Date du règlement", dayOfYear(r.Date)},
		{"Mode", site.ModeWord(r.Mode, r.Label)}}
	for _, f := range [][2]string{{"N° de pièce", r.Number}, {"Payeur", r.Payer}, {"Banque", r.Bank},
		{"Porte-monnaie", r.Wallet}} {
		if f[1] != "" {
			facts = append(facts, f)
		}
	}
	d.Facts(facts...)
	if r.Reversed != 0 {
		d.Heading("Règlement annulé")
		d.Text("Ce règlement a été annulé\u00a0: ce reçu n'est plus valable.")
	}
	d.Heading("Vérifier ce reçu")
	d.Text("Ce reçu peut être vérifié par tous à l'adresse " + s.BaseURL + "/recu, avec son numéro et ce code\u00a0:")
	d.Code("Code de vérification", s.checkCode(r))
	d.Text("Sous réserve d'encaissement.")
	return d
}
