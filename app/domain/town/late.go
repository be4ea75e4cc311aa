package town

import "cartable/app/domain/money"

// Lateness is what an activity asks for a child who is fetched late.
type Lateness struct {
	LateFee   money.Cents // owed once for the day; 0 = nothing
	LateGrace *int        // minutes after the end that are not late; nil = none
}

// Grace returns for how many minutes after the end a child is not fetched late.
func (l Lateness) Grace() int {
	if l.LateGrace == nil {
		return 0
	}
	return *l.LateGrace
}
