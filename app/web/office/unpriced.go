package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/office"
)

// unpricedView tells of the past days that a night left alone, for no tariff gives their price. MaySet tells who may look at what
// is missing.
type unpricedView struct {
	N      int
	On     civil.Date // the night
	By     []office.UnpricedDays
	MaySet bool
}

func (s *Pages) unpriced(c *fiber.Ctx, r office.RunRow) *unpricedView {
	if r.Unpriced == 0 {
		return nil
	}
	return &unpricedView{r.Unpriced, r.Date, r.UnpricedBy, s.MayDo(c, access.SetNature)}
}
