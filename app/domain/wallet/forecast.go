package wallet

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Cost is what one reserved day will debit.
type Cost struct {
	Date   civil.Date // of the activity
	Amount money.Cents
}

// DebitNight is the date of the night that debits a day: the one that follows it, or the next one if that has passed
// already (DOMAIN.md 7.6: a night debits the days that are over).
func DebitNight(day, nextNight civil.Date) civil.Date { return max(day+1, nextNight) }

// Floor is where a category's bookings close (DOMAIN.md 4.6).
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

// Meeting is when a balance meets a floor.
type Meeting struct {
	Floor
	On    civil.Date  // first day on which bookings are closed
	TopUp money.Cents // smallest payment, made now, that keeps them open to the end
}

// Forecast is what becomes of a balance when the days that are reserved are debited and nothing is paid.
type Forecast struct {
	From, To civil.Date // To is the last night that debits something; From when none does
	Opening  money.Cents
	Points   []Point   // one for each night that debits something, in order
	Floors   []Floor   // where categories close, met or not
	Meetings []Meeting // of the floors that are met, the first to close first
}

// Foresee follows a balance from today through the nights that debit costs. A floor that is met already closes today.
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

// Closing is the balance after the last night.
func (f Forecast) Closing() money.Cents {
	if n := len(f.Points); n > 0 {
		return f.Points[n-1].Balance
	}
	return f.Opening
}

// TopUp is the smallest payment that keeps every category open to the end; zero when all stay open.
func (f Forecast) TopUp() (most money.Cents) {
	for _, m := range f.Meetings {
		most = max(most, m.TopUp)
	}
	return most
}

// Weekly is the same course in fewer points, one for each week that debits something: what its nights debited, and the
// balance after the last of them. A year of school is forty points then.
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
