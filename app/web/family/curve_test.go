package family

import (
	"strings"
	"testing"

	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
	"cartable/app/lang"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// The amounts of the margin stand apart from each other and from the picture: no line crosses them.
func TestNothingCrossesTheLabelsOfACurve(t *testing.T) {
	floors := []wallet.Floor{{Category: "Restauration", Amount: -3000}, {Category: "Périscolaire", Amount: -2990},
		{Category: "Mercredis", Amount: -10}, {Category: "Étude", Amount: -10}}
	w := galleryOutlook("Services scolaires", 5000, 40, 422, floors...)
	c := curve{Forecast: w.Forecast, low: -12000, high: 5000}
	marks := c.margin()
	var amounts []money.Cents
	for i, m := range marks {
		amounts = append(amounts, m.amount)
		if i > 0 && m.y < marks[i-1].y+curveLine {
			t.Errorf("%v", marks)
		}
	}
	if len(amounts) != 4 || amounts[0] != 0 || amounts[1] != -10 || amounts[3] != -3000 {
		t.Errorf("%v", amounts)
	}
	picture := string(drawCurve(w, lang.French))
	for _, line := range []string{`class="zero" d="M58 `, `class="floor" d="M58 `, `class="course" d="M58 `} {
		if !strings.Contains(picture, line) {
			t.Errorf("no %s… in %s", line, picture)
		}
	}
}

// A single step is said in words.
func TestASingleStepHasNoCurve(t *testing.T) {
	forecast := func(nights int) portal.WalletEstimate {
		var costs []wallet.Cost
		for i := range nights {
			costs = append(costs, wallet.Cost{Date: site.SampleDay.AddDays(i), Amount: 400})
		}
		return portal.WalletEstimate{Forecast: wallet.Foresee(site.SampleDay, 1000, costs, site.SampleDay+1, nil)}
	}
	if curved(forecast(0)) || curved(forecast(1)) || !curved(forecast(2)) {
		t.Error("a curve has at least two steps")
	}
}
