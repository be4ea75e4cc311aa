package family

import (
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/portal"
	"cartable/app/web/site"
)

func patternSamples() []site.Sample {
	activity := func(id int64, code, name string, start, end civil.TimeOfDay) *town.Activity {
		return &town.Activity{ID: id, Code: code, Name: name, Start: start, End: end}
	}
	meal := activity(1, "CANTINE", "Restauration scolaire", 720, 810)
	evening := activity(2, "SOIR", "Accueil du soir", 990, 1110)
	whole := activity(3, "MERCREDI_P", "Mercredi, 3-6 ans", 480, 1080)
	school := [8]bool{1: true, 2: true, 4: true, 5: true}
	december := civil.MonthOf(2026, time.December)
	page := portal.PatternPage{Children: sampleChildren, Usual: true, Draft: site.SampleDraft,
		Rows: []portal.PatternRow{
			{Activity: meal, Names: []string{meal.Name}, Days: []int{1, 2, 4, 5}, Usual: school, Whose: sampleChildren},
			{Activity: evening, Names: []string{evening.Name}, Days: []int{1, 2, 4, 5}, Whose: sampleChildren[:1]},
			{Activity: whole, Names: []string{whole.Name, "Mercredi, 6-11 ans"}, Days: []int{3}, Whose: sampleChildren},
		},
		Month: december, Months: []civil.Month{december, december + 1, december + 2}, First: civil.New(2026, 11, 29),
		Last: civil.New(2027, 7, 2)}
	usual := usualPattern(page)
	first := page
	first.Usual, first.Rows = false, page.Rows[:1]
	done, one := usual, usual
	done.Done = &portal.PatternDone{Added: 62, Had: 8, From: december.First(), To: page.Last,
		Refusals: []booking.Refusal{
			{Reason: booking.TooLateToBook, Children: []int64{1, 2}, Activities: []*town.Activity{meal},
				Dates: []civil.Date{december.First()}},
			{Reason: booking.SchoolHolidays, Detail: "Vacances de Noël", Children: []int64{1, 2},
				Activities: []*town.Activity{meal, evening}, Dates: decemberHolidays()},
			{Reason: booking.ListOnly, Children: []int64{1}, Activities: []*town.Activity{evening},
				Dates: []civil.Date{december.First() + 9, december.First() + 10}},
		}}
	one.Done = &portal.PatternDone{From: december.First(), To: december.Last(), Had: 30}
	sample := func(name, title string, v patternView) site.Sample {
		return site.Sample{Name: name, Title: "Semaine type, " + title, Template: "family/pattern",
			Layout: site.FamilyLayout("Semaine type", "reservations"), View: v}
	}
	wrong := sample("pattern-wrong", "à corriger", patternView{PatternPage: page, Period: periodDate, Au: "2026-11-20"})
	wrong.Layout.FieldErrors = map[string]string{"enfants": "Choisissez au moins un enfant.",
		"jours": "Choisissez au moins un jour de la semaine.",
		"au":    "Cette date n'en est pas une. Écrivez par exemple 18/12/2026."}
	return []site.Sample{sample("pattern", "jours habituels", usual), wrong,
		sample("pattern-first", "sans habitude", usualPattern(first)),
		sample("pattern-none", "rien à venir",
			usualPattern(portal.PatternPage{Children: sampleChildren, Month: december})),
		sample("pattern-done", "ajoutée en partie", done), sample("pattern-had", "déjà faite", one)}
}

// decemberHolidays returns the school days that the holidays take.
func decemberHolidays() (all []civil.Date) {
	for d := civil.New(2026, 12, 21); d <= civil.New(2027, 1, 1); d++ {
		if w := d.Weekday(); w < 6 && w != 3 {
			all = append(all, d)
		}
	}
	return all
}
