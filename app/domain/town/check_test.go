package town

import (
	"errors"
	"strings"
	"testing"

	"cartable/app/domain/fault"
)

// told returns the findings of a row: "field: sentence", with a question mark for a warning.
func told(s *Settings, text string) []string {
	kind, cells := split(text)
	n, unread := Read(kind, nil, cells)
	var lines []string
	for _, f := range unread.And(s.Check(n)) {
		line := f.Field + ": " + f.Wrong
		if f.Expected != "" {
			line += ". Attendu : " + f.Expected
		}
		if f.Warning {
			line = "? " + line
		}
		lines = append(lines, line)
	}
	return lines
}

const (
	goodActivity = "category=RESTO weekdays=1 from=2026-09-01 to=2027-07-03 start=12:00 end=13:30 book_by=none"
	codeWanted   = "un mot sans espace, sans « / », « .. » ni « ; », et sans caractère invisible"
)

func TestCheck(t *testing.T) {
	s := herisson(t)
	for _, tc := range []struct {
		text string
		want string // by line; "" = no finding
	}{
		{"structure code=mairie name=Mairie zone=A", ""},
		{"structure code=mairie zone=D alsace_moselle=peut-être night_at=02:30",
			"name: la valeur manque. Attendu : un nom\n" +
				"zone: « D » n'est pas une valeur possible. Attendu : A, B ou C\n" +
				"alsace_moselle: « peut-être » n'est pas une valeur possible. Attendu : yes ou no\n" +
				"night_at: « 02:30 » n'est pas une heure possible : certaines nuits ne l'ont pas, d'autres l'ont " +
				"deux fois. " +
				"Attendu : une heure de 00:00 à 01:59 ou de 03:00 à 23:59"},
		{"structure code=mairie name=M zone=A night_at=25:00 billing=later",
			"night_at: « 25:00 » n'est pas une heure. Attendu : HH:MM\n" +
				"billing: « later » n'est pas une valeur possible. Attendu : booked ou ticked"},
		{"structure code=mairie name=M zone=A night_at=24:00", "night_at: « 24:00 » n'est pas une heure possible " +
			": certaines nuits ne " +
			"l'ont pas, d'autres l'ont deux fois. Attendu : une heure de 00:00 à 01:59 ou de 03:00 à 23:59"},
		{"structure code=mairie name=M zone=A night_at=01:59", ""},
		{"structure code=mairie name=M zone=A night_at=03:00", ""},

		{"wallet code=SCOL name=Scolaire", ""},
		{"wallet code=SCOL name=" + strings.Repeat("é", 200), ""},
		{"wallet code=SCOL name=" + strings.Repeat("é", 201),
			"name: ce texte a 201 caractères. Attendu : 200 caractères au plus"},
		{"wallet", "code: la valeur manque. Attendu : un code\nname: la valeur manque. Attendu : un nom"},
		{"wallet code=W name=W numcli=6382", "? numcli: « 6382 » n'est pas un numéro de régie PayFiP : le " +
			"paiement en ligne serait " +
			"refusé. Attendu : six chiffres, zéros compris, peut-être 006382"},
		{"wallet code=W name=W numcli=00638A", "? numcli: « 00638A » n'est pas un numéro de régie PayFiP : le " +
			"paiement en ligne serait " +
			"refusé. Attendu : six chiffres, zéros compris"},
		{"wallet code=A/B name=W", "code: « A/B » n'est pas un code. Attendu : " + codeWanted},
		{"pool code=.. name=W", "code: « .. » n'est pas un code. Attendu : " + codeWanted},
		{"pool code=A_B name=W", "code: « A B » n'est pas un code. Attendu : " + codeWanted},
		{"pool code=A\x1bB name=W", "code: « A�B » n'est pas un code. Attendu : " + codeWanted},
		{"pool code=A\u200bB name=W", "code: « A�B » n'est pas un code. Attendu : " + codeWanted},
		{"pool code=A;B name=W", "code: « A;B » n'est pas un code. Attendu : " + codeWanted},
		{"pool code=É.1-a name=W", ""},

		{"category code=C name=C wallet=SCOL debt_floor=trente", "debt_floor: « trente » n'est pas un montant. " +
			"Attendu : des euros avec un point, par exemple 4.22"},
		{"category code=C name=C", "wallet: la valeur manque. Attendu : un code de wallets.csv"},
		{"category code=C name=C wallet=RIEN nature=jeu",
			"nature: « jeu » n'est pas une valeur possible. Attendu : care, food ou other\n" +
				"wallet: « RIEN » est inconnu dans la structure « mairie ». Attendu : un code de wallets.csv ou " +
				"déjà enregistré, de la même structure"},
		{"category code=C name=C wallet=SCOL debt_floor=30", "? debt_floor: le seuil est positif : les " +
			"réservations ferment à qui n'a " +
			"pas plus de 30,00 € d'avance. Attendu : un montant négatif, par exemple -30.00"},
		{"category code=C name=C wallet=SCOL debt_floor=0", ""},

		{"pool code=P name=P capacity=-1 waitlist=1.5",
			"capacity: « -1 » n'est pas un nombre entier. Attendu : un nombre entier de 0 à 1000000\n" +
				"waitlist: « 1.5 » n'est pas un nombre entier. Attendu : un nombre entier de 0 à 1000000"},
		{"pool code=P name=P capacity=0 waitlist=1000000", ""},

		{"activity code=X name=X " + goodActivity, ""},
		{"activity code=X name=X category=RESTO",
			"weekdays: la valeur manque. Attendu : " + someDays + "\n" +
				"from: la valeur manque. Attendu : une date AAAA-MM-JJ\n" +
				"to: la valeur manque. Attendu : une date AAAA-MM-JJ\n" +
				"start: la valeur manque. Attendu : une heure HH:MM\n" +
				"end: la valeur manque. Attendu : une heure HH:MM\n" +
				"book_by: la valeur manque. Attendu : " + aRule},
		{"activity code=X name=X category=RESTO pools=PETITS;INCONNU;INCONNU weekdays=1;8 term=toujours " +
			"from=2026-09-01 to=2026-08-31 " +
			"start=12:00 end=12:00 unit=heure book_by=jeudi cancel_by=J-02_12:00 allot=hasard " +
			"compatible_with=NULLE;X meal=-1",
			"pools: « INCONNU » est deux fois dans la liste. Attendu : une seule fois\n" +
				"weekdays: « 8 » n'est pas un jour de la semaine. Attendu : " + someDays + "\n" +
				"term: « toujours » n'est pas une valeur possible. Attendu : school, holidays ou all\n" +
				"unit: « heure » n'est pas une valeur possible. Attendu : day ou half-hour\n" +
				"book_by: « jeudi » n'est pas un délai. Attendu : " + aRule + "\n" +
				"cancel_by: « J-02 12:00 » n'est pas un délai. Attendu : " + aRule + "\n" +
				"allot: « hasard » n'est pas une valeur possible. Attendu : immediate, nightly ou manual\n" +
				"meal: « -1 » est négatif. Attendu : un montant positif ou nul\n" +
				"compatible_with: « NULLE » est inconnu dans la structure « mairie ». Attendu : un code de " +
				"activities.csv ou déjà enregistré, de la même structure\n" +
				"compatible_with: « NULLE;X » nomme l'activité elle-même. Attendu : les autres activités de la " +
				"structure\n" +
				"to: la fin (2026-08-31) est avant le début (2026-09-01). Attendu : une date le 2026-09-01 ou après\n" +
				"end: la fin (12:00) n'est pas après le début (12:00). Attendu : une heure après 12:00"},
		{"activity code=X name=X pools=PETITS " + goodActivity,
			"pools: « PETITS » appartient à la structure « alsh », pas à « mairie ». Attendu : un code de " +
				"pools.csv ou déjà enregistré, de la même structure"},
		{"activity code=MIDI name=Repas meal=3.50 " + goodActivity, ""},
		{"activity code=MIDI name=Repas meal=3.51 " + goodActivity,
			"meal: le prix de cette activité est de 3,50 € au plus : la nourriture ne peut pas en être une plus " +
				"grande part"},
		{"activity code=X name=X category=RESTO weekdays=1 term=holidays from=2026-09-02 to=2026-09-30 " +
			"start=12:00 end=13:30 book_by=none",
			"? weekdays: l'activité n'ouvre aucun jour entre son premier et son dernier. Attendu : des jours de " +
				"la semaine et de l'année où elle a lieu"},

		{"opening activity=MIDI date=31/12/2026 open=oui",
			"date: « 31/12/2026 » n'est pas une date. Attendu : AAAA-MM-JJ\nopen: « oui » n'est pas une valeur " +
				"possible. Attendu : yes ou no"},
		{"opening activity=MIDI date=2026-12-04", "open: la valeur manque. Attendu : yes ou no"},
		{"opening activity=RIEN date=2026-12-04 open=no",
			"activity: « RIEN » est inconnu dans la structure « mairie ». Attendu : un code de activities.csv ou " +
				"déjà enregistré, de la même structure"},
		{"closure date=2026-12-04 label=Grève", ""},
		{"closure", "date: la valeur manque. Attendu : une date AAAA-MM-JJ"},
		{"capacity pool=SALLE date=2026-02-30 capacity=3", "date: « 2026-02-30 » n'est pas une date. Attendu : " +
			"AAAA-MM-JJ"},
		{"capacity pool=PETITS date=2026-12-03",
			"pool: « PETITS » appartient à la structure « alsh », pas à « mairie ». Attendu : un code de " +
				"pools.csv ou déjà enregistré, de la même structure"},

		{"tariff activity=SOIR from=2027-01-01", "price: la ligne n'a ni prix ni taux. Attendu : un prix, ou un " +
			"taux plus grand que zéro"},
		{"tariff activity=SOIR from=2027-01-01 rate=0.0", "price: la ligne n'a ni prix ni taux. Attendu : un " +
			"prix, ou un taux plus grand que zéro"},
		{"tariff activity=SOIR from=2027-01-01 price=0", ""},
		{"tariff activity=SOIR from=2027-01-01 rate=36", "rate: « 36 » n'est pas un taux. Attendu : " + aRate},
		{"tariff activity=SOIR from=2027-01-01 resident=oui price=1 rate=0.0000001",
			"resident: « oui » n'est pas une valeur possible. Attendu : yes ou no\nrate: « 0.0000001 » n'est pas " +
				"un taux. Attendu : " + aRate},
		{"tariff activity=SOIR from=2027-01-01 qf_min=400 qf_max=400 price=-1 floor=5 ceiling=4",
			"price: « -1 » est négatif. Attendu : un montant positif ou nul\n" +
				"qf_max: la tranche de 400.00 à 400.00 est vide. Attendu : une fin de tranche plus grande que son " +
				"début\n" +
				"ceiling: le plafond (4.00) est sous le plancher (5.00). Attendu : un plafond au moins égal au " +
				"plancher"},
		{"tariff activity=SOIR from=2027-01-01 rate=0.36 floor=2.60 ceiling=300",
			"? rate: avec ce taux, un QF de 1 000,00 € paie 360,00 € l'unité. Attendu : " + aRate},
		{"tariff activity=SOIR from=2027-01-01 rate=0.05 ceiling=3", "? rate: avec ce taux, un QF de 1 000,00 € " +
			"paie 50,00 € l'unité. Attendu : " + aRate},
		{"tariff activity=SOIR from=2027-01-01 rate=0.049999 ceiling=3", ""},
		{"tariff activity=SOIR from=2027-01-01 rate=0.0036",
			"? ceiling: sans plafond, une famille dont le quotient n'est pas connu n'a pas de prix. Attendu : un " +
				"plafond"},
		{"tariff activity=MIDI from=2027-01-01 qf_min=1000 price=5.50", "? qf_min: aucune ligne ne donne de prix " +
			"à un QF de moins de 1 000,00 € : " +
			"c'est le plus élevé qui serait pris. Attendu : une ligne pour chaque tranche"},
		{"tariff activity=MIDI from=2026-09-01 qf_min=600 qf_max=900 price=3.50", "? qf_min: la tranche en " +
			"recouvre une autre : celle qui commence le plus haut l'emporte. Attendu : des tranches qui se suivent"},
		{"tariff activity=MIDI from=2026-09-01 qf_min=600 price=1.99", "? price: le prix (1,99 €) est plus bas " +
			"que celui de la tranche en dessous " +
			"(2,00 €). Attendu : des prix qui montent avec le QF"},
		{"tariff activity=MIDI from=2026-09-01 qf_min=600 price=2.00", ""},
		{"tariff activity=SOIR from=2026-09-01 qf_max=900 resident=no price=3.50", ""}, // the other line is for all
		{"tariff activity=MIDI from=2027-01-01 resident=yes qf_max=600 price=2", "? qf_max: aucune ligne ne donne " +
			"de prix à un QF de 600,00 € pour les " +
			"habitants : c'est le plus élevé qui serait pris. Attendu : une ligne pour chaque tranche"},

		{"tariff activity=MIDI from=2027-03-01 qf_max=300 price=2.00", "? qf_max: aucune ligne ne donne de prix à " +
			"un QF de 300,00 € : " +
			"c'est le plus élevé qui serait pris. Attendu : une ligne pour chaque tranche"},
		{"tariff activity=MIDI from=2027-03-01 qf_min=600 price=3.50", ""}, // the line below reports the gap
		{"release activity=SOIR from=2027-01-04 to=2027-01-10 on=2026-12-05 at=08:30", ""},
		{"release", "activity: la valeur manque. Attendu : un code de activities.csv\n" +
			"from: la valeur manque. Attendu : une date AAAA-MM-JJ\nto: la valeur manque. Attendu : une date " +
			"AAAA-MM-JJ\non: la valeur manque. Attendu : une date AAAA-MM-JJ\nat: la valeur manque. Attendu : une " +
			"heure HH:MM"},
		{"release activity=MIDI from=2027-01-10 to=2027-01-04 on=2026-12-05 at=8h", "at: « 8h » n'est pas une heure. " +
			"Attendu : HH:MM\nto: la fin (2027-01-04) est avant le début (2027-01-10). Attendu : une date le " +
			"2027-01-10 ou après"},
		{"release activity=MIDI from=2027-02-01 to=2027-02-26 on=2026-12-05 at=08:30", "to: les jours du 04/01/2027 " +
			"au 19/02/2027 s'ouvrent déjà ensemble. Attendu : une période qui n'a aucun jour en commun avec elle"},
		{"release activity=MIDI from=2027-01-04 to=2027-03-26 on=2026-12-05 at=08:30", ""}, // the same one, longer
		{"release activity=SOIR from=2027-01-04 to=9999-12-31 on=2026-12-05 at=08:30", "to: la période dure plus de " +
			"1000 jours. Attendu : une période plus courte"},
		{"release activity=MIDI from=2027-02-20 to=2027-02-21 on=2026-12-05 at=08:30", "? from: l'activité n'ouvre " +
			"aucun jour de cette période. Attendu : une période où elle a lieu"},
		{"release activity=SOIR from=2027-01-04 to=2027-01-08 on=2027-01-06 at=08:30", "? on: le délai pour réserver " +
			"sera déjà passé pour les jours jusqu'au 05/01/2027. Attendu : une ouverture plus tôt"},
		{"quotient family=F2 from=2026-01-01 to=2025-12-31 qf=-1",
			"qf: « -1 » est négatif. Attendu : un montant positif ou nul\n" +
				"to: la fin (2025-12-31) est avant le début (2026-01-01). Attendu : une date le 2026-01-01 ou après"},
		{"quotient family=F9", "from: la valeur manque. Attendu : une date AAAA-MM-JJ\n" +
			"qf: la valeur manque. Attendu : un quotient familial en euros, par exemple 978 ou 978.50\n" +
			"family: « F9 » est inconnu dans la structure « mairie ». Attendu : un code de families.csv ou déjà " +
			"enregistré, de la même structure"},
		{"quotient family=F2 from=2026-01-01 qf=0", ""},
		{"quotient family=F2 from=2026-01-01 qf=10000", ""},
		{"quotient family=F2 from=2026-01-01 qf=10000.01", "? qf: un quotient de 10 000,01 € est très élevé. " +
			"Attendu : un quotient familial mensuel"},
		{"quotient family=F1 from=2026-07-01 qf=500", "? from: un autre quotient de la famille court jusqu'au " +
			"31/12/2026. " +
			"Attendu : une date après, ou l'autre raccourci : le plus récent l'emporte"},
		{"quotient family=F1 from=2027-01-01 qf=500", ""},

		{"moon", ": « moon » ne se règle pas ici"},
	} {
		kind, _ := split(tc.text)
		if kind == "moon" {
			if _, found := Read(kind, nil, nil); len(found) != 1 || found[0].Field+": "+found[0].Wrong != tc.want {
				t.Errorf("%v", found)
			}
			continue
		}
		got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(strings.Join(told(s, tc.text), "\n"))
		if got != tc.want {
			t.Errorf("%q\n got:\n%s\nwant:\n%s", tc.text, got, tc.want)
		}
	}
}

