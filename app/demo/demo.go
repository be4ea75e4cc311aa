// Package demo writes a complete town as the folder of CSV files that the import reads (DOMAIN.md 11):
// Saint-Aubin-sur-Dropt, around a given instant, with a past, a week ahead and requests for tonight. The same instant
// gives the same town, byte for byte. The package uses no database; every name in it is invented.
//
// Start with Write. town.go has the catalogue of the two structures, scales.go the prices, people.go and cases.go the
// families, year.go and wednesdays.go their bookings, books.go their payments. After the import, the days before the
// given one must be debited (night.DebitPast, or the first night): ledger.csv contains the payments for them.
package demo

import (
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"cartable/app/domain/civil"
)

// Password is the password of every account of Logins.
const Password = "cartable-demo-2026" // #nosec G101 -- of the demonstration, which refuses production

// Login is an account for the sign-in page of the demonstration.
type Login struct {
	Login, Password string
	Name            string // of the parent, or what the agent does
	Story           string // what there is to see
	Staff           bool
	More            bool   // a parent of the second row: a page on a telephone shows a few stories first
	Secret          string // in base 32, of the account whose second factor can be tried; empty for all others
}

// Logins are the accounts to show, the main one first.
var Logins = logins()

func logins() []Login {
	var all []Login
	for _, c := range append(slices.Clone(cases), departed) {
		for _, l := range c.logins {
			all = append(all, Login{Login: l, Password: Password, Name: c.first + " " + c.last, Story: c.story,
				More: c.more})
		}
	}
	for _, s := range staff {
		all = append(all, Login{Login: s.login, Password: Password, Name: s.name, Story: s.story, Staff: true,
			Secret: s.secret})
	}
	return all
}

// Write creates the folder and its files for a town at an instant, after which nothing in them is dated. Existing files
// are overwritten.
func Write(dir string, now time.Time) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- an invented town, to be read
		return err
	}
	now = now.In(paris)
	today := civil.Of(now)
	t := &generator{
		now: now, today: today, year: schoolYear(today), dir: dir, files: map[string]*csvFile{},
		random: rand.New(rand.NewPCG(uint64(today), 47)), // #nosec G404 -- the same day gives the same town
	}
	t.describe()
	t.populate()
	t.book()
	t.keepBooks()
	return t.save()
}

// generator is the town being written.
type generator struct {
	now    time.Time
	today  civil.Date
	year   int // the start of the school year that contains today
	dir    string
	files  map[string]*csvFile
	random *rand.Rand

	mairie, alsh *structure
	households   []*household
	surnames     []string
	taken        map[place]int           // accepted, by pool and date
	busy         map[kidDay][]engagement // a child's engagements on a date, in any structure
	books        map[ledgerKey]*ledger
}

// schoolYear returns the year in which the school year of a day starts: August belongs to the next one.
func schoolYear(d civil.Date) int {
	y, m, _ := d.YMD()
	if m < 8 {
		return y - 1
	}
	return y
}

// chance returns true with the given probability in percent.
func (t *generator) chance(percent int) bool { return t.random.IntN(100) < percent }

func pick[T any](t *generator, from []T) T { return from[t.random.IntN(len(from))] }
