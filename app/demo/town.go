package demo

import (
	"fmt"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// structure is a catalogue with the codes that its CSV files need.
type structure struct {
	*town.Catalogue
}

// offer is a line of the catalogue. Its name and its pools are those of the town hall's leaflet.
type offer struct {
	code, name, category string
	pools                string
	weekdays             string
	term                 town.Term
	start, end           string
	unit                 string
	bookBy, cancelBy     string
	allot                town.Allot
	scale                scale
}

var (
	mairieWallets = [][3]string{{"SCOLAIRE", "Services scolaires", "059001"},
		{"ALSH", "Accueil de loisirs du mercredi", "059002"}}
	mairieCategories = []struct{ code, name, wallet, floor string }{
		{"RESTO", "Restauration", "SCOLAIRE", "-30.00"}, {"PERI", "Périscolaire", "SCOLAIRE", "-20.00"},
		{"MERC", "Mercredis", "ALSH", "-20.00"},
	}
	mairiePools = []struct{ code, name, capacity, waitlist string }{
		{"SALLE_MAT", "Salle à manger de la maternelle", "90", ""}, {"SALLE_ELEM", "Salle à manger de l'élémentaire",
			"140", ""},
		{"SALLE_MERC", "Salle à manger du mercredi", "70", ""}, {"MATIN", "Accueil du matin", "50", "10"},
		{"SOIR", "Accueil du soir", "70", "10"},
		{"ETUDE", "Étude surveillée", "30", "8"}, {"MERC_36", "Mercredi 3-6 ans", "24", "10"},
		{"MERC_612", "Mercredi 6-12 ans", "36", "12"},
	}
	mairieOffers = []offer{
		{"RESTO_MAT", "Restauration – maternelle", "RESTO", "SALLE_MAT", "1245", town.TermSchool, "12:00", "13:30",
			town.UnitDay, "S-1 jeu 12:00", "JO-1 09:00", town.Immediate, roncqMeal},
		{"RESTO_ELEM", "Restauration – élémentaire", "RESTO", "SALLE_ELEM", "1245", town.TermSchool, "12:00", "13:30",
			town.UnitDay, "S-1 jeu 12:00", "JO-1 09:00", town.Immediate, roncqMeal},
		{"RESTO_MERC", "Repas du mercredi", "RESTO", "SALLE_MERC", "3", town.TermSchool, "12:00", "13:30", town.UnitDay,
			"S-1 jeu 12:00", "JO-1 09:00", town.Immediate, roncqMeal},
		{"MATIN", "Accueil du matin", "PERI", "MATIN", "1245", town.TermSchool, "07:15", "08:30", town.UnitHalfHour,
			"J-1 18:00", "J-1 18:00", town.Immediate, roncqHalfHour},
		{"SOIR", "Accueil du soir (goûter compris)", "PERI", "SOIR", "1245", town.TermSchool, "16:30", "18:30",
			town.UnitHalfHour, "J-1 18:00", "J-1 18:00", town.Immediate, roncqHalfHour},
		{"ETUDE", "Étude surveillée", "PERI", "ETUDE", "1245", town.TermSchool, "16:30", "18:00", town.UnitDay,
			"J-2 18:00", "J-2 18:00", town.Nightly, study},
		{"MERC_36_MATIN", "Mercredi 3-6 ans – matin", "MERC", "MERC_36", "3", town.TermSchool, "07:30", "12:00",
			town.UnitDay, "S-1 jeu 12:00", "JO-3 12:00", town.Immediate, hauterivesHalf},
		{"MERC_36_JOUR", "Mercredi 3-6 ans – journée", "MERC", "MERC_36", "3", town.TermSchool, "08:00", "18:00",
			town.UnitDay, "S-1 jeu 12:00", "JO-3 12:00", town.Immediate, hauterivesDay},
		{"MERC_612_MATIN", "Mercredi 6-12 ans – matin", "MERC", "MERC_612", "3", town.TermSchool, "07:30", "12:00",
			town.UnitDay, "S-1 jeu 12:00", "JO-3 12:00", town.Immediate, hauterivesHalf},
		{"MERC_612_JOUR", "Mercredi 6-12 ans – journée", "MERC", "MERC_612", "3", town.TermSchool, "08:00", "18:00",
			town.UnitDay, "S-1 jeu 12:00", "JO-3 12:00", town.Immediate, hauterivesDay},
	}
	// Who may book is what the children's classes say.
	mairieLevels = map[string]town.Levels{"RESTO_MAT": town.AllLevels[1:4], "RESTO_ELEM": town.AllLevels[4:],
		"ETUDE": town.AllLevels[4:]}
	mairieSchools = map[string]string{"RESTO_MAT": nursery}
	// The caterer is told in the morning how many meals to bring.
	mairieKitchen = map[string]string{"RESTO": "J-0 08:00"}
	// Who fetches a child after the evening owes a fee, from five minutes on.
	mairieLate = map[string][2]string{"SOIR": {"5.00", "5"}}
	// A Wednesday's meal is taken during the day of care.
	mairieCompatible = map[string][]string{"RESTO_MERC": {"MERC_36_JOUR", "MERC_612_JOUR"}}

	alshWallets = [][3]string{{"LOISIRS", "Vacances et sorties", "059101"},
		{"MUSIQUE", "École de musique", "059102"}}
	alshCategories = []struct{ code, name, wallet, floor string }{
		{"VAC", "Vacances et sorties", "LOISIRS", "-20.00"}, {"MUSIQUE", "École de musique", "MUSIQUE", ""},
	}
	alshPools = []struct{ code, name, capacity, waitlist string }{
		{"VAC_36", "Vacances 3-6 ans", "24", "10"}, {"VAC_612", "Vacances 6-12 ans", "36", "10"},
		{"PATINOIRE", "Minibus de la patinoire", "16", "8"},
		{"EVEIL", "Éveil musical", "12", "4"}, {"SOLFEGE", "Solfège", "12", "4"},
	}
	alshOffers = []offer{
		{"VAC_36", "Vacances 3-6 ans", "VAC", "VAC_36", "12345", town.TermHolidays, "08:00", "18:00", town.UnitDay,
			"J-15 12:00", "J-15 12:00", town.Nightly, leSourn},
		{"VAC_612", "Vacances 6-12 ans", "VAC", "VAC_612", "12345", town.TermHolidays, "08:00", "18:00", town.UnitDay,
			"J-15 12:00", "J-15 12:00", town.Nightly, leSourn},
		{"PATINOIRE", "Sortie à la patinoire", "VAC", "PATINOIRE", "3", town.TermSchool, "13:30", "17:00", town.UnitDay,
			"J-10 12:00", "J-10 12:00", town.Manual, rink},
		{"EVEIL", "Éveil musical", "MUSIQUE", "EVEIL", "3", town.TermSchool, "14:00", "15:00", town.UnitDay,
			"J-2 12:00", "JO-1 12:00", town.Immediate, music},
		{"SOLFEGE", "Solfège", "MUSIQUE", "SOLFEGE", "6", town.TermSchool, "10:00", "11:30", town.UnitDay, "J-2 12:00",
			"JO-1 12:00", town.Immediate, music},
	}
)

var paris = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the time zones are missing from the system and from the program
	}
	return loc
}()

