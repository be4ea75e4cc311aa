package pricing

import (
	"math/bits"

	"cartable/app/domain/money"
)

const million = 1_000_000

// unitPrice returns the price of one unit for a QF: the fixed price, or rate × QF between floor and ceiling. If those
// two contradict each other, the ceiling applies, in the family's favour.
func (t *Tariff) unitPrice(qf money.Cents) money.Cents {
	if t.RatePPM <= 0 {
		return *t.Price
	}
	price := effort(t.RatePPM, qf)
	if t.Floor != nil {
		price = max(price, *t.Floor)
	}
	if t.Ceiling != nil {
		price = min(price, *t.Ceiling)
	}
	return price
}

// highestPrice returns the highest price of the line over a stretch of QFs that ends at last (nil = no end): the fixed
// price, else the ceiling, else the price at the end of the stretch, else the floor. known is false without any of
// these.
func (t *Tariff) highestPrice(last *money.Cents) (price money.Cents, known bool) {
	switch {
	case t.RatePPM <= 0:
		return *t.Price, true
	case t.Ceiling != nil:
		return *t.Ceiling, true
	case last != nil:
		return t.unitPrice(*last), true
	case t.Floor != nil:
		return *t.Floor, true
	}
	return 0, false
}

// effort returns rate (in millionths) × QF, rounded half up to the cent, in 128 bits so that no rate can overflow; a
// result too large for an amount becomes money.Max. A QF below zero counts as 0.
func effort(ratePPM int64, qf money.Cents) money.Cents {
	if qf <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(ratePPM), uint64(qf))
	low, carry := bits.Add64(low, million/2, 0)
	high += carry
	if high >= million {
		return money.Max
	}
	cents, _ := bits.Div64(high, low, million)
	if cents > uint64(money.Max) {
		return money.Max
	}
	return money.Cents(cents)
}
