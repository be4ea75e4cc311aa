package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/office"
)

// unpricedView lists the past days that a nightly run skipped because no tariff gives their price. MaySet reports
// whether the visitor may see the settings.
type unpricedView struct {
	N      int
	On     civil.Date // the date of the run
	By     []office.UnpricedDays
	MaySet bool
}

func (s *Pages) unpriced(c *fiber.Ctx, r office.RunRow) *unpricedView {
	if r.Unpriced == 0 {
		return nil
	}
	return &unpricedView{r.Unpriced, r.Date, r.UnpricedBy, s.MayDo(c, access.SetNature)}
}
