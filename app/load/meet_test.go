package load_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// run executes changes that people make to the town between two imports.
func run(t *testing.T, d *db.DB, changes ...string) {
	t.Helper()
	for _, change := range changes {
		if _, err := d.Write().ExecContext(context.Background(), change); err != nil {
			t.Fatal(change, err)
		}
	}
}

// sound fails unless the town's accounts balance, as `cartable check` verifies.
func sound(t *testing.T, d *db.DB) {
	t.Helper()
	found, err := d.Read().Check(context.Background())
	if err != nil || len(found) > 0 {
		t.Errorf("check: %q, %v", found, err)
	}
}

// says fails unless one line of a part of the summary contains all the words.
func says(t *testing.T, s load.Summary, title string, words ...string) {
	t.Helper()
	for _, line := range s.Part(title) {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(line, w) }) {
			return
		}
	}
	t.Errorf("nothing of %q under %q:\n%s", words, title, s)
}

// refusedWith fails unless an import is refused with an error that contains all the words.
func refusedWith(t *testing.T, d *db.DB, f files, words ...string) {
	t.Helper()
	_, err := load.Import(context.Background(), d, f.folder(), options)
	report, ok := errors.AsType[load.Errors](err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	for _, one := range report {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(one.Error(), w) }) {
			return
		}
	}
	t.Errorf("no error says %q:\n%s", words, report.Error())
}

const addressesOfF1 = `select e.address, e.position from family_emails e join families f on f.id = e.family_id
	join structures s on s.id = f.structure_id where f.code = 'F1' and s.code = 'mairie' order by 2`

// addAnna adds an address that an adult of the family entered and confirmed.
const addAnna = "insert into family_emails (family_id, position, address, confirmed_at) " +
	"values (" + familyF1 + ", 2, 'anna@example.org', '2026-11-23T10:00:00Z')"

const familyF1 = "(select f.id from families f join structures s on s.id = f.structure_id where f.code = 'F1' and " +
	"s.code = 'mairie')"

// Addresses that a guardian added, removed or put first are kept, whoever confirmed them, while the file is unchanged.
func TestAFamilyKeepsItsAddresses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, addAnna, "delete from family_emails where address = 'claire@example.org' and family_id = "+familyF1,
			"update family_emails set position = 7 where address = 'paul@example.org'",
			"update family_emails set position = 0 where address = 'anna@example.org'",
			"insert into family_emails (family_id, position, address) values ("+familyF1+", 8, 'new@example.org')")
		before := dump(t, d)
		summary := importFiles(t, d, smallTown)
		if dump(t, d) != before {
			t.Error("the same file again changed something")
		}
		dbtest.Want(t, d, addressesOfF1, "anna@example.org 0", "paul@example.org 7", "new@example.org 8")
		says(t, summary, load.LaterHere, "families.csv, ligne 2, colonne emails")
		if len(summary.Part(load.Differing)) != 0 {
			t.Errorf("a conflict: %s", summary)
		}
		dbtest.Want(t, d, "select count(*) from mails", "0")
		sound(t, d)
	})
}

// When the file changes the list too, the family's list is kept, the summary reports it and the family is notified
// once.
func TestAConflictOfAddressesIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, addAnna, "insert into family_emails (family_id, position, address) "+
			"values ("+familyF1+", 3, 'unread@example.org')")
		changed := smallTown.replace(t, "families.csv", "paul@example.org", "paul.martin@example.org")
		summary := importFiles(t, d, changed)
		dbtest.Want(t, d, addressesOfF1, "claire@example.org 0", "paul@example.org 1", "anna@example.org 2",
			"unread@example.org 3")
		says(t, summary, load.Differing, "families.csv, ligne 2, colonne emails", "p…@example.org")
		says(t, summary, load.Effects,
			"familles dont les adresses diffèrent de celles du fichier : 1, dont prévenues par courriel : 1")
		dbtest.Want(t, d,
			"select m.address from mails m join outbox o on o.ref = m.id where m.family_id = "+familyF1+" order by 1",
			"anna@example.org", "claire@example.org", "paul@example.org")
		// An address is not shown to the others.
		dbtest.Want(t, d, "select count(*) from mails where body like '%paul.martin%'", "0")
		again := importFiles(t, d, changed)
		if len(again.Part(load.Differing)) != 0 {
			t.Errorf("told twice: %s", again)
		}
		dbtest.Want(t, d, "select count(*) from mails", "3")
		sound(t, d)
	})
}

