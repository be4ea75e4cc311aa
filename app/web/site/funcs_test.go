package site

import (
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/lang"
)

func TestWords(t *testing.T) {
	for _, c := range [][2]string{
		{Plural(0, "jour", "jours"), "0\u00a0jour"}, {Plural(1, "jour", "jours"), "1\u00a0jour"},
		{Plural(2, "jour", "jours"), "2\u00a0jours"},
		{count(0), "0"}, {count(999), "999"}, {count(1204), "1\u202f204"}, {count(-1234567), "-1\u202f234\u202f567"},
		{count(-123), "-123"},
		{Capital("décembre"), "Décembre"}, {Capital("été"), "Été"}, {Capital(""), ""},
		{monthShort(civil.New(2026, time.December, 1)), "déc."}, {monthShort(0), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestPager(t *testing.T) {
	p := pager(paging.At(2).Of(101), "/mairie/courriels", "etat", "refused", "vide", "")
	if p.Prev != "/mairie/courriels?etat=refused&page=1" || p.Next != "/mairie/courriels?etat=refused&page=3" {
		t.Errorf("%+v", p)
	}
	if p = pager(paging.At(1).Of(51), "/suivi?activite=a%26b&du=&etat=pending&etat=accepted"); p.Next !=
		"/suivi?activite=a%26b&du=&etat=pending&etat=accepted&page=2" {
		t.Errorf("%+v", p)
	}
	if one := pager(paging.At(1).Of(1), "/x"); one.Prev != "" || one.Next != "" {
		t.Errorf("%+v", one)
	}
}

func TestReminder(t *testing.T) {
	drafting := Layout{Draft: booking.Tally{Adds: 1}}
	if !drafting.Reminder() || (Layout{}).Reminder() {
		t.Error("the reminder follows the draft")
	}
	drafting.Active = "reservations"
	if drafting.Reminder() {
		t.Error("the booking pages say it themselves")
	}
}

func TestHoursAreTheStructures(t *testing.T) {
	l := Layout{Loc: SampleZone}
	at := time.Date(2026, time.November, 22, 23, 30, 0, 0, time.UTC)
	l.UpdatedThrough = at
	for _, c := range [][2]string{
		{l.Instant(at), "lundi\u00a023\u00a0novembre\u00a0à\u00a00\u00a0h\u00a030"}, {l.Clock(at), "0\u00a0h\u00a030"},
		{l.Stamp(at), "23/11/2026\u00a000:30"},
		{l.Updated(), "lun.\u00a023\u00a0nov.\u00a02026\u00a0à\u00a00\u00a0h\u00a030"},
		{l.Instant(time.Time{}), ""}, {l.Stamp(time.Time{}), ""}, {l.Clock(time.Time{}), ""}, {Layout{}.Updated(), ""},
		{Layout{Now: at}.Today().String(), "2026-11-22"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestTheTownHallIsOneClickAway(t *testing.T) {
	for sentence, want := range map[string]string{
		"Choisissez un autre jour, ou contactez la mairie.": `Choisissez un autre jour, ou ` +
			`<a href="/contact">contactez la mairie</a>.`,
		"Contactez la mairie <b>": `<a href="/contact">Contactez la mairie</a> &lt;b&gt;`,
		"Choisissez.":             "Choisissez.",
	} {
		if got := reachIn(lang.French)(sentence); string(got) != want {
			t.Errorf("%q: %s", sentence, got)
		}
	}
}
