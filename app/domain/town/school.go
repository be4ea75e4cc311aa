package town

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/fold"
)

// School is a school of the town, with its classes. One that closes is archived: children of former years keep it.
type School struct {
	ID       int64
	Code     string
	Name     string
	Archived bool
	Classes  []*Class
}

// Class is a class of a school.
type Class struct {
	ID       int64
	Code     string // unique in its school
	Name     string
	Level    string // CE2
	Year     *int   // the calendar year in which its school year begins; nil: any
	Archived bool
}

// Pupil is what an activity asks of a child: where it goes to school, and its birth date; zero is "not known".
type Pupil struct {
	School, Class int64
	Birth         civil.Date
}

// SchoolClosure closes a date for the children of a school, or of one of its classes: an outing, a strike. It does so
// for one activity or for all, whatever their openings say. With LeaveBy it closes nothing: a teacher is away, and the
// families choose whether their children come. With Picnic it closes nothing either: their meal is one to take along.
type SchoolClosure struct {
	School, Class, Activity int64 // Class, Activity: 0 = all
	Label                   string
	Picnic                  bool          // the kitchen makes a picnic of the meal
	LeaveBy                 deadline.Rule // until when the day may be given up; the zero Rule: the day is closed
}

func (x SchoolClosure) closes() bool { return x.LeaveBy == (deadline.Rule{}) && !x.Picnic }

// TakesAlong reports whether the meal of a child on a date is a picnic, for an outing of its school or class, and the
// label of that outing.
func (c *Catalogue) TakesAlong(a *Activity, d civil.Date, p Pupil) (outing string, along bool) {
	if p.School == 0 {
		return "", false
	}
	for _, x := range c.SchoolClosures[d] {
		if x.Picnic && c.concerns(x, a, d, p) {
			return x.Label, true
		}
	}
	return "", false
}

// concerns reports whether a closure of a date is for an activity and a child.
func (c *Catalogue) concerns(x SchoolClosure, a *Activity, d civil.Date, p Pupil) bool {
	return x.School == p.School && (x.Activity == 0 || x.Activity == a.ID) &&
		(x.Class == 0 || x.Class == p.Class && c.classOn(p, d))
}

// GiveUpLimit returns the last instant at which a child's day may be cancelled: that of the activity or, where the
// families of its school or class choose, a later one (DOMAIN.md 10.56).
func (c *Catalogue) GiveUpLimit(a *Activity, d civil.Date, p Pupil) time.Time {
	limit := c.CancelLimit(a, d)
	for _, x := range c.SchoolClosures[d] {
		if x.LeaveBy != (deadline.Rule{}) && c.concerns(x, a, d, p) {
			if until := c.limit(x.LeaveBy, d); until.After(limit) {
				limit = until
			}
		}
	}
	return limit
}

// ClosedForPupil is the reason of a date that is closed for the child's school or class alone.
const ClosedForPupil Closed = "pupils"

// OpenFor returns why an activity is not offered to a child on a date, as OpenOn does, and because the date is closed
// for the child's school or class (DOMAIN.md 10.53).
func (c *Catalogue) OpenFor(a *Activity, d civil.Date, p Pupil) (why Closed, detail string) {
	if why, detail = c.OpenOn(a, d); why != Open || p.School == 0 {
		return why, detail
	}
	for _, x := range c.SchoolClosures[d] {
		if x.closes() && c.concerns(x, a, d, p) {
			return ClosedForPupil, x.Label
		}
	}
	return Open, ""
}

// classOn reports whether the class of a child is still its class on a date: a class lasts a school year.
func (c *Catalogue) classOn(p Pupil, d civil.Date) bool {
	_, class := c.ClassByID(p.Class)
	if class == nil || class.Year == nil {
		return class != nil
	}
	year, month, _ := d.YMD()
	if month < time.September {
		year--
	}
	return year == *class.Year
}

// School returns the school with a code, nil when there is none.
func (c *Catalogue) School(code string) *School {
	return coded(c.Schools, func(s *School) bool { return s.Code == code })
}

// SchoolByID returns the school with an id, nil when there is none.
func (c *Catalogue) SchoolByID(id int64) *School {
	return coded(c.Schools, func(s *School) bool { return s.ID == id })
}

// Class returns the class with a code, nil when there is none.
func (s *School) Class(code string) *Class {
	return coded(s.Classes, func(k *Class) bool { return k.Code == code })
}

// ClassByID returns the class with an id and its school, nil when there is none.
func (c *Catalogue) ClassByID(id int64) (*School, *Class) {
	for _, s := range c.Schools {
		for _, k := range s.Classes {
			if k.ID == id {
				return s, k
			}
		}
	}
	return nil, nil
}

func cloneSchoolClosures(all map[civil.Date][]SchoolClosure) map[civil.Date][]SchoolClosure {
	to := make(map[civil.Date][]SchoolClosure, len(all))
	for d, list := range all {
		to[d] = slices.Clone(list)
	}
	return to
}

// FreeCode returns a code that is not taken: a letter and the next number.
func FreeCode(letter string, taken func(string) bool) string {
	for n := 1; ; n++ {
		if code := letter + strconv.Itoa(n); !taken(code) {
			return code
		}
	}
}

// NamedSchool returns the name of a school as a title: "École Jules-Ferry". One that says so itself stays.
func NamedSchool(name string) string {
	if saysSchool(name) {
		return name
	}
	return "École " + name
}

// TheSchool returns the name of a school within a sentence: "l'école Jules-Ferry".
func TheSchool(name string) string {
	if saysSchool(name) {
		_, n := utf8.DecodeRuneInString(name)
		return "l'é" + name[n:]
	}
	return "l'école " + name
}

func saysSchool(name string) bool {
	return strings.HasPrefix(fold.Words(name), "ecole ")
}
