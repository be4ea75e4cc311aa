package mail

import (
	"math/rand"
	"strings"
	"testing"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
)

// manual is the example on the last page of the user's manual of Carte+, in full.
const manual = `M. DUPONT Jean-Paul

Veuillez trouver ci-dessous un compte rendu des modifications apportées à vos demandes de réservation sur la structure : Mairie de CarteVille.

14 mouvements sur vos demandes de réservations ont été reçus, dont :

- 11 nouvelles demandes de réservation
- 3 demandes d'annulation

***** RESERVATIONS MISES EN LISTE D'ATTENTE *****

--> Activité : APS MATIN :

DUPONT Amalia : lun. 15/05, mar. 16/05

***** RESERVATIONS ACCEPTEES *****

--> Activité : APS MATIN :

DUPONT Paolo : mar. 09/05, mer. 10/05, jeu. 11/05, ven. 12/05, lun. 15/05, mar. 16/05, mer. 17/05, jeu. 18/05, ven. 19/05

***** RESERVATIONS ANNULEES *****

--> Activité : APS MATIN :

DUPONT Amalia : ven. 05/05, mar. 09/05

--> Activité : RESTAURATION :

DUPONT Paolo : ven. 05/05

Vous pouvez consulter l'état de vos réservations sur notre site Internet.
`

func may(days ...int) (dates []civil.Date) {
	for _, d := range days {
		dates = append(dates, civil.New(2023, 5, d))
	}
	return dates
}

func manualLines() (lines []Line) {
	add := func(outcome booking.Status, activity, first string, days ...int) {
		for _, d := range may(days...) {
			lines = append(lines, Line{outcome, activity, "DUPONT", first, d})
		}
	}
	add("waitlisted", "APS MATIN", "Amalia", 15, 16)
	add("accepted", "APS MATIN", "Paolo", 9, 10, 11, 12, 15, 16, 17, 18, 19)
	add("cancelled", "APS MATIN", "Amalia", 5, 9)
	add("cancelled", "RESTAURATION", "Paolo", 5)
	return lines
}

func manualReport() Report {
	return Report{Civility: "M.", LastName: "DUPONT", FirstName: "Jean-Paul", Structure: "Mairie de CarteVille",
		Received: 14, Bookings: 11, Cancellations: 3, Sections: SectionsOf(manualLines())}
}

func compose(t *testing.T, r Report) (subject, text, html string) {
	t.Helper()
	subject, text, html, err := Compose(r)
	if err != nil {
		t.Fatal(err)
	}
	return subject, text, html
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, b := "<end>", "<end>"
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Fatalf("line %d\n got  %q\n want %q\n\n%s", i+1, a, b, got)
		}
	}
}

func TestTheManualsExampleToTheLetter(t *testing.T) {
	r := manualReport()
	lines := manualLines()
	for range 20 { // in any order of lines
		rand.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		r.Sections = SectionsOf(append(lines, lines[0]))
		subject, text, _ := compose(t, r)
		same(t, text, manual)
		if subject != "Compte rendu de vos demandes de réservation : Mairie de CarteVille" {
			t.Fatal(subject)
		}
	}
	r.URL = "https://portail.carteville.fr"
	_, text, _ := compose(t, r)
	same(t, text, manual+"https://portail.carteville.fr\n")
}

func TestHTMLSaysTheSame(t *testing.T) {
	r := manualReport()
	r.URL = "https://portail.carteville.fr"
	_, text, html := compose(t, r)
	at := 0
	for line := range strings.Lines(text) {
		for _, word := range strings.Fields(strings.NewReplacer("*****", "", "-->", "", "- ", "", " :",
			"").Replace(line)) {
			word = strings.ReplaceAll(strings.TrimSuffix(word, ":"), "'", "&#39;")
			i := strings.Index(html[at:], word)
			if i < 0 {
				t.Fatalf("%q of %q is missing or out of order in\n%s", word, line, html)
			}
			at += i
		}
	}
	for _, never := range []string{"<script", "<img", "<table", "style=", "onclick", "http://"} {
		if strings.Contains(html, never) {
			t.Errorf("%s in a mail", never)
		}
	}
	for _, always := range []string{`lang="fr"`, `name="viewport"`, `content="light dark"`, `charset="utf-8"`,
		"<title>Compte rendu"} {
		if !strings.Contains(html, always) {
			t.Errorf("%s is missing", always)
		}
	}
}

