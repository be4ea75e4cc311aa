package operation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// month is four families with a month of days in their drafts, two of each class, in a canteen of two places with one
// to wait. The first family also gives up evenings that it has.
type month struct {
	*hall
	p       *portal.Portal
	lunch   int64
	homes   []dbtest.Family
	days    []civil.Date // of a month, but for public holidays
	evening []civil.Date // that the first family gives up
}

const placesAtLunch, waitAtLunch = 2, 1

func newMonth(t *testing.T, d *db.DB, number int) *month {
	h := hallOf(t, desktest.CounterOf(dbtest.NewOne(t, d, number), fmt.Sprint("accueil", number)))
	clock := func() time.Time { return h.Now }
	m := &month{hall: h, p: &portal.Portal{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock,
		SecretKey: []byte("a key for tests")}}
	m.lunch = h.Activity("MIDI", func(a *db.Activity) { a.Weekdays, a.Levels = "1234567", "CP;CE1" },
		h.Pool("salle", placesAtLunch, waitAtLunch))
	school := db.School{StructureID: h.Structure.ID, Code: "E1", Name: "Jules Ferry"}
	h.Insert(&school)
	for n := range 4 {
		m.homes = append(m.homes, h.Family(1, m.lunch, h.Care))
		if n%2 == 0 {
			level := []string{"CP", "CE1"}[n/2]
			class := db.Class{SchoolID: school.ID, Code: level, Name: "Les " + level, Level: level}
			h.Insert(&class)
		}
		m.sits(m.homes[n])
	}
	for n := 2; n <= 32; n++ {
		if !holiday(day(n)) {
			m.days = append(m.days, day(n))
		}
	}
	for n := 5; n <= 14; n++ {
		h.Booked(m.homes[0], 0, h.Care, day(n), booking.Accepted)
		m.evening = append(m.evening, day(n))
	}
	for _, f := range m.homes {
		m.save(f, "MIDI", m.days, true)
	}
	m.save(m.homes[0], "SOIR", m.evening, false)
	return m
}

// sits puts the child of a family into the newest class.
func (m *month) sits(f dbtest.Family) {
	m.Exec(`update children set school = 'Jules Ferry', school_id = (select max(id) from schools),
		class = (select name from classes order by id desc limit 1), class_id = (select max(id) from classes)
		where id = ?`, f.Children[0])
}

func (m *month) viewer(f dbtest.Family) portal.Viewer {
	return portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: m.Structure.ID}
}

// save ticks days, or unticks them, as a parent does.
func (m *month) save(f dbtest.Family, activity string, days []civil.Date, ticked bool) {
	m.t.Helper()
	for _, page := range []civil.Month{civil.MonthOf(2026, 12), civil.MonthOf(2027, 1)} {
		boxes := portal.Boxes{ChildID: f.Children[0], Activity: activity, Month: page}
		for _, on := range days {
			if on.Month() != page {
				continue
			}
			if boxes.Shown = append(boxes.Shown, on); ticked {
				boxes.Ticked = append(boxes.Ticked, on)
			}
		}
		if saved, err := m.p.Save(m.ctx, m.viewer(f), boxes); err != nil || saved.Changed != len(boxes.Shown) {
			m.t.Fatalf("%d of %d drafted, %v", saved.Changed, len(boxes.Shown), err)
		}
	}
}

func (m *month) recap(f dbtest.Family) portal.Recap {
	m.t.Helper()
	recap, err := m.p.Recap(m.ctx, m.viewer(f))
	if err != nil {
		m.t.Fatal(err)
	}
	return recap
}

// moves makes an opération of changes, and does all of it.
func (m *month) moves(kind operation.Kind, nouns ...town.Noun) {
	m.t.Helper()
	id, applied, err := m.try(kind, nouns...)
	if err != nil {
		m.t.Fatal(err)
	}
	if !applied {
		m.apply(id)
	}
}

// stored returns an activity as it is, to be changed.
func (m *month) stored(code string) town.ActivityEntry {
	m.t.Helper()
	s, err := m.Operations.Settings(m.ctx, m.Desk)
	if err != nil {
		m.t.Fatal(err)
	}
	return s.Stored(town.ActivityEntry{Code: code}).(town.ActivityEntry)
}

