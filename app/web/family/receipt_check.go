package family

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/patience"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// ReceiptCheck is the page on which anybody may check a receipt.
type ReceiptCheck struct {
	Number, Code string          // as typed
	Receipt      *portal.Receipt // nil: not checked yet, or not found
	Wrong        string          // one sentence for every error
}

func (s *Pages) ReceiptCheckPage(c *fiber.Ctx) error { return s.showReceiptCheck(c, ReceiptCheck{}) }

// CheckReceipt gives the same answer to every error, after the same work, so that it does not reveal which numbers
// exist.
func (s *Pages) CheckReceipt(c *fiber.Ctx) error {
	view := ReceiptCheck{Number: c.FormValue("numero"), Code: c.FormValue("code")}
	year, id := receiptNumber(view.Number)
	r, found, err := s.Portal.CheckReceipt(c.UserContext(), patience.Origin{Address: site.ClientOf(c)}, id,
		func(r portal.Receipt) bool {
			return sameCode(view.Code, s.checkCode(r)) && strings.HasPrefix(r.Name(), year+"-")
		})
	switch {
	case fault.KindOf(err) == fault.TooMany:
		view.Wrong = fault.Message(err)
		s.Refuse(c, err)
	case err != nil:
		return err
	case found:
		view.Receipt = &r
	default:
		view.Wrong = "Aucun reçu ne porte ce numéro et ce code. Recopiez-les tels qu'ils sont imprimés."
		c.Status(site.Statuses[fault.Invalid])
	}
	return s.showReceiptCheck(c, view)
}

// receiptNumber parses a receipt's number into its year and the line of the ledger; the line is 0 for an invalid
// number.
func receiptNumber(typed string) (year string, id int64) {
	year, line, found := strings.Cut(strings.TrimSpace(typed), "-")
	n, err := strconv.ParseInt(line, 10, 64)
	if !found || err != nil || len(year) != 4 {
		return "", 0
	}
	return year, n
}

func (s *Pages) showReceiptCheck(c *fiber.Ctx, view ReceiptCheck) error {
	layout := s.Layout(c, "Vérifier un reçu", "")
	if !layout.SignedIn {
		layout.CSRF = s.Token(s.Visit(c))
	}
	return s.Page(c, "family/receipt-check", layout, view)
}
