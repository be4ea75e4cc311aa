package lang_test

import (
	"slices"
	"strings"
	"testing"

	"cartable/app/lang"
)

func TestDatesAmountsAndHours(t *testing.T) {
	for french, want := range map[string]string{
		"lundi 30":                              "Monday 30",
		"lundi 30 novembre 2026":                "Monday 30 November 2026",
		"mar. 1er déc.":                         "Tue 1 Dec",
		"Mardi 1er décembre":                    "Tuesday 1 December",
		"décembre 2026":                         "December 2026",
		"aujourd'hui, 18 h":                     "today, 18:00",
		"jeudi 3 déc., 7 h 05":                  "Thursday 3 Dec, 7:05",
		"mardi 24 novembre à 13 h 05":           "Tuesday 24 November at 13:05",
		"12 h–13 h 30":                          "12:00–13:30",
		"lun. 7 déc., mar. 8 déc. et mer. 9":    "Mon 7 Dec, Tue 8 Dec and Wed 9",
		"1\u202f234,50\u00a0€":                  "€1,234.50",
		"−20,00\u00a0€":                         "−€20.00",
		"0,36\u00a0%":                           "0.36%",
		"4 ajouts, 1 annulation · 12,66\u00a0€": "4 added, 1 cancelled · €12.66",
		"0 ajout":                               "0 added",
	} {
		if said, known := lang.English.Say(french); !known || said != want {
			t.Errorf("%q is said %q (%v), want %q", french, said, known, want)
		}
	}
	if said, _ := lang.Easy.Say("mardi 24 novembre à 13 h 05"); said != "mardi 24 novembre à 13\u00a0h\u00a005" {
		t.Errorf("%q", said)
	}
	if said, _ := lang.Easy.Say("1\u202f234,50\u00a0€"); said != "1\u202f234,50\u00a0€" {
		t.Errorf("%q", said)
	}
}

func TestNamesStay(t *testing.T) {
	for _, french := range []string{"Léa", "Restauration scolaire", "Le restaurant sera fermé.", "Léa, lundi 30"} {
		if said, known := lang.English.Say(french); known || said != french {
			t.Errorf("%q is said %q", french, said)
		}
		if html := string(lang.English.HTML(french)); html != `<span lang="fr">`+french+"</span>" {
			t.Errorf("%s", html)
		}
		if html := string(lang.Easy.HTML(french)); html != french {
			t.Errorf("%s", html)
		}
	}
	if said, _ := lang.English.Say("Les horaires sont incompatibles avec Danse & <b>."); string(lang.English.HTML(
		"Les horaires sont incompatibles avec Danse & <b>.")) != "The hours clash with Danse &amp; &lt;b&gt;." {
		t.Errorf("%s", said)
	}
}

// Several sentences, and parts of a line, are each said; of a text that is half known nothing is.
func TestSentencesOneAfterAnother(t *testing.T) {
	for french, want := range map[string]string{
		"Ce jour est complet. Choisissez un autre jour.": "This day is full. Choose another day.",
		"Non traitée, activité complète":                 "Not done, activity full",
		"Décembre 2026 – Réserver – étape 1 sur 3":       "December 2026 – Book – step 1 of 3",
		"en liste d'attente, 2e position sur la liste":   "on the waiting list, number 2 on the list",
		"Le 14 décembre\u00a0: une place s'est libérée.": "14 December: a place has become free.",
	} {
		if said, known := lang.English.Say(french); !known || said != want {
			t.Errorf("%q is said %q (%v), want %q", french, said, known, want)
		}
	}
	half := "Ce jour est complet. Apportez un pique-nique."
	if said, known := lang.English.Say(half); known || said != half {
		t.Errorf("%q", said)
	}
	line := "lun. 21/12, Restauration, MARTIN Léa. Rien n'est facturé pour ce jour."
	said := lang.English.Line(line)
	if said != "Mon 21/12, Restauration, MARTIN Léa. Nothing is charged for this day." {
		t.Errorf("%q", said)
	}
}

func TestFrenchIsAsWritten(t *testing.T) {
	var none *lang.Language
	for _, l := range []*lang.Language{none, lang.French} {
		if said, known := l.Say("Réservez : c'est ouvert"); !known || said != "Réservez : c'est ouvert" {
			t.Errorf("%q", said)
		}
		if said, _ := l.Message("Pour qui ?"); said != "Pour qui\u00a0?" {
			t.Errorf("%q", said)
		}
	}
	for n, want := range map[int]string{0: "0\u00a0jour", 1: "1\u00a0jour", 2: "2\u00a0jours"} {
		if said := lang.French.Counted(n, "jour", "jours"); said != want {
			t.Errorf("%q", said)
		}
	}
	for n, want := range map[int]string{0: "0 days", 1: "1 day", 2: "2 days"} {
		if said := lang.English.Counted(n, "jour", "jours"); said != want {
			t.Errorf("%q", said)
		}
	}
}

func TestHint(t *testing.T) {
	for accept, want := range map[string]*lang.Language{"": lang.French, "fr-FR,fr;q=0.9,en;q=0.8": lang.French,
		"en-GB,en;q=0.9,fr;q=0.8": lang.English, "en-US": lang.English, "de,en;q=0.7": lang.English,
		"ar": lang.French, "\x00;;q=": lang.French} {
		if got := lang.Hint(accept); got != want {
			t.Errorf("%q: %s", accept, got.Name)
		}
	}
}

// Each entry is said in each number, with the verbs that the French has, and the catalogues have the same entries.
func TestCatalogues(t *testing.T) {
	for _, l := range []*lang.Language{lang.English, lang.Easy} {
		if !slices.Equal(l.Keys(), lang.English.Keys()) {
			t.Errorf("%s has other entries", l.Tag)
		}
		for _, key := range l.Keys() {
			texts := l.Texts(key[0])
			if key[1] != "" && len(texts) != 2 || key[1] == "" && len(texts) != 1 {
				t.Errorf("%s: %q has %d texts", l.Tag, key[0], len(texts))
			}
			for _, text := range texts {
				if strings.TrimSpace(text) == "" || verbs(text) != verbs(key[0]) {
					t.Errorf("%s: %q is said %q", l.Tag, key[0], text)
				}
			}
			if strings.ContainsAny(key[0], "\u00a0\u202f") {
				t.Errorf("%s: %q has hard spaces, which are put by the program", l.Tag, key[0])
			}
		}
		for _, word := range lang.DateWords() {
			if _, known := l.Message(word); !known {
				t.Errorf("%s lacks %q", l.Tag, word)
			}
		}
	}
}

// verbs returns the verbs of a message in the order in which they are filled: "s1 d2".
func verbs(text string) string {
	var all []string
	next := 1
	for i := 0; i+1 < len(text); i++ {
		if text[i] != '%' {
			continue
		}
		at := next
		if end := strings.IndexByte(text[i:], ']'); text[i+1] == '[' && end > 0 {
			at = int(text[i+2] - '0')
			i += end - 1
		}
		if text[i+1] == 's' || text[i+1] == 'd' {
			all = append(all, string(rune('0'+at))+string(text[i+1]))
			next = at + 1
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// A sentence that is easy to read is short.
func TestEasySentencesAreShort(t *testing.T) {
	for _, key := range lang.Easy.Keys() {
		for _, text := range lang.Easy.Texts(key[0]) {
			end := func(r rune) bool { return strings.ContainsRune(".?!:", r) }
			for _, sentence := range strings.FieldsFunc(text, end) {
				if n := len(strings.Fields(sentence)); n > 17 {
					t.Errorf("%d words: %q", n, sentence)
				}
			}
		}
	}
}