// seasonStart and seasonEnd enclose the school year of today and the one before.
func (t *generator) seasonStart() civil.Date { return civil.New(t.year-1, 9, 1) }

// seasonEnd is the last Friday of school, at the beginning of July.
func (t *generator) seasonEnd() civil.Date {
	d := civil.New(t.year+1, 7, 5)
	for d.Weekday() != 5 {
		d--
	}
	return d
}

// describe writes the catalogue of both structures.
func (t *generator) describe() {
	t.mairie = t.structure("mairie", "Mairie de Saint-Aubin-sur-Dropt", mairieWallets, mairieCategories, mairiePools,
		mairieOffers, mairieCompatible)
	t.alsh = t.structure("alsh", "Centre de loisirs intercommunal du Dropt", alshWallets, alshCategories, alshPools,
		alshOffers, nil)
	t.exceptions()
	notice := "Bienvenue sur le portail famille de Saint-Aubin-sur-Dropt."
	if strike := Strike(t.today); strike != 0 {
		notice = "Grève : ni restauration, ni accueil, ni étude le " + strike.Long() +
			". Les réservations de ce jour " +
			"ne sont pas facturées."
	}
	t.add("structures", "mairie", t.mairie.Structure.Name, "A", "no", "00:30", notice,
		"1 place de la Mairie, 47000 Saint-Aubin-sur-Dropt", "05 36 49 00 10", "mairie@saint-aubin.example",
		"Du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h")
	t.add("structures", "alsh", t.alsh.Structure.Name, "A", "no", "00:45", "Les inscriptions aux vacances se font "+
		"jusqu'à quinze jours avant chaque date.", "12 chemin du Dropt, 47000 Saint-Aubin-sur-Dropt",
		"05 36 49 00 20", "accueil@dropt.example", "Du lundi au vendredi, de 9 h à 18 h")
	for _, s := range []*structure{t.mairie, t.alsh} {
		t.writeCatalogue(s)
	}
}