// A file that now agrees with the family's change is no conflict; a list that nobody changed follows the file.
func TestAddressesFollowTheFileThatCatchesUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, "insert into family_emails (family_id, position, address, confirmed_at) values ("+familyF1+
			", 2, 'Anna@example.org', '2026-11-23T10:00:00Z')")
		summary := importFiles(t, d, smallTown.
			replace(t, "families.csv", "claire@example.org; paul@example.org",
				"anna@example.org; claire@example.org; paul@example.org").
			replace(t, "families.csv", "hugo@example.org", "hugo.petit@example.org"))
		dbtest.Want(t, d, addressesOfF1, "claire@example.org 0", "paul@example.org 1", "Anna@example.org 2")
		dbtest.Want(t, d, "select address from family_emails where address like 'hugo%'", "hugo.petit@example.org")
		if len(summary.Part(load.Differing)) != 0 {
			t.Error(summary)
		}
		dbtest.Want(t, d, "select count(*) from mails", "0")
	})
}

// Residence, address, names, floors and the rest: changes by staff since the last import are kept.
func TestWhatStaffChangedStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(
			t,
			d,
			"update families set resident = false, address = '2 place du Marché', last_name = "+
				"'Martin-Durand' where id = "+familyF1,
			"update categories set debt_floor = -5000 where code = 'RESTO'",
			"insert into classes (school_id, code, name) select school_id, 'CM1', 'CM1' from children where "+
				"code = 'E1' and school_id is not null",
			"update children set class = 'CM1', class_id = (select id from classes where name = 'CM1'), "+
				"allergies = 'arachide, lait' where code = 'E1' and school_id is not null",
			"update quotients set to_date = '2026-10-31' where from_date = '2026-01-01' and qf = 97800",
			"delete from openings", // open again that day
			"update enrolments set to_date = '2026-12-18' where priority = 3",
			"update activities set name = 'Cantine', category_id = (select id from categories where code = 'PERI') "+
				"where code = 'MIDI' and term = 'school'",
			"delete from tariffs where price = 650",
			"delete from activity_pools where pool_id = (select id from pools where code = 'SALLE') and activity_id = "+
				"(select id from activities where code = 'ETUDE')",
			"delete from compatibilities",
			"update structures set notice = 'Bienvenue' where code = 'mairie'",
		)
		if err := d.Tx(context.Background(),
			func(ctx context.Context, q db.Q) error { return q.RecountStructure(ctx, 1) }); err != nil {
			t.Fatal(err)
		}
		before := dump(t, d)
		summary := importFiles(t, d, smallTown)
		if after := dump(t, d); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		for _, f := range summary.Files {
			if f.New+f.Changed > 0 {
				t.Errorf("%+v", f)
			}
		}
		for _, words := range [][]string{
			{"families.csv, ligne 2, colonne resident", "« no » est gardé, le fichier dit « yes »"},
			{"families.csv, ligne 2, colonne address", "2 place du Marché"},
			{"families.csv, ligne 2, colonne last_name", "Martin-Durand"},
			{"categories.csv, ligne 2, colonne debt_floor"}, {"children.csv, ligne 2, colonne class", "CM1"},
			{"children.csv, ligne 2, colonne allergies"}, {"openings.csv, ligne 2 : retiré"},
			{"tariffs.csv, ligne 4 : retiré"},
			{"activities.csv, ligne 2, colonne category", "PERI"}, {"activities.csv, ligne 4, colonne pools"},
			{"structures.csv, ligne 2, colonne notice"}, {"enrolments.csv, ligne 3, colonne to"}, {"quotients.csv"},
		} {
			says(t, summary, load.LaterHere, words...)
		}
		if strings.Contains(summary.String(), "lait") {
			t.Error("an allergy is on the terminal")
		}
		// The file changes values that nobody else changed; the others are kept.
		summary = importFiles(
			t,
			d,
			smallTown.replace(t, "families.csv", `""Haute""`, `""Basse""`).
				replace(t, "children.csv", "École Jean Moulin,CE2", "École du Bois,CM2").
				replace(t, "categories.csv", "RESTO,Restauration,SCOL,-30", "RESTO,Repas du midi,SCOL,-10"),
		)
		dbtest.Want(t, d, "select address from families where id = "+familyF1, "2 place du Marché")
		dbtest.Want(t, d, "select school, class from children where code = 'E1' and structure_id = 1",
			"École du Bois CM1")
		dbtest.Want(t, d, "select name, debt_floor from categories where code = 'RESTO'", "Repas du midi -5000")
		says(t, summary, load.Differing, "families.csv, ligne 2, colonne address", "2 place du Marché", "Basse")
		says(t, summary, load.Differing, "children.csv, ligne 2, colonne class", "CM1", "CM2")
		sound(t, d)
	})
}