// Values that the types allow but no cell can hold are refused too: a noun built by a program is checked like one of a
// file.
func TestCheckOfTypedValues(t *testing.T) {
	s := herisson(t)
	for field, n := range map[string]Noun{
		"capacity": PoolEntry{"P", "P", new(-1), nil}, "waitlist": PoolEntry{"P", "P", nil, new(1_000_001)},
		"rate": TariffEntry{Activity: "MIDI", From: 1, Rate: -1}, "term": ActivityEntry{Code: "X", Term: "never"},
		"unit": ActivityEntry{Code: "X"}, "zone": StructureEntry{Code: "mairie"},
		"billing": StructureEntry{Code: "mairie", Billing: "x"},
		"pools":   ActivityEntry{Code: "X", Pools: []string{"SALLE", "SALLE"}}, "qf": QuotientEntry{Family: "F1",
			From: 1},
	} {
		said := false
		for _, f := range s.Check(n) {
			said = said || f.Field == field && !f.Warning
		}
		if !said {
			t.Errorf("%s of %+v passed: %v", field, n, s.Check(n))
		}
	}
}

func TestCheckOfAChange(t *testing.T) {
	s := herisson(t)
	if err := s.Put(PoolEntry{"A/B", "Ancien", nil, nil}); err != nil {
		t.Fatal(err)
	}
	salle := s.Stored(PoolEntry{Code: "SALLE"})
	midi := s.Stored(ActivityEntry{Code: "MIDI"}).(ActivityEntry)
	next, longer := midi, midi
	next.From, next.To = midi.From+365, midi.To+365
	longer.From, longer.To = midi.From-30, midi.To+30
	for _, tc := range []struct {
		name  string
		c     Change
		fault string // "field: wrong"
		warn  string
	}{
		{"an edit", Change{salle, PoolEntry{"SALLE", "Salle", new(16), nil}}, "", ""},
		{"created again", Change{nil, salle}, "code: « SALLE » existe déjà", ""},
		{"another key", Change{salle, PoolEntry{"COUR", "Salle", nil, nil}}, "code: « SALLE » ne change plus une " +
			"fois enregistré", ""},
		{"removed while used", Change{salle, nil}, ": sert encore à l'activité Repas", ""},
		{"removed", Change{s.Stored(PoolEntry{Code: "COUR"}), nil}, "", ""},
		{"a code of former days", Change{s.Stored(PoolEntry{Code: "A/B"}), PoolEntry{"A/B", "Neuf", nil, nil}}, "",
			"code: « A/B » n'est pas un code"},
		{"next year over this one", Change{midi, next}, "", "from: les jours du 01/09/2026 au 03/07/2027 ne sont " +
			"plus proposés"},
		{"longer", Change{midi, longer}, "", ""},
	} {
		var faults, warnings []string
		for _, f := range tc.c.Check(s) {
			line := f.Field + ": " + f.Wrong
			if f.Warning {
				warnings = append(warnings, line)
			} else {
				faults = append(faults, line)
			}
		}
		if strings.Join(faults, "\n") != tc.fault || strings.Join(warnings, "\n") != tc.warn {
			t.Errorf("%s: %q, %q", tc.name, faults, warnings)
		}
	}
}

