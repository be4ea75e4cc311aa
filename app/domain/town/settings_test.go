package town

import (
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
)

// herisson returns a small town with one of everything.
func herisson(t testing.TB) *Settings {
	t.Helper()
	s := &Settings{
		Town:      &Catalogue{Loc: paris, Structure: Structure{ID: 1, Code: "mairie", Revision: 7}},
		Quotients: map[string][]pricing.Quotient{"F1": nil, "F2": nil},
		Children:  map[string]Child{"K1": {ID: 1, Families: []int64{1}}, "K2": {ID: 2, Families: []int64{1, 2}}},
		Others:    []*Catalogue{{Structure: Structure{Code: "alsh"}, Pools: []*Pool{{Code: "PETITS"}}}},
	}
	s.Town.Index()
	for _, cells := range []string{
		"structure code=mairie name=Mairie zone=A",
		"wallet code=SCOL name=Scolaire numcli=006382",
		"category code=RESTO name=Restauration wallet=SCOL debt_floor=-30",
		"pool code=SALLE name=Salle capacity=24 waitlist=5",
		"pool code=COUR name=Cour",
		"activity code=MIDI name=Repas category=RESTO pools=SALLE weekdays=1;2;4;5 from=2026-09-01 to=2027-07-03 " +
			"start=12:00 end=13:30 book_by=none",
		"activity code=SOIR name=Soir category=RESTO weekdays=1;2;4;5 from=2026-09-01 to=2027-07-03 start=16:30 " +
			"end=18:30 unit=half-hour book_by=none compatible_with=MIDI",
		"opening activity=MIDI date=2026-10-21 open=yes",
		"school code=E1 name=Jules-Ferry",
		"school code=E2 name=Les_Tilleuls archived=yes",
		"class school=E1 code=C1 name=CE2_A level=CE2 year=2026",
		"class school=E1 code=C2 name=CM1",
		"school-closure school=E1 class=C1 activity=MIDI date=2026-12-11 label=Sortie_au_musée",
		"school-closure school=E1 date=2026-12-14",
		"closure date=2026-11-13 label=Pont",
		"release activity=MIDI from=2027-01-04 to=2027-02-19 on=2026-12-05 at=08:30",
		"capacity pool=SALLE date=2026-12-04 capacity=16",
		"tariff activity=MIDI from=2026-09-01 qf_max=600 price=2.00",
		"tariff activity=MIDI from=2026-09-01 qf_min=600 price=3.50",
		"tariff activity=MIDI from=2027-03-01 qf_max=300 price=2.00",
		"tariff activity=SOIR from=2026-09-01 rate=0.0036 ceiling=2.00",
		"quotient family=F1 from=2026-01-01 to=2026-12-31 qf=540",
		"enrolment child=K1 activity=MIDI from=2026-09-01 to=2026-12-18 priority=1",
	} {
		n := entry(t, cells)
		if wrong := s.Check(n); len(wrong) > 0 && n.Kind() != NounTariff {
			t.Fatalf("%s: %v", cells, wrong)
		}
		if err := s.Put(n); err != nil {
			t.Fatalf("%s: %v", cells, err)
		}
	}
	return s
}

// entry reads "pool code=SALLE name=Salle". An underscore in a value is a space.
func entry(t testing.TB, text string) Noun {
	t.Helper()
	kind, cells := split(text)
	n, found := Read(kind, nil, cells)
	if len(found) > 0 {
		t.Fatalf("%s: %v", text, found)
	}
	return n
}