func (t *generator) structure(code, name string, wallets [][3]string, categories []struct {
	code, name, wallet,
	floor string
},
	pools []struct{ code, name, capacity, waitlist string }, offers []offer,
	compatible map[string][]string) *structure {
	s := &structure{&town.Catalogue{Structure: town.Structure{Code: code, Name: name, Zone: civil.ZoneA}, Loc: paris}}
	for _, w := range wallets {
		s.Wallets = append(s.Wallets, &town.Wallet{Code: w[0], Name: w[1], NumCli: w[2]})
	}
	for _, c := range categories {
		category := &town.Category{Code: c.code, Name: c.name}
		for _, w := range s.Wallets {
			if w.Code == c.wallet {
				category.Wallet = w
			}
		}
		if c.floor != "" {
			floor := must(money.Parse(c.floor))
			category.Floor = &floor
		}
		s.Categories = append(s.Categories, category)
	}
	for _, p := range pools {
		s.Pools = append(s.Pools,
			&town.Pool{Code: p.code, Name: p.name, Places: town.Places{Capacity: count(p.capacity),
				Waitlist: count(p.waitlist)},
				ByDate: map[civil.Date]town.Places{}})
	}
	for i, o := range offers {
		s.Activities = append(s.Activities, t.activity(s, int64(i+1), o))
	}
	s.Index()
	for code, others := range compatible {
		for _, other := range others {
			a, b := s.Activity(code), s.Activity(other)
			a.Compatible[b.ID], b.Compatible[a.ID] = true, true
		}
	}
	return s
}

func (t *generator) activity(s *structure, id int64, o offer) *town.Activity {
	a := &town.Activity{
		ID: id, Code: o.code, Name: o.name, Term: o.term, From: t.seasonStart(), To: t.seasonEnd(), Unit: o.unit,
		Allot: o.allot,
		Start: must(civil.ParseTime(o.start)), End: must(civil.ParseTime(o.end)),
		BookBy: must(deadline.ParseRule(o.bookBy)), CancelBy: must(deadline.ParseRule(o.cancelBy)),
		Openings: map[civil.Date]bool{}, Why: map[civil.Date]string{}, Compatible: map[int64]bool{},
		Levels: mairieLevels[o.code],
	}
	if o.term == town.TermHolidays {
		a.To = civil.New(t.year+1, 8, 31)
	}
	for _, day := range o.weekdays {
		a.Weekdays[day-'0'] = true
	}
	for _, c := range s.Categories {
		if c.Code == o.category {
			a.Category = c
		}
	}
	for _, p := range s.Pools {
		if p.Code == o.pools {
			a.Pools = append(a.Pools, p)
		}
	}
	for _, line := range o.scale.lines() {
		line.ID, line.From = int64(len(a.Tariffs)+1), t.seasonStart()
		a.Tariffs = append(a.Tariffs, line)
	}
	return a
}

// Strike returns the day of an announced strike: a Thursday of school, two to five weeks ahead; 0 for none. It is open
// in the files: the demonstration closes it as an opération.
func Strike(today civil.Date) civil.Date {
	for d := today + 10; d < today+35; d++ {
		if d.Weekday() == 4 && schoolDay(d) {
			return d
		}
	}
	return 0
}