// A town imported before recording began follows its files as before, except for addresses.
func TestATownOfBeforeFollowsItsFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, "delete from imported", addAnna)
		importFiles(t, d, smallTown.replace(t, "children.csv", "CE2", "CM1").replace(t, "categories.csv", "-30", "-40"))
		dbtest.Want(t, d, "select class from children where class <> ''", "CM1")
		run(t, d, "delete from imported where owner = 'child'") // as if the first files had no children
		importFiles(t, d, files{"children.csv": smallTown.replace(t, "children.csv", "CE2", "CM2")["children.csv"]})
		dbtest.Want(t, d, "select class from children where class <> ''", "CM2")
		dbtest.Want(t, d, "select debt_floor from categories where code = 'RESTO'", "-4000")
		dbtest.Want(t, d, addressesOfF1, "claire@example.org 0", "paul@example.org 1", "anna@example.org 2")
	})
}

// A file that was joined to another, and a child who was a second one of another, are refused: what they say is there
// already, and would be owed twice.
func TestWhatWasJoinedIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, "update families set merged_into = (select min(o.id) from families o where o.code = 'F1' and "+
			"o.structure_id = families.structure_id) where code = 'F2'",
			"insert into merges (structure_id, kept_id, gone_id, at) select structure_id, merged_into, id, "+
				"current_timestamp from families where code = 'F2'",
			"insert into merge_children (merge_id, gone_id, kept_id, gone_code) select id, 999, 1, 'E99' from merges")
		refusedWith(t, d, smallTown, "families.csv, ligne 3", "réuni avec un autre")
		refusedWith(t, d, files{"children.csv": "structure,family,code,last_name,first_name,birth_date,school,class," +
			"diet,allergies\nmairie,F1,E99,Martin,Zoé,2018-05-01,,,,"}, "children.csv, ligne 2", "réuni avec un autre")
	})
}

// A family that was erased is not restored by a file that still contains it.
func TestAForgottenFamilyStaysForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		forget(t, d, "F2")
		dbtest.Want(t, d,
			"select count(*) from imported where (said like '%Petit%' or said like '%hugo%' or said like '%porc%') "+
				"and owner in ('family', 'child')", "0")
		before := dump(t, d)
		refusedWith(t, d, smallTown, "families.csv, ligne 3", "effacée à sa demande")
		refusedWith(t, d,
			files{"accounts.csv": "login,password,role,structure,family,must_change\nrevenant,,guardian,mairie,F2,"},
			"accounts.csv, ligne 2", "effacée à sa demande")
		if dump(t, d) != before {
			t.Error("something came back")
		}
	})
}