// draw returns a noun that is valid by itself and, as far as possible, in the settings.
func draw(t *rapid.T, s *Settings, kind NounKind) Noun {
	text := rapid.StringMatching(`[A-ZÉa-z0-9'; ]{1,12}`)
	name := "N" + text.Draw(t, "name")
	code := rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "code")
	date := civil.New(2026, 9, 1) + civil.Date(rapid.IntRange(0, 5).Draw(t, "date"))
	places := func(of string) *int {
		if rapid.Bool().Draw(t, "no "+of) {
			return nil
		}
		return new(rapid.IntRange(0, 40).Draw(t, of))
	}
	amount := func(of string) *money.Cents {
		if rapid.Bool().Draw(t, "no "+of) {
			return nil
		}
		return new(money.Cents(rapid.Int64Range(0, 2000).Draw(t, of)))
	}
	some := func(of string, codes []string) string {
		if len(codes) == 0 {
			return ""
		}
		return rapid.SampledFrom(codes).Draw(t, of)
	}
	subset := func(of string, codes []string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{"Z"}, codes...)), 0, len(codes),
			rapid.ID[string]).
			Filter(func(list []string) bool {
				for _, c := range list {
					if c == "Z" || c == code {
						return false
					}
				}
				return true
			}).Draw(t, of)
	}
	switch kind {
	case NounStructure:
		n := s.All(NounStructure)[0].(StructureEntry)
		n.Name, n.HidesPresence = name, rapid.Bool().Draw(t, "hides")
		n.NightAt = civil.TimeOfDay(rapid.IntRange(0, 119).Draw(t, "night"))
		n.QFBackdate = rapid.SampledFrom([]Backdating{NotBackdated, FromMonth, FromYear}).Draw(t, "backdate")
		n.Zone = rapid.SampledFrom([]civil.Zone{"A", "B"}).Draw(t, "zone")
		n.Address, n.Phone, n.Hours = name, name, name
		n.Notice = rapid.StringMatching(`[a-z\n"\\é]{0,9}`).Draw(t, "notice")
		return n
	case NounWallet:
		return WalletEntry{code, name, "006382"}
	case NounCategory:
		return CategoryEntry{code, name, some("wallet", codesOf(s, NounWallet)), amount("floor"),
			rapid.SampledFrom([]Nature{"", Care, Food}).Draw(t, "nature")}
	case NounPool:
		return PoolEntry{code, name, places("capacity"), places("waitlist")}
	case NounActivity:
		rules := []deadline.Rule{readRule(t, "none"), readRule(t, "JO-2 12:00"), readRule(t, "M-1 20 23:59")}
		days := Weekdays{1: true}
		days[rapid.IntRange(1, 7).Draw(t, "weekday")] = true
		return ActivityEntry{
			Code: code, Name: name, Category: some("category", codesOf(s, NounCategory)), Pools: subset("pools",
				codesOf(s, NounPool)), Schools: subset("schools", codesOf(s, NounSchool)),
			Levels:   AllLevels[:rapid.IntRange(0, 3).Draw(t, "levels")],
			Weekdays: days, Term: TermSchool, From: date, To: date + 100,
			Start: 480, End: civil.TimeOfDay(rapid.IntRange(500, 700).Draw(t, "end")), Unit: UnitHalfHour,
			BookBy: rapid.SampledFrom(rules).Draw(t, "book"), CancelBy: rules[0], Allot: Nightly,
			Compatible: subset("compatible", codesOf(s, NounActivity)), Meal: 0,
		}
	case NounOpening:
		return OpeningEntry{some("activity", codesOf(s, NounActivity)), date, rapid.Bool().Draw(t, "open"),
			rapid.SampledFrom([]string{"", name}).Draw(t, "label")}
	case NounClosure:
		return ClosureEntry{date, name}
	case NounSchool:
		return SchoolEntry{code, name, rapid.Bool().Draw(t, "archived")}
	case NounClass:
		return ClassEntry{School: some("school", codesOf(s, NounSchool)), Code: code, Name: name,
			Level: rapid.SampledFrom([]string{"", "CP"}).Draw(t, "level"),
			Year:  rapid.SampledFrom([]*int{nil, new(2026)}).Draw(t, "year")}
	case NounSchoolClosure:
		n := SchoolClosureEntry{School: some("school", codesOf(s, NounSchool)), Date: date, Label: name,
			Activity: some("activity", append(codesOf(s, NounActivity), "")),
			LeaveBy:  rapid.SampledFrom([]deadline.Rule{{}, readRule(t, "J-0 09:00")}).Draw(t, "leave by")}
		school := s.Town.School(n.School)
		if school != nil && len(school.Classes) > 0 && rapid.Bool().Draw(t, "class") {
			n.Class = school.Classes[0].Code
		}
		return n
	case NounRelease:
		return ReleaseEntry{some("activity", codesOf(s, NounActivity)), date,
			date + civil.Date(rapid.IntRange(0, 3).Draw(t, "to")), date - 30,
			civil.TimeOfDay(rapid.IntRange(0, 24*60).Draw(t, "at"))}
	case NounCapacity:
		return CapacityEntry{some("pool", codesOf(s, NounPool)), date, places("capacity"), places("waitlist")}
	case NounTariff:
		return TariffEntry{
			Activity: some("activity", codesOf(s, NounActivity)), From: date, QFMin: amount("min"),
			Price:    new(money.Cents(200)),
			Resident: rapid.SampledFrom([]*bool{nil, new(true), new(false)}).Draw(t, "resident"),
			Rate:     Rate(rapid.IntRange(0, 9999).Draw(t, "rate")),
		}
	}
	if kind == NounEnrolment {
		return EnrolmentEntry{some("child", []string{"K1", "K2"}), some("activity", codesOf(s, NounActivity)), date,
			date + civil.Date(rapid.IntRange(0, 9).Draw(t, "to")),
			rapid.SampledFrom([]*int{nil, new(2)}).Draw(t, "priority")}
	}
	return QuotientEntry{some("family", []string{"F1", "F2"}), date, date + 30, new(money.Cents(rapid.Int64Range(0,
		200_000).Draw(t, "qf"))), rapid.SampledFrom([]Source{"", OnPaper, FromFile, Waived}).Draw(t, "source")}
}

func readRule(t *rapid.T, text string) deadline.Rule {
	r, err := deadline.ParseRule(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codesOf(s *Settings, kind NounKind) (codes []string) {
	for _, n := range s.All(kind) {
		codes = append(codes, Key(n))
	}
	return codes
}

// A clone shares nothing with its original.
func TestCloneIsDeep(t *testing.T) {
	s := herisson(t)
	before := picture(s)
	c := s.Clone()
	for _, kind := range Kinds() {
		for _, n := range c.All(kind) {
			if kind == NounStructure {
				n = StructureEntry{Code: "mairie", Name: "Autre", NightAt: 5}
				if err := c.Put(n); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	kinds := Kinds()
	for i := range kinds {
		kind := kinds[len(kinds)-1-i]
		if kind == NounStructure {
			continue
		}
		for _, n := range c.All(kind) {
			if err := c.Remove(n); err != nil {
				t.Fatal(err)
			}
		}
		if left := c.All(kind); len(left) > 0 {
			t.Errorf("left of %s: %v", kind, left)
		}
	}
	if after := picture(s); after != before {
		t.Errorf("the original changed:\n%s\n%s", before, after)
	}
}