// schoolDay reports whether there is school on a day.
func schoolDay(d civil.Date) bool {
	if d.Weekday() > 5 || d.Weekday() == 3 {
		return false
	}
	_, holidays := civil.SchoolHoliday(d, civil.ZoneA)
	_, public := civil.PublicHoliday(d, false)
	return !holidays && !public
}

// exceptions sets the unusual days: an outing with fewer places, the trips to the rink.
func (t *generator) exceptions() {
	if outing := t.wednesdays(6); len(outing) == 6 {
		for _, p := range t.mairie.Pools {
			if p.Code == "MERC_36" {
				p.ByDate[outing[5]] = town.Places{Capacity: new(16)}
			}
		}
	}
	// The rink takes one Wednesday in three of the winter.
	rink := t.alsh.Activity("PATINOIRE")
	rink.From, rink.To = civil.New(t.year, 11, 1), civil.New(t.year+1, 3, 15)
	for d := rink.From; d <= rink.To; d++ {
		if d.Weekday() == 3 && d.Week().Number%3 != 0 {
			rink.Openings[d] = false
		}
	}
}

// wednesdays returns the next open Wednesdays that can still be booked and cancelled.
func (t *generator) wednesdays(n int) []civil.Date {
	var days []civil.Date
	a := t.mairie.Activity("MERC_36_JOUR")
	for d := t.today + 1; len(days) < n && d < t.today+120; d++ {
		if t.mairie.IsOpen(a, d) && t.changeable(t.mairie, a, d) {
			days = append(days, d)
		}
	}
	return days
}

func (t *generator) writeCatalogue(s *structure) {
	code := s.Structure.Code
	for _, w := range s.Wallets {
		t.add("wallets", code, w.Code, w.Name, w.NumCli)
	}
	for _, c := range s.Categories {
		t.add("categories", code, c.Code, c.Name, c.Wallet.Code, plain(c.Floor))
	}
	for _, p := range s.Pools {
		t.add("pools", code, p.Code, p.Name, number(p.Capacity), number(p.Waitlist))
		for d := t.today; d < t.today+120; d++ {
			if places, ok := p.ByDate[d]; ok {
				t.add("capacities", code, p.Code, d.String(), number(places.Capacity), number(places.Waitlist))
			}
		}
	}
	for _, a := range s.Activities {
		var weekdays, pools, compatible []string
		for day := 1; day <= 7; day++ {
			if a.Weekdays[day] {
				weekdays = append(weekdays, fmt.Sprint(day))
			}
		}
		for _, p := range a.Pools {
			pools = append(pools, p.Code)
		}
		for _, b := range s.Activities {
			if a.Compatible[b.ID] && a.ID < b.ID {
				compatible = append(compatible, b.Code)
			}
		}
		t.add("activities", code, a.Code, a.Name, a.Category.Code, strings.Join(pools, ";"),
			strings.Join(weekdays, ";"), string(a.Term),
			a.From.String(), a.To.String(), a.Start.String(), a.End.String(), a.Unit, a.BookBy.String(),
			a.CancelBy.String(), string(a.Allot), strings.Join(compatible, ";"),
			a.Levels.String(), mairieSchools[a.Code], mairieKitchen[a.Category.Code],
			mairieLate[a.Code][0], mairieLate[a.Code][1])
		for d := a.From; d <= a.To; d++ {
			if open, ok := a.Openings[d]; ok {
				t.add("openings", code, a.Code, d.String(), yesNo(open), a.Why[d])
			}
		}
		for _, line := range a.Tariffs {
			resident, rate := "", ""
			if line.Resident != nil {
				resident = yesNo(*line.Resident)
			}
			if line.RatePPM > 0 {
				rate = fmt.Sprintf("0.%06d", line.RatePPM)
			}
			t.add("tariffs", code, a.Code, line.From.String(), resident, plain(line.QFMin), plain(line.QFMax),
				plain(line.Price), rate, plain(line.Floor), plain(line.Ceiling))
		}
	}
}
