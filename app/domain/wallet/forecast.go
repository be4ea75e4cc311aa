package wallet

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Cost is the future debit of one reserved day.
type Cost struct {
	Date   civil.Date // of the activity
	Amount money.Cents
}

// DebitNight returns the date of the night that debits a day: the one after it, or the next one if that has already
// passed (DOMAIN.md 7.6: a night debits the days that are over).
func DebitNight(day, nextNight civil.Date) civil.Date { return max(day+1, nextNight) }

// Floor is the balance at which a category's bookings close (DOMAIN.md 4.6).
type Floor struct {
	Category string
	Amount   money.Cents
}

// Point is a balance after the night of a date.
type Point struct {
	Date    civil.Date
	Debit   money.Cents // of that night
	Balance money.Cents
}

// Meeting is the day on which a balance reaches a floor.
type Meeting struct {
	Floor
	On    civil.Date  // first day on which bookings are closed
	TopUp money.Cents // smallest payment, made now, that keeps bookings open to the end
}

// Forecast is the course of a balance when the reserved days are debited and nothing is paid.
type Forecast struct {
	From, To civil.Date // To is the last night that debits something; From if there is none
	Opening  money.Cents
	Points   []Point   // one for each night that debits something, in order
	Floors   []Floor   // where categories close, reached or not
	Meetings []Meeting // of the floors that are reached, the first to close first
}

// Foresee computes a balance from today through the nights that debit costs. A floor that is already reached closes
// today.
func Foresee(today civil.Date, balance money.Cents, costs []Cost, nextNight civil.Date, floors []Floor) Forecast {
	f := Forecast{From: today, To: today, Opening: balance, Floors: floors}
	byNight := map[civil.Date]money.Cents{}
	for _, c := range costs {
		byNight[DebitNight(c.Date, nextNight)] += c.Amount
	}
	nights := make([]civil.Date, 0, len(byNight))
	for night, debit := range byNight {
		if debit != 0 {
			nights = append(nights, night)
		}
	}
	slices.Sort(nights)
	for _, night := range nights {
		balance -= byNight[night]
		f.To = night
		f.Points = append(f.Points, Point{night, byNight[night], balance})
	}
	for _, floor := range floors {
		if m, met := f.meets(floor); met {
			f.Meetings = append(f.Meetings, m)
		}
	}
	slices.SortStableFunc(f.Meetings, func(a, b Meeting) int { return int(a.On - b.On) })
	return f
}

func (f Forecast) meets(floor Floor) (Meeting, bool) {
	m := Meeting{Floor: floor}
	met := false
	look := func(on civil.Date, balance money.Cents) {
		due, blocked := Blocks(balance, floor.Amount)
		if blocked && !met {
			m.On, met = on, true
		}
		m.TopUp = max(m.TopUp, due)
	}
	look(f.From, f.Opening)
	for _, p := range f.Points {
		look(p.Date, p.Balance)
	}
	return m, met
}

// Closing returns the balance after the last night.
func (f Forecast) Closing() money.Cents {
	if n := len(f.Points); n > 0 {
		return f.Points[n-1].Balance
	}
	return f.Opening
}

// TopUp returns the smallest payment that keeps every category open to the end; zero when all stay open.
func (f Forecast) TopUp() (most money.Cents) {
	for _, m := range f.Meetings {
		most = max(most, m.TopUp)
	}
	return most
}

// Weekly returns the same course with one point for each week that debits something: the total of its nights, and the
// balance after the last of them. A school year has about forty points.
func (f Forecast) Weekly() []Point {
	var weeks []Point
	for _, p := range f.Points {
		if n := len(weeks); n > 0 && weeks[n-1].Date.Week() == p.Date.Week() {
			weeks[n-1] = Point{p.Date, weeks[n-1].Debit + p.Debit, p.Balance}
			continue
		}
		weeks = append(weeks, p)
	}
	return weeks
}
