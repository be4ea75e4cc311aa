package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/pickup"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// KeptDay is what a tablet keeps of a day: its sheets, with what is needed at a door and in an evacuation, and nothing
// else. It is sent as JSON.
type KeptDay struct {
	Date      civil.Date     `json:"day"`
	Long      string         `json:"long"` // the date in words
	At        time.Time      `json:"at"`
	Until     time.Time      `json:"until"` // when the tablet forgets it
	Early     int            `json:"early"` // minutes around an activity in which its children are there
	Late      int            `json:"late"`
	DaySheets []KeptDaySheet `json:"sheets"`
}

// KeptDaySheet is an activity of the day.
type KeptDaySheet struct {
	Code      string      `json:"code"`
	Name      string      `json:"name"`
	Hours     string      `json:"hours"` // in words
	Start     int         `json:"start"` // minutes since midnight
	End       int         `json:"end"`
	Open      bool        `json:"open"`
	HalfHours bool        `json:"halfHours"`
	Stamps    bool        `json:"stamps"` // of arrival and departure
	Children  []KeptChild `json:"children"`
}

// KeptChild is a child of a sheet.
type KeptChild struct {
	ID         int64             `json:"id"` // of the reservation
	ChildID    int64             `json:"child"`
	LastName   string            `json:"last"`
	FirstName  string            `json:"first"`
	School     string            `json:"school"`
	Class      string            `json:"class"`
	Rank       int               `json:"rank"` // of the class: the youngest first
	Attendance wallet.Attendance `json:"attendance"`
	Units      int               `json:"units"`
	Arrived    string            `json:"arrived"`  // that hour in words; empty: it is not stamped
	Departed   string            `json:"departed"` // likewise
	Until      int               `json:"until"`    // minutes of the day: see stay.Until
	Diet       string            `json:"diet"`
	Allergies  string            `json:"allergies"`
	Homes      []KeptHome        `json:"homes"`
	Door       []KeptNote        `json:"door"` // what to mind: a picnic to take along, how the child leaves
}

// KeptNote is what a row says in a tag.
type KeptNote struct {
	Text string `json:"text"`
	Tone string `json:"tone"`
}

// KeptHome is a household of a child: who may be called, and who may collect the child; or another person who may.
type KeptHome struct {
	Family string   `json:"family"`
	Phone  string   `json:"phone"`
	Adults []string `json:"adults"`
	Today  bool     `json:"today"` // the child is there on that day, where that was arranged
}

// keptDay reads what a tablet keeps, and notes in the journal of each family that its health data was read: once for a
// tablet and a family, though the tablet asks again during the day.
func (o *Office) keptDay(ctx context.Context, q db.Q, d desk.Actor, c *town.Catalogue, t db.Tablet) (KeptDay, error) {
	now := o.Now()
	today := c.Today(now)
	day := KeptDay{Date: today, Long: today.Long(), At: now, Until: t.Until, Early: stay.Early, Late: stay.Late}
	var children []db.KeptChild
	var adults []db.KeptAdult
	var rules []db.PickupRule
	if err := q.Together(ctx, db.ReadKeptChildren(d.StructureID, today, &children),
		db.ReadKeptAdults(d.StructureID, today, &adults),
		db.ReadPickupsOn(d.StructureID, 0, today, &rules)); err != nil {
		return KeptDay{}, err
	}
	homes, households := map[int64][]KeptHome{}, map[int64][]int64{}
	for _, one := range adults {
		n := len(households[one.ChildID])
		if n == 0 || households[one.ChildID][n-1] != one.FamilyID {
			households[one.ChildID] = append(households[one.ChildID], one.FamilyID)
			homes[one.ChildID] = append(homes[one.ChildID], KeptHome{Family: one.Family, Phone: one.Phone})
		}
		if last := &homes[one.ChildID][len(homes[one.ChildID])-1]; one.Name != "" {
			last.Adults = append(last.Adults, one.Name)
		}
	}
	doors, held := doorsOn(today, rules), heldToday{}
	for _, one := range children {
		if a := c.ActivityByID(one.ActivityID); a != nil && !closedOn(c, a, today) {
			held.note(one.School, a, one.Departed != nil)
		}
	}
	schools, told, sheets := schoolsOf(t.Schools), reading{}, map[int64]*KeptDaySheet{}
	for _, one := range children {
		a := c.ActivityByID(one.ActivityID)
		if a == nil || len(schools) > 0 && !slices.Contains(schools, one.School) {
			continue
		}
		s := sheets[a.ID]
		if s == nil {
			s = &KeptDaySheet{Code: a.Code, Name: a.Name, Hours: a.Start.Human() + " – " + a.End.Human(),
				Start: int(a.Start), End: int(a.End), Open: !closedOn(c, a, today),
				HalfHours: a.Unit == town.UnitHalfHour, Stamps: stampsHours(a)}
			sheets[a.ID] = s
		}
		child := keptChild(one, homes[one.ChildID], households[one.ChildID])
		child.mind(one.Along, doors[one.ChildID])
		child.Until = int(stay.Until(heldAs(a, held[one.School][a]), held.site(one.School)))
		s.Children = append(s.Children, child)
		if one.Diet != "" || one.Allergies != "" {
			told.of(c, one.FamilyID, households[one.ChildID])
		}
	}
	for _, s := range sheets {
		day.DaySheets = append(day.DaySheets, *s)
	}
	slices.SortFunc(day.DaySheets, func(x, y KeptDaySheet) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.Code, y.Code))
	})
	return day, o.tellKept(ctx, q, d, t, today, told)
}