// A form shows all faults at once, each at its field; a warning is not a fault.
func TestFindingsAsFaults(t *testing.T) {
	s := herisson(t)
	err := s.Check(PoolEntry{"A/B", "", new(-1), nil}).Err()
	many, ok := errors.AsType[fault.Many](err)
	if !ok || len(many) != 3 || many[0].Field != "name" || many[0].Message != "Indiquez un nom." ||
		fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	warned := s.Check(WalletEntry{"W", "W", "1"})
	if warned.Err() != nil || len(warned.Warnings()) != 1 {
		t.Errorf("%v", warned)
	}
	if got := warned[0].Sentence(); !strings.HasPrefix(got, "«\u00a01\u00a0» n'est pas un numéro de régie "+
		"PayFiP\u00a0: le") {
		t.Errorf("%q", got)
	}
}

// A field that is missing from a form or a file keeps its value.
func TestReadKeepsWhatIsNotSaid(t *testing.T) {
	was := CategoryEntry{"RESTO", "Restauration", "SCOL", nil, Food}
	n, found := Read(NounCategory, was, map[string]string{"code": "RESTO", "name": "Cantine", "wallet": "SCOL",
		"debt_floor": ""})
	if len(found) > 0 || n.(CategoryEntry).Nature != Food || n.(CategoryEntry).Name != "Cantine" {
		t.Errorf("%+v, %v", n, found)
	}
	n, _ = Read(NounCategory, was, map[string]string{"nature": ""})
	if n.(CategoryEntry).Nature != NatureByName {
		t.Errorf("%+v", n)
	}
}
