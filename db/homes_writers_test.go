package db

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// revivers are the functions of this package that make a reservation, or give one a state that holds its day, and what
// keeps that day from a home whose day it is not (DOMAIN.md 10.71).
var revivers = map[string]string{
	"bookColumns": "as bookRows",
	"bookRows": "Book: Facts.Judge at a validation, booking.Returns at an absence taken back, Candidates of a child " +
		"who came",
	"Restore": "booking.Returns, at the undoing of an opération",
	"Settle":  "booking.Bookable of the night, NoPlaceWhy of staff and of an offer",
	"unoffer": "NoPlaceWhy before a family or staff take the place; else it waits, and the night refuses it",
	"TakeBackAnswer": "the custody is asked by office.TakeBack of what was refused; what was accepted or waits holds " +
		"its day already",
	"Admit":                   "office.Came: a request of another home than that of the day ends first",
	"ImportUpdateReservation": "load.homes: it goes to the home of the day",
	"importColumns":           "load.homes: it goes to the home of the day",
	"importValues":            "load.homes: it goes to the home of the day",
	"Rehome":                  "household: the day moves to its home",
	"restore":                 "a merge that is undone: every row is as it was, with its custody",
}

// A new writer says here what asks whose day it is.
func TestWhoeverBooksADayAgainAsksWhoseItIs(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	function := regexp.MustCompile(`(?ms)^func [^\n]*?(\w+)\(.*?^}$`)
	writes := regexp.MustCompile("insert into reservations\\b|NewInsert\\(\\)\\.Model\\(&rows\\)|" +
		"update reservations set (?:[^\"`]*, )?(?:state|family_id) = (.*)")
	found := map[string]bool{"restore": true} // written out of the list of ways
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range function.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(f[0], "NewInsert") && !strings.Contains(f[0], "rows []Reservation") {
				continue
			}
			m := writes.FindStringSubmatch(f[0])
			if m == nil || strings.HasPrefix(m[1], `" + gone`) || strings.HasPrefix(m[1], `"+gone`) ||
				strings.HasPrefix(m[1], "state, state") || strings.HasPrefix(m[1], "` + gone") {
				continue // it ends something
			}
			if found[f[1]] = true; revivers[f[1]] == "" {
				t.Errorf("%s, %s: who asks whose day it is?", name, f[1])
			}
		}
	}
	for name := range revivers {
		if !found[name] {
			t.Errorf("%s: makes no day live any more: take it off the list", name)
		}
	}
}
