package family

import (
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// everyLook returns the days of a calendar with every look of DOMAIN.md 3.1, then those of a draft that became
// impossible.
func everyLook() []booking.Day {
	held := func(state booking.State, s booking.Status, draft booking.Kind, why booking.Reason) booking.Day {
		return booking.Day{State: state, Draft: draft, Reason: why, Detail: sampleLimit,
			Reservation: &booking.Reservation{Status: s}}
	}
	return []booking.Day{
		held(booking.BookedLocked, booking.Accepted, "", booking.TooLateToCancel),
		{State: booking.Closed, Reason: booking.TooLateToBook, Detail: sampleLimit},
		held(booking.RequestedLocked, booking.Waitlisted, "", booking.TooLateToCancel),
		held(booking.RequestedLocked, booking.Refused, "", booking.TooLateToCancel),
		{State: booking.Available, Free: booking.NoLimit},
		{State: booking.Available, Free: 3},
		{State: booking.Waitlist},
		{State: booking.Full, Reason: booking.NoPlace},
		held(booking.Booked, booking.Accepted, "", ""),
		held(booking.Requested, booking.Waitlisted, "", ""),
		held(booking.Requested, booking.Refused, "", ""),
		{State: booking.Available, Free: 20, Draft: booking.Add},
		{State: booking.Waitlist, Draft: booking.Add},
		held(booking.Booked, booking.Accepted, booking.Cancel, ""),
		{State: booking.Full, Reason: booking.WaitlistFull, Draft: booking.Add},
		held(booking.BookedLocked, booking.Accepted, booking.Cancel, booking.TooLateToCancel),
		held(booking.Requested, booking.Pending, "", ""),
		{State: booking.Closed, Reason: booking.Overlap, Detail: "Accueil du soir"},
		{State: booking.Closed, Reason: booking.OverlapThere},
		{State: booking.Closed, Reason: booking.PublicHoliday, Detail: "Noël"},
		{State: booking.Available, Free: 1},
		{State: booking.Closed, Reason: booking.SchoolHolidays, Detail: "vacances de Noël"},
		{State: booking.BookedLocked, Reason: booking.OtherFamily,
			Reservation: &booking.Reservation{Status: booking.Accepted, Foreign: true}},
		{State: booking.Closed, Reason: booking.Unavailable},
	}
}

// everyHome returns the looks of a child of two homes: its weeks here and there, with what each home booked.
func everyHome() (all []booking.Day) {
	for i := range 23 {
		day := booking.Day{State: booking.Available, Free: booking.NoLimit}
		switch here := i/5%2 == 0; {
		case here && i%5 == 1:
			day.State, day.Reservation = booking.Booked, &booking.Reservation{Status: booking.Accepted}
		case here:
		case i%5 == 1:
			day = booking.Day{State: booking.BookedLocked, Reason: booking.OtherFamily, OtherHome: true,
				Reservation: &booking.Reservation{Status: booking.Accepted, Foreign: true}}
		default:
			day = booking.Day{State: booking.Closed, Reason: booking.OtherHomeDay, OtherHome: true}
		}
		all = append(all, day)
	}
	return all
}

// sampleSince returns the looks of days that changed since they were requested.
func sampleSince() []booking.Day {
	held := booking.Day{State: booking.Booked, Reservation: &booking.Reservation{Status: booking.Accepted}}
	given, shut, left, asked, along := held, held, held, held, held
	given.Decline = "mardi 1 décembre à 12 h"
	shut.Void, shut.VoidDetail = booking.ClosedDay, "grève"
	left.State, left.Void = booking.BookedLocked, booking.NotEnrolled
	asked.State, asked.Void, asked.Reservation = booking.Requested, booking.ClosedDay,
		&booking.Reservation{Status: booking.Waitlisted}
	along.Along, along.Outing = true, "Sortie scolaire"
	return []booking.Day{given, shut, left, asked, along, {State: booking.Available, Free: booking.NoLimit}}
}

// monthWith places days in a month, on some weekdays only, and repeats the last day when there are too few.
func monthWith(month civil.Month, weekdays []int, days []booking.Day) portal.Month {
	m := portal.Month{
		Children: sampleChildren, Child: sampleChildren[0], Activities: sampleActivities, Activity: sampleActivity,
		Enrolled: []int64{sampleChildren[0].ID}, Month: month, Prev: month.Prev(), Next: month.Next(),
		Columns: weekdays, Price: site.SamplePrice,
		BookBy: "jusqu'au jeudi 12 h de la semaine précédente", CancelBy: "la veille avant 18 h",
		Draft: site.SampleDraft, Today: civil.New(2026, time.December, 3),
		Limits: []portal.Limit{
			{
				Book:  true,
				Until: site.SampleNow.Add(240 * time.Hour),
				From:  civil.New(2026, 12, 7),
				To:    civil.New(2026, 12, 11),
			},
			{Cancel: true, Until: time.Date(2026, 12, 6, 22, 59, 59, 0, time.UTC), From: civil.New(2026, 12, 7),
				To: civil.New(2026, 12, 7)}},
		Siblings: []portal.Sibling{{Child: sampleChildren[1], Activity: "CANTINE", Name: "Restauration scolaire"}},
	}
	at := 0
	for _, date := range month.Days() {
		if len(m.Weeks) == 0 || m.Weeks[len(m.Weeks)-1].Week != date.Week() {
			if !slices.Contains(weekdays, date.Weekday()) &&
				!slices.ContainsFunc(date.Week().Days(), func(d civil.Date) bool {
					return d > date && d.Month() == month && slices.Contains(weekdays, d.Weekday())
				}) {
				continue
			}
			m.Weeks = append(m.Weeks, portal.Week{Week: date.Week(), Days: make([]*booking.Day, len(weekdays))})
		}
		column := slices.Index(weekdays, date.Weekday())
		if column < 0 {
			continue
		}
		day := days[min(at, len(days)-1)]
		day.Date, day.ChildID, day.Activity = date, m.Child.ID, sampleActivity
		m.Weeks[len(m.Weeks)-1].Days[column] = &day
		at++
	}
	for _, week := range m.Weeks { // the first and the last week also have days of other months
		for i, column := range weekdays {
			if week.Days[i] == nil {
				day := booking.Day{State: booking.Available, Free: 20}
				day.Date, day.ChildID, day.Activity = week.Week.Monday().AddDays(column-1), m.Child.ID, sampleActivity
				week.Days[i] = &day
			}
		}
	}
	return m
}

func monthSamples() []site.Sample {
	december := civil.MonthOf(2026, time.December)
	school := []int{1, 2, 4, 5}
	weekdays := []int{1, 2, 3, 4, 5}
	free := []booking.Day{{State: booking.Available, Free: booking.NoLimit}}

	all := monthWith(december, weekdays, everyLook())
	fresh := monthWith(december, school, free)
	fresh.Draft = booking.Tally{}
	since := monthWith(december, school, sampleSince())
	since.Draft, since.Lapsed = booking.Tally{}, &portal.Lapsed{Since: site.SampleNow.Add(-30 * time.Hour), Days: 3}
	other := monthWith(december, school, free)
	other.Siblings = []portal.Sibling{
		{Child: sampleChildren[1], Activity: "CANTINE_ELEM", Name: "Restauration, élémentaire"},
	}
	other.Limits = []portal.Limit{{Book: true, Cancel: true, Until: site.SampleNow, From: civil.New(2026, 12, 7),
		To: civil.New(2026, 12, 7)}}
	other.Draft, other.Lapsed = booking.Tally{}, &portal.Lapsed{Days: 4, Dropped: true}
	left := monthWith(december, weekdays, everyLook())
	left.LeftOut = 2
	week := monthWith(civil.MonthOf(2026, time.August), []int{1, 2, 3, 4, 5, 6, 7}, free)
	week.Price = pricing.Quote{}
	empty := monthWith(civil.MonthOf(2027, time.August), nil, free)
	empty.Columns, empty.NextOpen, empty.Draft = nil, civil.MonthOf(2027, time.September), booking.Tally{}
	never := empty
	never.NextOpen, never.Prev, never.Next = 0, 0, 0

	shared := monthWith(december, weekdays, everyHome())
	debt := monthWith(december, school,
		[]booking.Day{{State: booking.Closed, Reason: booking.DebtBlocks, Detail: money.Cents(421).String()}})
	debt.Debt = &portal.Debt{Category: "Restauration", Balance: -3420, Floor: -3000, Due: 421}
	debt.Draft = booking.Tally{}

	nothing := portal.Month{Children: sampleChildren, Child: sampleChildren[1], Month: december}
	long := monthWith(december, school, free)
	long.Child = portal.Child{ID: 3, FirstName: "Marie-Clémentine-Éléonore", LastName: "de La Rochefoucauld-Montbel"}
	long.Children = []portal.Child{long.Child, {ID: 4, FirstName: "Jean-Christophe"}, {ID: 5, FirstName: "Anne-Sophie"},
		{ID: 6, FirstName: "Maximilien"}}
	long.Activities = append(
		[]portal.ActivityChoice{{Code: "X", Name: "Accueil de loisirs intercommunal du mercredi, " +
			"journée complète avec repas et goûter", Category: "Accueil de loisirs"}}, sampleActivities...)
	long.Activity = &town.Activity{Code: "X", Category: sampleActivity.Category}
	long.Draft = booking.Tally{Adds: 128, Cancels: 96, Total: 1234550, Revision: 3}

	lay := func(m portal.Month) site.Layout {
		l := site.FamilyLayout(site.Capital(m.Month.French()), "reservations")
		l.Draft = m.Draft
		return l
	}
	page := func(name, title string, m portal.Month) site.Sample {
		return site.Sample{Name: name, Title: "Réserver, " + title, Template: "family/month", Layout: lay(m), View: m}
	}
	debtPage := page("month-debt", "dette", debt)
	debtPage.Layout.PayURL = "/paiement"
	owing := page("month-debt-no-link", "dette, sans paiement en ligne", debt)
	demoPage := page("month-demo", "dans la démonstration", fresh)
	demoPage.Layout.Demo, demoPage.Layout.TogglesWaitlist = &site.Demo{Mails: 3}, true

	var corrected []booking.Day
	for _, d := range all.Weeks[2].Days[:3] {
		corrected = append(corrected, *d)
	}
	return []site.Sample{
		page("month", "tous les aspects", all),
		page("month-fresh", "rien de saisi", fresh),
		page("month-news", "places données par la nuit, jours fermés depuis", since),
		page("month-dropped", "changements retirés, autre activité pour le frère", other),
		page("month-left-out", "jours laissés de côté", left),
		page("month-week", "sept jours par semaine, sans tarif", week),
		page("month-empty", "mois vide", empty),
		page("month-two-homes", "enfant de deux foyers", shared),
		page("month-never", "rien avant ni après", never),
		debtPage,
		owing,
		demoPage,
		page("month-no-enrolment", "enfant non inscrit", nothing),
		page("month-no-child", "aucun enfant", portal.Month{Month: december}),
		page("month-long", "noms longs", long),
		{Name: "month-saved", Title: "Réserver, réponse à une touche", Template: "month#saved", Fragment: true,
			View: Saved{monthBar(all, site.BookingPath),
				"4 jours à réserver, 1 à annuler, total 12,66\u00a0€.", corrected,
				frameOf(all, "/paiement")}},
	}
}

var (
	sampleChildren = []portal.Child{{ID: 1, FirstName: "Léa", LastName: "Martin"},
		{ID: 2, FirstName: "Noé", LastName: "Martin"}}
	sampleActivity = &town.Activity{ID: 1, Code: "CANTINE", Name: "Restauration scolaire", Start: 720, End: 810,
		Category: &town.Category{Name: "Restauration"}}
	sampleActivities = []portal.ActivityChoice{{Code: "CANTINE", Name: "Restauration scolaire",
		Category: "Restauration"},
		{Code: "MATIN", Name: "Accueil du matin", Category: "Périscolaire"},
		{Code: "SOIR", Name: "Accueil du soir", Category: "Périscolaire"},
		{Code: "MERCREDI", Name: "Mercredi journée avec repas, 3-6 ans", Category: "Accueil de loisirs"}}
	sampleLimit = "jeudi 19 novembre à 12 h"
)
