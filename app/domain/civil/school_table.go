package civil

// The national school calendar, zones A, B and C (Corsica and the overseas territories have their own).
//
// Sources: arrêté du 7 décembre 2022 for 2025-2026, arrêté du 22 octobre 2025 (JORFTEXT000052416058) for 2026-2027,
// arrêté du 21 juillet 2026 (JORFTEXT000054457294) for the return of September 2027. They were read through independent
// transcriptions, not in the Journal officiel itself. These agree on every date but the last: for the return of 2027,
// the ministry's open data and two transcriptions give 2 September for pupils, while some lists still give the 1st.
//
// The texts name the day on which classes resume (« reprise »), and so does the table: that day is a school day, and
// the holidays end the day before. When a new arrêté is published, add its rows and move calendarEnd.

const (
	calendarStart = "2025-09-01" // pupils return: first day of the table
	calendarEnd   = "2027-09-02" // pupils return: first day after the table
)

// schoolBreak has the first day without school and the day on which classes resume.
type schoolBreak struct{ name, from, back string }

const (
	toussaint = "Vacances de la Toussaint"
	noel      = "Vacances de Noël"
	hiver     = "Vacances d'hiver"
	printemps = "Vacances de printemps"
	ascension = "Pont de l'Ascension"
	ete       = "Vacances d'été"
)

var schoolTable = map[Zone][]schoolBreak{
	ZoneA: {
		{toussaint, "2025-10-18", "2025-11-03"},
		{noel, "2025-12-20", "2026-01-05"},
		{hiver, "2026-02-07", "2026-02-23"},
		{printemps, "2026-04-04", "2026-04-20"},
		{ascension, "2026-05-14", "2026-05-18"},
		{ete, "2026-07-04", "2026-09-01"},

		{toussaint, "2026-10-17", "2026-11-02"},
		{noel, "2026-12-19", "2027-01-04"},
		{hiver, "2027-02-13", "2027-03-01"},
		{printemps, "2027-04-10", "2027-04-26"},
		{ascension, "2027-05-06", "2027-05-10"},
		{ete, "2027-07-03", calendarEnd},
	},
	ZoneB: {
		{toussaint, "2025-10-18", "2025-11-03"},
		{noel, "2025-12-20", "2026-01-05"},
		{hiver, "2026-02-14", "2026-03-02"},
		{printemps, "2026-04-11", "2026-04-27"},
		{ascension, "2026-05-14", "2026-05-18"},
		{ete, "2026-07-04", "2026-09-01"},

		{toussaint, "2026-10-17", "2026-11-02"},
		{noel, "2026-12-19", "2027-01-04"},
		{hiver, "2027-02-20", "2027-03-08"},
		{printemps, "2027-04-17", "2027-05-03"},
		{ascension, "2027-05-06", "2027-05-10"},
		{ete, "2027-07-03", calendarEnd},
	},
	ZoneC: {
		{toussaint, "2025-10-18", "2025-11-03"},
		{noel, "2025-12-20", "2026-01-05"},
		{hiver, "2026-02-21", "2026-03-09"},
		{printemps, "2026-04-18", "2026-05-04"},
		{ascension, "2026-05-14", "2026-05-18"},
		{ete, "2026-07-04", "2026-09-01"},

		{toussaint, "2026-10-17", "2026-11-02"},
		{noel, "2026-12-19", "2027-01-04"},
		{hiver, "2027-02-06", "2027-02-22"},
		{printemps, "2027-04-03", "2027-04-19"},
		{ascension, "2027-05-06", "2027-05-10"},
		{ete, "2027-07-03", calendarEnd},
	},
}