// keptChild is a line of a sheet; the home of the day is the first.
func keptChild(one db.KeptChild, homes []KeptHome, households []int64) KeptChild {
	kept := KeptChild{ID: one.ReservationID, ChildID: one.ChildID, LastName: one.LastName, FirstName: one.FirstName,
		School: one.School, Class: one.Class, Rank: town.RankOf(one.Class), Attendance: one.Attendance,
		Units: one.Quantity, Arrived: hourWords(one.Arrived), Departed: hourWords(one.Departed), Diet: one.Diet,
		Allergies: one.Allergies, Homes: slices.Clone(homes)}
	if one.Attended != nil {
		kept.Units = *one.Attended
	}
	for i, home := range households {
		kept.Homes[i].Today = one.Home == home
	}
	slices.SortStableFunc(kept.Homes, func(x, y KeptHome) int {
		switch {
		case x.Today == y.Today:
			return 0
		case x.Today:
			return -1
		}
		return 1
	})
	return kept
}

// mind says whether the child takes its meal along, and how it leaves.
func (k *KeptChild) mind(along bool, door pickup.Door) {
	k.Door = []KeptNote{}
	if along {
		k.Door = append(k.Door, KeptNote{kitchen.Picnic.Word(), ""})
	}
	for _, r := range door.Barred {
		k.Door = append(k.Door, KeptNote{"Pas avec " + r.Name, "no"})
	}
	if door.Alone != nil {
		k.Door = append(k.Door, KeptNote{"Seul dès " + door.Alone.Human(), ""})
	}
	for _, r := range door.Persons {
		k.Homes = append(k.Homes, KeptHome{Family: "Peut venir\u00a0: " + r.Name + ", " + r.Link, Phone: r.Phone})
	}
}

// hourWords is an hour in words; empty if it is not stamped.
func hourWords(at *civil.TimeOfDay) string {
	if at == nil {
		return ""
	}
	return at.Human()
}

// tellKept notes the reading in the journal of families that have not read of it yet.
func (o *Office) tellKept(ctx context.Context, q db.Q, d desk.Actor, t db.Tablet, today civil.Date,
	told reading) error {
	room, what := "Tablette des feuilles du jour", "Tablette des feuilles du jour, "+today.Long()
	before, err := q.HealthReadBy(ctx, d.StructureID, d.AccountID, t.PreparedAt, [2]string{room, what})
	if err != nil {
		return err
	}
	for family := range before {
		delete(told, family)
	}
	if len(told) == 0 {
		return nil
	}
	return q.AddJournal(ctx, o.readingLines(d, told, room, what)...)
}
