package organ

import (
	"fmt"
	"testing"
	"time"
)

func TestJudge(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	site := Word{Organ: Web, Who: "web", Since: ago(60), Said: now, Seen: now}
	worker := Word{Organ: Worker, Who: "worker", Since: ago(60), Said: now, Seen: now}
	ails := func(o Organ, who string, since, said, seen int) Word {
		return Word{
			Organ:  o,
			Who:    who,
			Ailing: true,
			Since:  ago(since),
			Said:   ago(said),
			Seen:   ago(seen),
			Text:   "dial tcp",
		}
	}
	well := func(o Organ, who string, said int) Word {
		return Word{Organ: o, Who: who, Since: ago(60), Said: ago(said), Seen: now}
	}
	for name, c := range map[string]struct {
		words []Word
		want  string
	}{
		"nobody speaks":        {nil, "[]"},
		"all is well":          {[]Word{site, worker, well(Redis, "a", 0)}, "[]"},
		"one is away":          {[]Word{site, worker, ails(Redis, "a", 20, 0, 0)}, "[redis 20]"},
		"the longest counts":   {[]Word{worker, ails(Mail, "a", 5, 0, 0), ails(Mail, "b", 20, 1, 0)}, "[mail 20]"},
		"who said so has died": {[]Word{worker, ails(Redis, "a", 20, 4, 4)}, "[]"},
		"another saw it well":  {[]Word{worker, ails(Mail, "a", 20, 20, 0), well(Mail, "b", 2)}, "[]"},
		"away for one of two":  {[]Word{worker, ails(Redis, "a", 20, 0, 0), well(Redis, "b", 0)}, "[redis 20]"},
		"the worst first": {[]Word{worker, ails(Redis, "a", 1, 0, 0), ails(Disk, "a", 2, 0, 0)},
			"[disk 2 redis 1]"},
		"no worker ever":         {[]Word{site}, "[worker ever]"},
		"the worker fell silent": {[]Word{site, {Organ: Worker, Seen: ago(12)}}, "[worker 12]"},
		"the site has just begun": {[]Word{{Organ: Web, Since: ago(1), Seen: now}, {Organ: Worker, Seen: ago(12)}},
			"[]"},
		"nothing runs": {[]Word{{Organ: Web, Since: ago(90), Seen: ago(10)}, {Organ: Worker, Seen: ago(10)}},
			"[]"},
	} {
		got := []string{}
		for _, a := range Judge(c.words, now) {
			since := "ever"
			if !a.Since.IsZero() {
				since = fmt.Sprint(now.Sub(a.Since).Minutes())
			}
			got = append(got, string(a.Organ)+" "+since)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestEachAilmentHasItsSentences(t *testing.T) {
	for _, o := range order {
		if a := (Ailment{Organ: o}); a.What() == "" || a.Then() == "" {
			t.Errorf("%s has no sentence", o)
		}
	}
	if len(sentences) != len(order) {
		t.Error("a sentence is said of nothing")
	}
}
