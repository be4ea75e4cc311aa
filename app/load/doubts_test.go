package load_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// hamlet has a canteen, a Wednesday and four families: with a QF of 540, with a QF of 1200, without a QF, and not
// resident.
var hamlet = files{
	"structures.csv": `code,name,zone,alsace_moselle,night_at,notice
		HER,Mairie de Hérisson,A,no,00:30,`,
	"wallets.csv": `structure,code,name,numcli
		HER,W1,Services scolaires,006382`,
	"categories.csv": `structure,code,name,wallet,debt_floor
		HER,REST,Restauration,W1,-30.00
		HER,ALSH,Loisirs,W1,-20.00`,
	"pools.csv": `structure,code,name,capacity,waitlist
		HER,SALLE,Salle,120,`,
	"activities.csv": `structure,code,name,category,pools,weekdays,term,from,to,start,end,unit,book_by,cancel_by,allot,compatible_with
		HER,RESTO,Restauration,REST,SALLE,1;2;4;5,school,2026-09-01,2027-07-03,12:00,13:30,day,J-2 10:00,J-2 10:00,immediate,
		HER,MERJ,Mercredi,ALSH,,3,school,2026-09-01,2027-07-03,08:00,18:00,day,J-2 10:00,J-2 10:00,immediate,`,
	"tariffs.csv": `structure,activity,from,resident,qf_min,qf_max,price,rate,floor,ceiling
		HER,RESTO,2026-09-01,yes,,600,2.00,,,
		HER,RESTO,2026-09-01,yes,600,1000,3.50,,,
		HER,RESTO,2026-09-01,yes,1000,,5.00,,,
		HER,RESTO,2026-09-01,no,,,6.00,,,
		HER,MERJ,2026-09-01,,,,7.89,,,`,
	"families.csv": `structure,code,civility,last_name,first_name,emails,resident,address
		HER,A,,Dupont,Jean,,yes,
		HER,B,,Martin,Claire,,yes,
		HER,C,,Leroy,Anne,,yes,
		HER,D,,Petit,Luc,,no,`,
	"quotients.csv": `structure,family,from,to,qf
		HER,A,2026-01-01,,1200
		HER,B,2026-01-01,2026-12-31,540`,
	"children.csv": `structure,family,code,last_name,first_name,birth_date,school,class,diet,allergies
		HER,A,A1,Dupont,Amalia,2021-03-04,,,,
		HER,B,B1,Martin,Léo,2021-03-05,,,,
		HER,C,C1,Leroy,Tom,2021-03-06,,,,
		HER,D,D1,Petit,Nina,2021-03-07,,,,`,
	"enrolments.csv": `structure,child,activity,from,to,priority
		HER,A1,RESTO,,,
		HER,B1,RESTO,,,
		HER,C1,RESTO,,,
		HER,D1,RESTO,,,
		HER,B1,MERJ,,,`,
}

// Probable mistakes are reported with the number of families affected, in the same words as in a form.
func TestWhatLooksWrongIsToldWithWhomItTouches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if first := importFiles(t, d, hamlet).Part(load.Doubts); len(first) > 0 {
			t.Errorf("a town as it should be: %v", first)
		}
		const header = "structure,activity,from,resident,qf_min,qf_max,price,rate,floor,ceiling\n"
		for _, c := range []struct {
			name string
			sent files
			want []string // parts of each doubt
		}{
			{"next year's scale has one bracket of three",
				files{"tariffs.csv": header + "HER,RESTO,2027-01-01,yes,1000,,5.50,,,"},
				[]string{"tariffs.csv, ligne 2, colonne qf_min : aucune ligne ne donne de prix à un QF de moins de 1 " +
					"000,00 € pour les habitants|Concerne : 1 famille."}},
			{"a rate of 36 %", files{"tariffs.csv": header + "HER,MERJ,2026-09-02,,,,,0.36,2.60,"},
				[]string{"colonne rate : avec ce taux, un QF de 1 000,00 € paie 360,00 €|Attendu : un facteur du " +
					"QF|Concerne : 1 famille."}},
			{"a floor without its sign",
				files{"categories.csv": "structure,code,name,wallet,debt_floor\nHER,REST,Restauration,W1,30"},
				[]string{"categories.csv, ligne 2, colonne debt_floor : le seuil est positif|-30.00|Concerne " +
					": 4 familles."}},
			{"a régie's number from a spreadsheet",
				files{"wallets.csv": "structure,code,name,numcli\nHER,W1,Services " +
					"scolaires,6382\nHER,W2,Musique,00A401"},
				[]string{"wallets.csv, ligne 2, colonne numcli : « 6382 » n'est pas un numéro de régie " +
					"PayFiP|peut-être 006382|Concerne : 4 familles.",
					"wallets.csv, ligne 3, colonne numcli : « 00A401 »|Concerne : aucune famille aujourd'hui."}},
			{"the same slip on two lines",
				files{"tariffs.csv": header + "HER,MERJ,2026-09-02,,,,,0.36,,9\nHER,RESTO,2026-09-02,,,,,0.42,,9"},
				[]string{"tariffs.csv, ligne 2, colonne rate|Concerne : 2 lignes, 4 familles."}},
		} {
			t.Run(c.name, func(t *testing.T) {
				dbtest.Want(t, d, "select count(*) from families", "4")
				got := importFiles(t, d, c.sent).Part(load.Doubts)
				if len(got) != len(c.want) {
					t.Fatalf("%d doubts: %v", len(got), got)
				}
				for i, parts := range c.want {
					text := strings.ReplaceAll(strings.ReplaceAll(got[i], "\u00a0", " "), "\u202f", " ")
					for part := range strings.SplitSeq(parts, "|") {
						if !strings.Contains(text, part) {
							t.Errorf("%s\ndoes not say %q", text, part)
						}
					}
				}
			})
		}
	})
}

// A new code that cannot be part of a URL is refused; an old one that is already stored must not block the import.
func TestACodeThatCannotStandInAnAddressIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, hamlet)
		for _, code := range []string{"CANTINE/MAT", "a..b", "MA CANTINE"} {
			_, err := load.Import(context.Background(), d,
				hamlet.replace(t, "activities.csv", "HER,RESTO,Rest", "HER,"+code+",Rest").folder(), options)
			var wrong load.Errors
			if !errors.As(err, &wrong) ||
				!strings.Contains(
					wrong[0].Error(),
					"activities.csv, ligne 2, colonne code : « "+code+" » n'est pas un code",
				) {
				t.Errorf("%s: %v", code, err)
			}
		}
		if _, err := d.Write().ExecContext(context.Background(),
			"update activities set code = 'REST/O' where code = 'RESTO'"); err != nil {
			t.Fatal(err)
		}
		again := files{"activities.csv": strings.Replace(hamlet["activities.csv"], "RESTO,Rest", "REST/O,Rest", 1)}
		got := importFiles(t, d, again).Part(load.Doubts)
		if len(got) != 1 || !strings.Contains(got[0], "« REST/O » n'est pas un code") {
			t.Errorf("%v", got)
		}
	})
}
