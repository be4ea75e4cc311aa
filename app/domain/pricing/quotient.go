package pricing

import "cartable/app/domain/civil"

// notice is the number of days before its end at which a family is notified that its QF ends: from 1 December for the
// end of the year (DOMAIN.md 2.11).
const notice = 30

// EndsSoon returns the end of the QFs of a family that has one today, if that is near: the last day of the unbroken
// stretch of days with a QF that starts today.
func EndsSoon(quotients []Quotient, today civil.Date) (last civil.Date, soon bool) {
	for last = today; last <= today+notice; last++ {
		if quotientOn(quotients, last+1) == nil {
			return last, quotientOn(quotients, today) != nil
		}
	}
	return 0, false
}

// AsksQuotient reports whether a price may depend on a QF, for tariffs in force on a day or later.
func AsksQuotient(tariffs []Tariff, from civil.Date) bool {
	for _, resident := range []bool{true, false} {
		if now := scaleOn(tariffs, from, resident); len(now) > 0 && !now.flat() {
			return true
		}
	}
	for _, t := range tariffs {
		if t.From > from && !(scale{&t}).flat() {
			return true
		}
	}
	return false
}