func rule(text string) deadline.Rule {
	r, err := deadline.ParseRule(text)
	if err != nil {
		panic(err)
	}
	return r
}

// moved is a change of the catalogue while drafts are open, and what each line then is.
type moved struct {
	name   string
	move   func(m *month)
	lunch  func(home int, on civil.Date) string // the sentence of a day that is refused; empty: not
	given  func(on civil.Date) string           // the same of an evening that is given up
	places func(on civil.Date) (places, wait int)
	price  func(on civil.Date) money.Cents
}

func between(first, last int, on civil.Date) bool { return on >= day(first) && on <= day(last) }

// said returns a sentence within some days, for some homes.
func said(sentence string, first, last int, homes ...int) func(int, civil.Date) string {
	return func(home int, on civil.Date) string {
		within := between(first, last, on)
		for _, h := range homes {
			if h == home && within {
				return sentence
			}
		}
		if len(homes) == 0 && within {
			return sentence
		}
		return ""
	}
}

var catalogueMoves = []moved{
	{name: "nothing moved", move: func(*month) {}},
	{name: "the town closes a day",
		move: func(m *month) {
			m.moves(operation.Closing, town.ClosureEntry{Date: day(10), Label: "Grève"})
		},
		lunch: said("L'activité n'est pas ouverte ce jour (Grève).", 10, 10),
		given: func(on civil.Date) string { return said("Ce jour n'est plus réservé.", 10, 10)(0, on) }},
	{name: "the activity closes a day",
		move: func(m *month) {
			m.moves(operation.Calendar, town.OpeningEntry{Activity: "MIDI", Date: day(9), Label: "Sortie"})
		},
		lunch: said("L'activité n'est pas ouverte ce jour (Sortie).", 9, 9)},
	{name: "a class is out",
		move: func(m *month) {
			m.moves(operation.Closing, town.SchoolClosureEntry{School: "E1", Class: "CP", Activity: "MIDI",
				Date: day(11), Label: "Musée"})
		},
		lunch: said("pour la classe de votre enfant (Musée).", 11, 11, 0, 1)},
	{name: "places of a day are lowered",
		move: func(m *month) {
			m.moves(operation.Capacity, town.CapacityEntry{Pool: "salle", Date: day(8), Capacity: new(1)},
				town.CapacityEntry{Pool: "salle", Date: day(12), Capacity: new(0), Waitlist: new(0)})
		},
		places: func(on civil.Date) (int, int) {
			switch on {
			case day(8):
				return 1, waitAtLunch
			case day(12):
				return 0, 0
			}
			return placesAtLunch, waitAtLunch
		}},
	{name: "places of every day are lowered",
		move: func(m *month) {
			m.moves(operation.Catalogue, town.PoolEntry{Code: "salle", Name: "salle", Capacity: new(1),
				Waitlist: new(0)})
		},
		places: func(civil.Date) (int, int) { return 1, 0 }},
	{name: "the deadline to book moves",
		move: func(m *month) {
			entry := m.stored("MIDI")
			entry.BookBy = rule("J-10 18:00")
			m.moves(operation.Catalogue, entry)
		},
		lunch: said("Le délai pour réserver ce jour est passé", 0, 9)},
	{name: "the deadline to cancel moves",
		move: func(m *month) {
			entry := m.stored("SOIR")
			entry.CancelBy = rule("J-8 18:00")
			m.moves(operation.Catalogue, entry)
		},
		given: func(on civil.Date) string { return said("Le délai pour annuler ce jour est passé", 0, 7)(0, on) }},
	{name: "a weekday is not offered any more",
		move: func(m *month) {
			entry := m.stored("MIDI")
			entry.Weekdays[2] = false
			m.moves(operation.Catalogue, entry)
		},
		lunch: func(_ int, on civil.Date) string {
			if on.Weekday() == 2 {
				return "L'activité n'est pas ouverte ce jour"
			}
			return ""
		}},
	{name: "the tariff changes",
		move: func(m *month) {
			m.moves(operation.Tariffs, town.TariffEntry{Activity: "MIDI", From: day(15),
				Price: new(money.Cents(455))})
		},
		price: func(on civil.Date) money.Cents {
			if on >= day(15) {
				return 455
			}
			return 400
		}},
	{name: "the tariff changes, of days of which one is closed",
		move: func(m *month) {
			m.moves(operation.Tariffs, town.TariffEntry{Activity: "MIDI", From: day(0), Price: new(money.Cents(310))})
			m.moves(operation.Closing, town.ClosureEntry{Date: day(20), Label: "Neige"})
		},
		lunch: said("n'est pas ouverte ce jour (Neige)", 20, 20),
		price: func(civil.Date) money.Cents { return 310 }},
	{name: "the activity is archived",
		move: func(m *month) {
			entry := m.stored("MIDI")
			entry.To = day(12)
			m.moves(operation.Catalogue, entry)
		},
		lunch: said("L'activité n'est pas proposée à cette date.", 13, 99)},
	{name: "a child changes class",
		move: func(m *month) {
			m.moves(operation.Catalogue, town.ClassEntry{School: "E1", Code: "CM2", Name: "Les CM2", Level: "CM2"})
			m.sits(m.homes[1])
		},
		lunch: said("n'accueille pas la classe de votre enfant", 0, 99, 1)},
	{name: "an activity admits other classes",
		move: func(m *month) {
			entry := m.stored("MIDI")
			entry.Levels = town.Levels{"CP"}
			m.moves(operation.Catalogue, entry)
		},
		lunch: said("n'accueille pas la classe de votre enfant", 0, 99, 2, 3)},
	{name: "an activity is for older children",
		move: func(m *month) {
			entry := m.stored("MIDI")
			entry.AgeFrom = new(11)
			m.moves(operation.Catalogue, entry)
		},
		lunch: said("votre enfant n'a pas l'âge de cette activité", 0, 99)},
	{name: "an enrolment ends",
		move:  func(m *month) { m.endEnrolment(m.homes[1], "MIDI", day(13)) },
		lunch: said("Votre enfant n'est pas inscrit à cette activité à cette date.", 14, 99, 1)},
	{name: "the bookings of a period are not open yet",
		move: func(m *month) {
			m.moves(operation.Calendar, town.ReleaseEntry{Activity: "MIDI", From: day(14), To: day(20), On: day(5),
				At: 510})
		},
		lunch: said("Réservations ouvertes", 14, 20)},
	{name: "hours meet those of an evening that stays",
		move: func(m *month) {
			m.Booked(m.homes[0], 0, m.Care, day(16), booking.Accepted)
			entry := m.stored("MIDI")
			entry.Start, entry.End = 17*60, 18*60
			m.moves(operation.Catalogue, entry)
		},
		lunch: said("Les horaires sont incompatibles avec", 16, 16, 0)},
	{name: "a wallet may owe less",
		move: func(m *month) {
			m.Owes(m.homes[2], -500)
			m.moves(operation.Catalogue, town.CategoryEntry{Code: "resto", Name: "Restauration", Wallet: "scolaire",
				Floor: new(money.Cents(-100)), Nature: town.Food})
		},
		lunch: said("Votre solde est trop bas", 0, 99, 2)},
}

// Families have a month in their drafts while the catalogue moves. What they validate then is judged by the rule of
// now, line by line, each with its sentence; no place is given twice; and what costs something else than they read is
// first shown to them.
func TestDraftsWhileTheCatalogueMoves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for n, c := range catalogueMoves {
			t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
				m := newMonth(t, d, n+1)
				var read []portal.Recap
				for _, f := range m.homes {
					recap := m.recap(f)
					for _, l := range recap.Bookings {
						if l.Result != booking.ResultAccepted || l.Price != 400 {
							t.Fatalf("before anything moved: %+v", l)
						}
					}
					read = append(read, recap)
				}
				c.move(m)
				taken := map[civil.Date]int{}
				for home := range m.homes {
					m.validates(c, home, read[home], taken)
				}
				m.Sound()
			})
		}
	})
}
