package news_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/news"
	"cartable/app/injection"
)

// show writes blocks in a short form: a paragraph a line, an item with "-", a link in brackets.
func show(blocks []news.Block) string {
	var all []string
	for _, b := range blocks {
		for _, line := range b.Lines {
			words := map[bool]string{true: "- "}[b.List]
			for _, s := range line {
				if s.URL != "" {
					words += "[" + s.URL + "]"
					continue
				}
				words += s.Text
			}
			all = append(all, words)
		}
		all = append(all, "")
	}
	return strings.Join(all, "\n")
}

func TestBlocks(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		"Un mot":                              "Un mot\n",
		"Un\r\nDeux\r\n\r\n\r\nTrois":         "Un\nDeux\n\nTrois\n",
		"Apportez :\n- un pull\n• des bottes": "Apportez :\n\n- un pull\n- des bottes\n",
		"-":                                   "-\n",
		"-5 degrés":                           "-5 degrés\n",
		"Lire https://ville.fr/menus.":        "Lire [https://ville.fr/menus].\n",
		"(voir http://ville.fr/a_(b)), puis":  "(voir [http://ville.fr/a_(b)]), puis\n",
		"HTTPS://Ville.fr/A":                  "[https://Ville.fr/A]\n",
		"https://":                            "https://\n",
		"https://mairie.fr@mechant.fr/":       "https://mairie.fr@mechant.fr/\n",
		"javascript:alert(1)":                 "javascript:alert(1)\n",
		"ftp://ville.fr //ville.fr":           "ftp://ville.fr //ville.fr\n",
		"https://a.fr et https://b.fr/?c=1!":  "[https://a.fr] et [https://b.fr/?c=1]!\n",
	} {
		if got := show(news.Blocks(text)); got != want {
			t.Errorf("%q:\n%q, want\n%q", text, got, want)
		}
	}
}

var web = regexp.MustCompile(`^https?://[\pL\pN][^@/?#]*([/?#]|$)`)

// Whatever is typed, every link leads to the web, and no character but blanks and signs of lists is lost.
func TestBlocksLoseNothingAndLinkOnlyTheWeb(t *testing.T) {
	pieces := append([]string{"\n", "\n\n", "- ", "https://ville.fr/", "http://", "@", ":1", " ", ").", "«", "\u00a0",
		"é", "\x00"}, injection.Texts...)
	squeezed := func(text string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("-*•– \n\r\t\u00a0", r) {
				return -1
			}
			return r
		}, text)
	}
	for i := range 3000 {
		draw := rand.New(rand.NewPCG(uint64(i), 1))
		var b strings.Builder
		for range 1 + draw.IntN(8) {
			b.WriteString(pieces[draw.IntN(len(pieces))])
		}
		var shown strings.Builder
		for _, block := range news.Blocks(b.String()) {
			for _, line := range block.Lines {
				for _, span := range line {
					shown.WriteString(span.Text)
					if span.URL == "" {
						continue
					}
					if !web.MatchString(span.URL) || strings.ContainsAny(span.URL, "<>\"'` ") {
						t.Fatalf("%q links to %q", b.String(), span.URL)
					}
				}
			}
		}
		if got, want := squeezed(shown.String()), squeezed(b.String()); got != want {
			t.Fatalf("%q is shown as %q", b.String(), shown.String())
		}
	}
}

func TestCheck(t *testing.T) {
	today := civil.New(2026, 11, 29)
	good := news.Item{Title: "Grève", Body: "Pas de cantine.", Target: news.All, From: today, To: today + 7}
	if err := good.Check(today, nil); err != nil {
		t.Errorf("a good one: %v", err)
	}
	fields := func(err error) (all string) {
		var many fault.Many
		if errors.As(err, &many) {
			for _, one := range many {
				all += one.Field + " "
			}
		}
		return strings.TrimSpace(all)
	}
	for i, c := range []struct {
		edit func(*news.Item)
		want string
	}{
		{func(n *news.Item) { *n = news.Item{} }, "titre texte cible du"},
		{func(n *news.Item) { n.Title = strings.Repeat("é", news.LongestTitle+1) }, "titre"},
		{func(n *news.Item) { n.Body = strings.Repeat("é", news.LongestBody+1) }, "texte"},
		{func(n *news.Item) { n.Target = "toutes" }, "cible"},
		{func(n *news.Item) { n.Target = news.School }, "ecole"},
		{func(n *news.Item) { n.Target, n.School = news.Class, "Jules-Ferry" }, "classe"},
		{func(n *news.Item) { n.Target = news.Activity }, "activite"},
		{func(n *news.Item) { n.Target = news.Present }, "present-du"},
		{func(n *news.Item) { n.Target, n.PresentFrom = news.Present, today }, "present-au"},
		{func(n *news.Item) { n.Target, n.PresentFrom, n.PresentTo = news.Present, today, today-1 }, "present-au"},
		{func(n *news.Item) { n.To = 0 }, "au"},
		{func(n *news.Item) { n.To = n.From - 1 }, "au"},
		{func(n *news.Item) { n.To = n.From + news.Longest + 1 }, "au"},
		{func(n *news.Item) { n.From, n.To = today-9, today-1 }, "au"},
	} {
		one := good
		c.edit(&one)
		if got := fields(one.Check(today, nil)); got != c.want {
			t.Errorf("%d: %q, want %q", i, got, c.want)
		}
	}
	old := good
	old.From, old.To = today-9, today-1
	if err := old.Check(today, &old); err != nil {
		t.Errorf("an old one whose words are corrected: %v", err)
	}
}

func TestCleanKeepsWhatTheTargetUses(t *testing.T) {
	full := news.Item{Title: " a\n b ", Body: "\r\nc\r\nd ", School: "S", Class: "C", ActivityID: 3, PresentFrom: 1,
		PresentTo: 2}
	for target, want := range map[news.Target]string{
		news.All: "  0 0 0", news.School: "S  0 0 0", news.Class: "S C 0 0 0", news.Activity: "  3 0 0",
		news.Present: "  3 1 2", news.Waiting: "  0 0 0", news.WithoutQuotient: "  0 0 0",
	} {
		full.Target = target
		n := full.Clean()
		got := fmt.Sprint(n.School, " ", n.Class, " ", n.ActivityID, " ", int(n.PresentFrom), " ", int(n.PresentTo))
		if got != want || n.Title != "a b" || n.Body != "c\nd" {
			t.Errorf("%s: %q, %q, %q", target, got, n.Title, n.Body)
		}
	}
}

func TestStateOn(t *testing.T) {
	n := news.Item{From: 10, To: 12}
	for day, want := range map[civil.Date]news.State{9: news.Coming, 10: news.Online, 12: news.Online, 13: news.Over} {
		if got := n.StateOn(day, false); got != want {
			t.Errorf("day %d: %s, want %s", day, got, want)
		}
		if got := n.StateOn(day, true); got != news.Withdrawn {
			t.Errorf("withdrawn, day %d: %s", day, got)
		}
	}
}