func forget(t *testing.T, d *db.DB, code string) {
	t.Helper()
	err := d.Tx(context.Background(), func(ctx context.Context, q db.Q) error {
		f, _, err := q.FamilyByCode(ctx, 1, code)
		if err != nil {
			return err
		}
		e := &db.Erasure{StructureID: 1, FamilyID: f.ID, AccountID: 1, AskedAt: importNow}
		if _, err := q.AddErasure(ctx, e); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, "update erasures set state = 'done'"); err != nil {
			return err
		}
		return q.Anonymise(ctx, f.ID, time.Now().UTC())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A second household is listed on its own line, and an order set by staff is kept.
func TestASecondHouseholdIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := importFiles(t, d, smallTown)
		says(t, first, load.Homes, "children.csv, ligne 2", "Léa Martin (E1)", "déjà de la famille F1",
			"F2 (Petit Hugo)")
		if again := importFiles(t, d, smallTown); len(again.Part(load.Homes)) != 0 {
			t.Error(again)
		}
		summary := importFiles(
			t,
			d,
			smallTown.with(
				files{"children.csv": smallTown["children.csv"] + "\nmairie,F1,E2,Petit,Tom,2021-05-06,,,,"},
			),
		)
		says(t, summary, load.Homes, "Tom Petit (E2)", "F1 (Martin Claire)")
		run(t, d, "update family_children set position = 1 - position where child_id = (select id from children where "+
			"code = 'E2')")
		importFiles(t, d, smallTown)
		dbtest.Want(t, d,
			"select f.code from family_children x join families f on f.id = x.family_id join children c on c.id = "+
				"x.child_id where c.code = 'E2' order by x.position", "F1", "F2")
		sound(t, d)
	})
}

// Codes reused for another person are refused; when only one of three traits agrees, a doubt is reported.
func TestACodeIsNotGivenToSomebodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		before := dump(t, d)
		child := "mairie,F2,E2,Petit,Tom,2021-05-06"
		refusedWith(t, d, smallTown.replace(t, "children.csv", child, "mairie,F2,E2,Garçon,Zoé,2019-02-02"),
			"children.csv, ligne 4, colonne code", "« E2 »", "Tom Petit", "un code qui n'a jamais servi")
		other := smallTown.replace(t, "families.csv", "mairie,F2,M.,Petit,Hugo,hugo@example.org,no,",
			"mairie,F2,Mme,Garçon,Zoé,zoe@example.org,yes,")
		refusedWith(t, d, files{"families.csv": other["families.csv"]}, "families.csv, ligne 3, colonne code", "« F2 »",
			"Hugo Petit", "un autre parent du même foyer")
		refusedWith(t, d, other.replace(t, "children.csv", "mairie,F2,E1,", "mairie,F2,E8,").
			replace(t, "children.csv", "mairie,F2,E2,Petit,Tom", "mairie,F1,E2,Petit,Tom"),
			"families.csv, ligne 3, colonne code", "« F2 »")
		if dump(t, d) != before {
			t.Error("something was written")
		}
		summary := importFiles(t, d, smallTown.replace(t, "children.csv", child, "mairie,F2,E2,Petit,Zoé,2019-02-02"))
		says(t, summary, load.Doubts, "children.csv, ligne 4", "E2", "Tom Petit")
		// A person whose name was corrected by staff is still recognised.
		run(t, d,
			"update children set last_name = 'Grand', first_name = 'Tim', birth_date = '2020-05-06' where code = 'E2'")
		summary = importFiles(t, d, smallTown.replace(t, "children.csv", child, "mairie,F2,E2,Petit,Zoé,2019-02-02"))
		if len(summary.Part(load.Doubts)) != 0 {
			t.Error(summary)
		}
		dbtest.Want(t, d, "select last_name, first_name, birth_date from children where code = 'E2'",
			"Grand Tim 2020-05-06")
		// Another parent of the same children.
		says(t, importFiles(t, d, other), load.Doubts, "families.csv, ligne 3", "F2", "Hugo Petit")
	})
}

func TestBirthDatesOfNobody(t *testing.T) {
	d := dbtest.SQLite(t)
	children := files{"children.csv": smallTown["children.csv"] + `
		mairie,F1,C1,A,Futur,2031-01-01,,,,
		mairie,F1,C2,A,Demain,2026-11-24,,,,
		mairie,F1,C3,A,An dix-neuf,0019-03-04,,,,
		mairie,F1,C5,A,Année en deux,0021-03-04,,,,`}
	refusedWith(t, d, smallTown.with(children), "children.csv, ligne 6, colonne birth_date",
		"« 2031-01-01 » est à venir")
	refusedWith(t, d, smallTown.with(children), "children.csv, ligne 7", "est à venir")
	refusedWith(t, d, smallTown.with(children), "children.csv, ligne 8", "« 0019-03-04 » est trop loin",
		"quatre chiffres")
	refusedWith(t, d, smallTown.with(children), "children.csv, ligne 9", "est trop loin")
	summary := importFiles(t, d, smallTown.with(files{"children.csv": smallTown["children.csv"] + `
		mairie,F1,C1,A,Nouveau-né,2026-11-23,,,,
		mairie,F1,C4,A,Centenaire,1919-03-04,,,,`}))
	says(t, summary, load.Doubts, "children.csv, ligne 7, colonne birth_date", "Centenaire", "1919-03-04")
}