func TestSectionsInOrder(t *testing.T) {
	day := may(15)[0]
	got := SectionsOf([]Line{
		{"cancelled", "Étude", "B", "z", day}, {"pending", "Étude", "B", "z", day}, {"refused", "Étude", "B", "z", day},
		{"accepted", "Étude", "Martin", "Zoé", day}, {"accepted", "Étude", "Martin", "Éloi", day},
		{"accepted", "Étude", "Martin", "Fanny", day},
		{"accepted", "Étude", "ABEL", "Zoé", day}, {"accepted", "Foot", "B", "z", day},
		{"accepted", "escalade", "B", "z", day},
		{"waitlisted", "Étude", "B", "z", day + 1}, {"waitlisted", "Étude", "B", "z", day},
		{"withdrawn", "Étude", "B", "z", day},
	})
	var b strings.Builder
	for _, s := range got {
		b.WriteString(s.Title + "\n")
		for _, a := range s.Activities {
			b.WriteString("  " + a.Name + "\n")
			for _, c := range a.Children {
				b.WriteString("    " + c.LastName + " " + c.FirstName)
				for _, d := range c.Days {
					b.WriteString(" " + d.Short())
				}
				b.WriteString("\n")
			}
		}
	}
	same(t, b.String(), `RESERVATIONS MISES EN LISTE D'ATTENTE
  Étude
    B z lun. 15/05 mar. 16/05
RESERVATIONS ACCEPTEES
  escalade
    B z lun. 15/05
  Étude
    ABEL Zoé lun. 15/05
    Martin Éloi lun. 15/05
    Martin Fanny lun. 15/05
    Martin Zoé lun. 15/05
  Foot
    B z lun. 15/05
RESERVATIONS REFUSEES
  Étude
    B z lun. 15/05
RESERVATIONS EN ATTENTE DE REPONSE
  Étude
    B z lun. 15/05
RESERVATIONS ANNULEES
  Étude
    B z lun. 15/05
`)
	if SectionsOf(nil) != nil {
		t.Error("nothing to say")
	}
}

func TestCounts(t *testing.T) {
	tests := map[string]struct {
		received, bookings, cancellations int
		want                              string
	}{
		"both": {5, 3, 2, "5 mouvements sur vos demandes de réservations ont été reçus, dont :\n\n- 3 " +
			"nouvelles demandes de réservation\n- 2 demandes d'annulation\n\n"},
		"one booking": {1, 1, 0, "1 mouvement sur vos demandes de réservations a été reçu, dont :\n\n- 1 " +
			"nouvelle demande de réservation\n\n"},
		"one cancellation": {1, 0, 1,
			"1 mouvement sur vos demandes de réservations a été reçu, dont :\n\n- 1 demande " +
				"d'annulation\n\n"},
		"bookings alone": {2, 2, 0, "2 mouvements sur vos demandes de réservations ont été reçus, dont :\n\n- 2 " +
			"nouvelles demandes de réservation\n\n"},
		"one each": {2, 1, 1, "2 mouvements sur vos demandes de réservations ont été reçus, dont :\n\n- 1 " +
			"nouvelle demande de réservation\n- 1 demande d'annulation\n\n"},
		"promotions alone": {0, 0, 0, "Aucun nouveau mouvement n'a été reçu. Une décision a été prise sur des " +
			"demandes de réservation que vous aviez déjà transmises.\n\n"},
		"no kind": {2, 0, 0, "2 mouvements sur vos demandes de réservations ont été reçus.\n\n"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			r := manualReport()
			r.Received, r.Bookings, r.Cancellations = tc.received, tc.bookings, tc.cancellations
			_, text, _ := compose(t, r)
			head, _, _ := strings.Cut(manual, "14 mouvements")
			_, tail, _ := strings.Cut(manual, "d'annulation\n\n")
			same(t, text, head+tc.want+tail)
		})
	}
}

func TestSeveralChildren(t *testing.T) {
	r := manualReport()
	r.Sections = SectionsOf([]Line{{"accepted", "CANTINE", "DUPONT", "Zoé", may(15)[0]},
		{"accepted", "CANTINE", "DUPONT", "Amalia", may(16)[0]}})
	_, text, _ := compose(t, r)
	if !strings.Contains(text, "***** RESERVATIONS ACCEPTEES *****\n\n--> Activité : CANTINE :\n\nDUPONT Amalia : "+
		"mar. 16/05\nDUPONT Zoé : lun. 15/05\n\nVous pouvez") {
		t.Fatal(text)
	}
}

// No name may add a line, a header or markup.
func TestNothingCanBeInjected(t *testing.T) {
	evil := "X\r\nBcc: spy@evil.fr\r\n\r\n***** <script>alert(1)</script>\u2028\u0085\x00Y"
	r := Report{Civility: evil, LastName: evil, FirstName: evil, Structure: evil, Received: 1, Bookings: 1,
		URL:      "javascript:alert(1)",
		Sections: SectionsOf([]Line{{"accepted", evil, evil, evil, may(15)[0]}})}
	subject, text, html := compose(t, r)
	if strings.ContainsAny(subject, "\r\n\x00\u2028\u0085") {
		t.Errorf("%q", subject)
	}
	tame := Report{Civility: "M.", LastName: "D", FirstName: "J", Structure: "S", Received: 1, Bookings: 1, URL: "u",
		Sections: SectionsOf([]Line{{"accepted", "A", "D", "P", may(15)[0]}})}
	_, tameText, _ := compose(t, tame)
	if a, b := strings.Count(text, "\n"), strings.Count(tameText, "\n"); a != b ||
		strings.ContainsAny(text, "\r\x00\u2028\u0085") {
		t.Errorf("%d lines, want %d:\n%q", a, b, text)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "Bcc:") {
			t.Error(line)
		}
	}
	if strings.Contains(html, "<script") || strings.Contains(html, `href="javascript:`) {
		t.Error(html)
	}
	r = Report{Structure: "S"}
	if _, text, _ := compose(t, r); !strings.HasPrefix(text, "Madame, Monsieur,\n\nVeuillez") {
		t.Error(text)
	}
}