// An existing login gets another family only if the file has its password, or none; the summary lists it.
func TestALoginThatExistsIsNotSomebodyElses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		asked := 0
		opts := options
		opts.Verify = func(_ context.Context, password, hash string) (bool, error) {
			asked++
			return hash == "slow:"+password, nil
		}
		account := func(row string) files {
			return files{"accounts.csv": "login,password,role,structure,family,must_change\n" + row}
		}
		before := dump(t, d)
		_, err := load.Import(context.Background(), d,
			account("martin,Une-autre-phrase-2026,guardian,mairie,F2,").folder(), opts)
		if err == nil ||
			!strings.Contains(err.Error(),
				"« martin » existe déjà avec un autre mot de passe, et recevrait la famille F2 (Petit Hugo)") ||
			!strings.Contains(err.Error(), "la colonne password vide") {
			t.Errorf("%v", err)
		}
		_, err = load.Import(context.Background(), d,
			account("martin,Une-autre-phrase-2026,administrator,alsh,,").folder(), opts)
		if err == nil || !strings.Contains(err.Error(), "le rôle administrator de « alsh »") {
			t.Errorf("%v", err)
		}
		if dump(t, d) != before {
			t.Error("something was written")
		}
		// A right that the account already has needs no password, which may have changed since.
		if _, err = load.Import(context.Background(), d,
			account("martin,Une-autre-phrase-2026,guardian,mairie,F1,").folder(), opts); err != nil ||
			asked != 2 {
			t.Errorf("%v, %d asked", err, asked)
		}
		for _, row := range []string{"martin,cartable-demo,guardian,mairie,F2,", "petit,,guardian,mairie,F1,"} {
			summary, err := load.Import(context.Background(), d, account(row).folder(), opts)
			if err != nil {
				t.Fatal(row, err)
			}
			login, _, _ := strings.Cut(row, ",")
			says(t, summary, load.NewRights, "accounts.csv, ligne 2 : "+login+" reçoit la famille F")
		}
		dbtest.Want(t, d, "select count(*) from guardians", "5")
	})
}

// The next year's dates written over this year's would remove its last days.
func TestNextYearIsNotWrittenOverThisOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		before := dump(t, d)
		refusedWith(t, d,
			smallTown.replace(t, "activities.csv", "MIDI,Repas,RESTO,SALLE,1;2;4;5,,2026-09-01,2027-07-02",
				"MIDI,Repas,RESTO,SALLE,1;2;4;5,,2027-09-01,2028-07-01"), "activities.csv, ligne 2, colonne from",
			"« MIDI » commencerait le 2027-09-01", "4 réservations de 2 familles", "from au 2026-09-01")
		if dump(t, d) != before {
			t.Error("something was written")
		}
		summary := importFiles(t, d,
			smallTown.replace(t, "activities.csv", "MIDI,Repas,RESTO,SALLE,1;2;4;5,,2026-09-01,2027-07-02",
				"MIDI,Repas,RESTO,SALLE,1;2;4;5,,2026-09-01,2026-12-02"))
		says(t, summary, load.Doubts, "activities.csv, ligne 2", "du 2026-12-03 au 2027-07-02",
			"2 réservations d'une famille")
		importFiles(t, d,
			smallTown.replace(t, "activities.csv", "MIDI,Repas,RESTO,SALLE,1;2;4;5,,2026-09-01,2027-07-02",
				"MIDI,Repas,RESTO,SALLE,1;2;4;5,,2026-09-01,2028-07-01"))
	})
}
