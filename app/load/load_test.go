package load_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

var importNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var options = load.Options{
	Now:       importNow,
	Hash:      func(p string) (string, error) { return "slow:" + p, nil },
	HashDrawn: func(p string) (string, error) { return "fast:" + p, nil },
}

// files is a folder: file names with their texts. Lines may be indented.
type files map[string]string

func (f files) folder() fstest.MapFS {
	folder := fstest.MapFS{}
	for name, text := range f {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		for i, line := range lines {
			lines[i] = strings.TrimLeft(line, "\t")
		}
		folder[name] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
	}
	return folder
}

// with returns the folder with the texts of some files replaced.
func (f files) with(changes files) files {
	all := maps.Clone(f)
	maps.Copy(all, changes)
	return all
}

// replace returns the folder with one text replaced in one file.
func (f files) replace(t *testing.T, name, old, new string) files {
	t.Helper()
	if !strings.Contains(f[name], old) {
		t.Fatalf("%s has no %q", name, old)
	}
	return f.with(files{name: strings.Replace(f[name], old, new, 1)})
}

// smallTown has two structures, a child of separated parents, and one row of everything else.
var smallTown = files{
	"structures.csv": `code,name,zone,alsace_moselle,night_at,notice
		mairie,Mairie de Saint-Aubin,A,,,"Cantine fermée, vendredi"
		alsh,Centre de loisirs,A,no,01:15,`,
	"wallets.csv": `structure,code,name,numcli
		mairie,SCOL,Scolaire,012345
		alsh,LOISIRS,Loisirs,`,
	"categories.csv": `structure,code,name,wallet,debt_floor
		mairie,RESTO,Restauration,SCOL,-30
		mairie,PERI,Périscolaire,SCOL,-20.00
		alsh,MERC,Mercredis,LOISIRS,`,
	"pools.csv": `structure,code,name,capacity,waitlist
		mairie,SALLE,Salle,2,
		mairie,ETUDE,Étude,30,0
		alsh,PETITS,Petits,24,5`,
	"activities.csv": `structure,code,name,category,pools,weekdays,term,from,to,start,end,unit,book_by,cancel_by,allot,compatible_with
		mairie,MIDI,Repas,RESTO,SALLE,1;2;4;5,,2026-09-01,2027-07-02,12:00,13:30,,S-1 jeu 12:00,JO-1 09:00,,
		mairie,SOIR,Accueil soir,PERI,,5;4;2;1,school,2026-09-01,2027-07-02,16:30,18:30,half-hour,J-1 18:00,,immediate,ETUDE
		mairie,ETUDE,Étude,PERI,ETUDE;SALLE,1;2;4;5,,2026-09-01,2027-07-02,16:30,18:00,,J-2 12:00,none,nightly,
		alsh,MIDI,Mercredi,MERC,PETITS,3,all,2026-09-01,2027-07-02,08:00,18:00,day,J-2 12:00,,manual,`,
	"openings.csv": `structure,activity,date,open
		mairie,MIDI,2026-12-04,no`,
	"capacities.csv": `structure,pool,date,capacity,waitlist
		mairie,SALLE,2026-12-03,1,
		alsh,PETITS,2026-12-02,,0`,
	"tariffs.csv": `structure,activity,from,resident,qf_min,qf_max,price,rate,floor,ceiling
		mairie,MIDI,2026-09-01,yes,,400,0.50,,,
		mairie,MIDI,2026-09-01,yes,400,,3.05,,,
		mairie,MIDI,2026-09-01,no,,,6.50,,,
		mairie,SOIR,2026-09-01,,,,1.10,,,
		alsh,MIDI,2026-09-01,,,,,0.0036,2.60,4.50`,
	"families.csv": `structure,code,civility,last_name,first_name,emails,resident,address
		mairie,F1,Mme,Martin,Claire,claire@example.org; paul@example.org,,"1 rue ""Haute"""
		mairie,F2,M.,Petit,Hugo,hugo@example.org,no,
		alsh,F1,Mme,Martin,Claire,claire@example.org,,`,
	"quotients.csv": `structure,family,from,to,qf
		mairie,F1,2026-01-01,2026-11-30,978
		mairie,F1,2026-12-01,,312.50
		alsh,F1,2026-01-01,,978`,
	"accounts.csv": `login,password,role,structure,family,must_change
		Martin,cartable-demo,guardian,mairie,F1,no
		martin,,guardian,alsh,F1,
		petit,,guardian,mairie,F2,
		admin,chef-de-service,administrator,mairie,,
		admin,,treasurer,alsh,,`,
	"children.csv": `structure,family,code,last_name,first_name,birth_date,school,class,diet,allergies
		mairie,F1,E1,Martin,Léa,2018-03-02,École Jean Moulin,CE2,,arachide
		mairie,F2,E1,Martin,Léa,2018-03-02,,,,
		mairie,F2,E2,Petit,Tom,2021-05-06,,,sans porc,
		alsh,F1,E1,Martin,Léa,2018-03-02,,,,`,
	"enrolments.csv": `structure,child,activity,from,to,priority
		mairie,E1,MIDI,,,
		mairie,E2,MIDI,2026-10-01,,3
		mairie,E1,SOIR,,,
		alsh,E1,MIDI,,2026-12-31,1`,
	"reservations.csv": `structure,child,activity,date,state,requested_at,transmitted
		mairie,E1,MIDI,2026-11-20,accepted,2026-11-01T10:00:00+01:00,yes
		mairie,E1,MIDI,2026-12-01,,,
		mairie,E2,MIDI,2026-12-01,accepted,2026-11-22T10:00:00Z,no
		mairie,E2,MIDI,2026-12-03,waitlisted,2026-11-22T11:00:00Z,no
		mairie,E2,MIDI,2026-12-07,cancelled,2026-11-22T12:00:00Z,no
		mairie,E2,MIDI,2026-12-07,accepted,2026-11-23T09:00:00Z,yes
		mairie,E1,SOIR,2026-12-01,,,
		alsh,E1,MIDI,2026-12-02,pending,2026-11-23T08:00:00Z,no`,
	"ledger.csv": `structure,family,wallet,date,label,amount
		mairie,F1,SCOL,2026-10-01,Règlement par carte,50.00
		mairie,F1,SCOL,2026-10-02,Repas,-3.05
		mairie,F1,SCOL,2026-10-02,Repas,-3.05
		mairie,F2,SCOL,2026-10-02,Repas,-6.50`,
}

func importFiles(t *testing.T, d *db.DB, f files) load.Summary {
	t.Helper()
	summary, err := load.Import(context.Background(), d, f.folder(), options)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// tables are all tables that an import may write.
var tables = strings.Fields(
	`structures wallets categories pools activities activity_pools activity_schools activity_classes
	compatibilities openings releases
	capacities tariffs
	families family_emails quotients accounts guardians staff documents consents children family_children enrolments
	reservations movements
	slots ledger balances`)

// dump returns every row of every table, as text.
func dump(t *testing.T, d *db.DB) string {
	t.Helper()
	var b strings.Builder
	for _, table := range tables {
		lines := dbtest.Query(t, d, "select * from "+table)
		slices.Sort(lines)
		fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(lines, "\n"))
	}
	return b.String()
}

func TestImportBringsATownIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		summary := importFiles(t, d, smallTown)
		if len(summary.Files) != 15 {
			t.Errorf("%d files", len(summary.Files))
		}
		for _, f := range summary.Files {
			if f.Changed != 0 || f.New != f.Read && f.Name != "accounts.csv" {
				t.Errorf("%+v", f)
			}
		}
		if len(summary.Drawn) != 1 || summary.Drawn[0].Login != "petit" || len(summary.Drawn[0].Password) != 20 {
			t.Errorf("drawn: %v", summary.Drawn)
		}
		dbtest.Want(t, d, "select code, night_at, revision from structures order by code", "alsh 01:15 1",
			"mairie 00:30 1")
		dbtest.Want(t, d, "select code, debt_floor from categories order by id", "RESTO -3000", "PERI -2000", "MERC -")
		dbtest.Want(t, d, "select code, weekdays, term, unit, book_by, cancel_by, allot from activities order by id",
			"MIDI 1245 school day S-1 jeu 12:00 JO-1 09:00 immediate", "SOIR 1245 school half-hour J-1 18:00 J-1 "+
				"18:00 immediate",
			"ETUDE 1245 school day J-2 12:00 none nightly", "MIDI 3 all day J-2 12:00 J-2 12:00 manual")
		dbtest.Want(t, d, "select a.code, o.code from compatibilities c join activities a on a.id = c.activity_id "+
			"join activities o on o.id = c.other_id", "SOIR ETUDE")
		dbtest.Want(t, d, "select rate_ppm, floor, ceiling from tariffs where price is null", "3600 260 450")
		dbtest.Want(t, d, "select e.address, e.position, f.code from family_emails e join families f on f.id = "+
			"e.family_id where e.confirmed_at is not null order by f.id, e.position",
			"claire@example.org 0 F1", "paul@example.org 1 F1", "hugo@example.org 0 F2", "claire@example.org 0 F1")
		dbtest.Want(t, d,
			"select login, must_change, password_hash from accounts where login <> 'petit' order by login", "admin "+
				dbtest.Yes(d)+" slow:chef-de-service", "martin "+dbtest.No(d)+" slow:cartable-demo")
		dbtest.Want(t, d, "select a.login, count(*) from guardians g join accounts a on a.id = g.account_id group by "+
			"a.login order by a.login", "martin 2", "petit 1")
		dbtest.Want(t, d, "select s.code, f.role from staff f join structures s on s.id = f.structure_id "+
			"order by s.code", "alsh treasurer", "mairie administrator")
		dbtest.Want(t, d, "select a.login, c.kind, c.version from consents c join accounts a on a.id = c.account_id "+
			"order by c.kind", "martin cgu 1", "martin rgpd 1")
		dbtest.Want(t, d, "select f.code, c.code, x.position from family_children x join families f on f.id = "+
			"x.family_id join children c on c.id = x.child_id join structures s on s.id = x.structure_id where s.code "+
			"= 'mairie' order by c.code, x.position",
			"F1 E1 0", "F2 E1 1", "F2 E2 0")
		dbtest.Want(t, d, `select c.code, a.code, r.date, r.state, r.priority, r.price, r.quantity, f.code from
			reservations r join children c on c.id = r.child_id
			join activities a on a.id = r.activity_id join families f on f.id = r.family_id order by r.id`,
			"E1 MIDI 2026-11-20 accepted 0 305 1 F1", "E1 MIDI 2026-12-01 accepted 0 50 1 F1",
			"E2 MIDI 2026-12-01 accepted 3 650 1 F2",
			"E2 MIDI 2026-12-03 waitlisted 3 650 1 F2", "E2 MIDI 2026-12-07 cancelled 3 650 1 F2",
			"E2 MIDI 2026-12-07 accepted 3 650 1 F2",
			"E1 SOIR 2026-12-01 accepted 0 440 4 F1", "E1 MIDI 2026-12-02 pending 1 352 1 F1")
		dbtest.Want(t, d, `select c.code, m.date, m.kind, m.origin, m.outcome, m.run_id from movements m join `+
			`children c on c.id = m.child_id order by m.structure_id, m.id`,
			"E2 2026-12-01 book import - -", "E2 2026-12-03 book import - -", "E2 2026-12-07 book import - -",
			"E2 2026-12-07 cancel import - -", "E1 2026-12-02 book import - -")
		dbtest.Want(t, d, "select p.code, s.date, s.accepted, s.waiting from slots s join pools p on p.id = s.pool_id "+
			"order by p.code, s.date",
			"PETITS 2026-12-02 0 0", "SALLE 2026-11-20 1 0", "SALLE 2026-12-01 2 0", "SALLE 2026-12-03 0 1",
			"SALLE 2026-12-07 1 0")
		dbtest.Want(t, d, "select f.code, b.amount from balances b join families f on f.id = b.family_id "+
			"order by f.code", "F1 4390", "F2 -650")
	})
}

func TestImportTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		journal := "select action, origin, structure_id, became from audit order by id"
		lines := dbtest.Query(t, d, journal)
		if len(lines) != 2 || !strings.Contains(lines[0], "import.done commande") ||
			!strings.Contains(lines[0], "families.csv (lignes nouvelles\u00a0: 3, modifiées\u00a0: 0)") {
			t.Errorf("the journals say %q", lines)
		}
		defer func() {
			if again := dbtest.Query(t, d, journal); len(again) != len(lines) {
				t.Errorf("and after the second import %q", again)
			}
		}()
		before := dump(t, d)
		later := options
		later.Now = importNow.Add(48 * time.Hour)
		summary, err := load.Import(context.Background(), d, smallTown.folder(), later)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range summary.Files {
			if f.New != 0 || f.Changed != 0 {
				t.Errorf("%+v", f)
			}
		}
		if after := dump(t, d); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		if len(summary.Drawn) != 0 {
			t.Error("a password was drawn again")
		}
	})
}

func TestImportReadsWhatSpreadsheetsWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		folder := smallTown.folder()
		for _, file := range folder {
			file.Data = append([]byte("\xef\xbb\xbf"), strings.ReplaceAll(string(file.Data), "\n", "\r\n")...)
		}
		folder["wallets.csv"].Data = []byte(
			"name,structure,numcli,code\nScolaire,mairie,012345,SCOL\nLoisirs,alsh,,LOISIRS\n")
		folder["LISEZMOI.txt"] = &fstest.MapFile{Data: []byte("rien")}
		if _, err := load.Import(context.Background(), d, folder, options); err != nil {
			t.Fatal(err)
		}
		before := dump(t, d)
		importFiles(t, d, smallTown)
		if dump(t, d) != before {
			t.Error("the byte order mark, the line ends or the order of columns made a difference")
		}
	})
}

func TestImportUpdatesWhatItsKeysFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		changed := smallTown.
			replace(t, "pools.csv", "Salle,2,", "Grande salle,3,1").
			replace(t, "activities.csv", "ETUDE;SALLE", "ETUDE").
			replace(t, "activities.csv", "immediate,ETUDE", "immediate,MIDI").
			replace(t, "tariffs.csv", "3.05", "3.15").
			replace(t, "families.csv", "claire@example.org; paul@example.org",
				"paul@example.org;claire@martin.example").
			replace(t, "children.csv", "CE2", "CM1").
			replace(t, "children.csv", "mairie,F2,E2", "mairie,F1,E2").
			replace(t, "enrolments.csv", "2026-10-01,,3", "2026-10-01,,2").
			replace(t, "accounts.csv", "cartable-demo", "another-password").
			replace(t, "reservations.csv", "2026-11-20,accepted", "2026-11-20,cancelled").
			replace(t, "reservations.csv", "2026-12-03,waitlisted", "2026-12-03,accepted").
			replace(t, "ledger.csv", "2026-10-02,Repas", "2026-10-03,Repas")
		delete(changed, "openings.csv")
		summary := importFiles(t, d, changed)
		counts := map[string]string{}
		for _, f := range summary.Files {
			if f.New+f.Changed > 0 {
				counts[f.Name] = fmt.Sprintf("%d new, %d changed", f.New, f.Changed)
			}
		}
		expected := map[string]string{
			"pools.csv": "0 new, 1 changed", "activities.csv": "0 new, 2 changed", "tariffs.csv": "0 new, 1 changed",
			"families.csv": "0 new, 1 changed", "children.csv": "0 new, 2 changed",
			"enrolments.csv":   "0 new, 1 changed",
			"reservations.csv": "0 new, 2 changed", "ledger.csv": "1 new, 0 changed",
		}
		if !maps.Equal(counts, expected) {
			t.Errorf("counts: %v", counts)
		}
		dbtest.Want(t, d, "select code, revision from structures order by code", "alsh 1", "mairie 2")
		dbtest.Want(t, d, "select name, capacity, waitlist from pools where code = 'SALLE'", "Grande salle 3 1")
		dbtest.Want(t, d, "select a.code, p.code from activity_pools x join activities a on a.id = x.activity_id join "+
			"pools p on p.id = x.pool_id order by x.activity_id", "MIDI SALLE", "ETUDE ETUDE", "MIDI PETITS")
		dbtest.Want(t, d, "select a.code, o.code from compatibilities c join activities a on a.id = c.activity_id "+
			"join activities o on o.id = c.other_id", "MIDI SOIR")
		dbtest.Want(t, d, "select count(*) from openings", "1")
		dbtest.Want(t, d, "select e.address, e.position from family_emails e join families f on f.id = e.family_id "+
			"join structures s on s.id = f.structure_id where f.code = 'F1' and s.code = 'mairie' order by 2",
			"paul@example.org 0", "claire@martin.example 1")
		dbtest.Want(t, d, "select f.code, x.position from family_children x join families f on f.id = x.family_id "+
			"join children c on c.id = x.child_id where c.code = 'E2' order by 2", "F1 0", "F2 1")
		dbtest.Want(t, d, "select password_hash from accounts where login = 'martin'", "slow:cartable-demo")
		dbtest.Want(t, d, "select state from reservations where date in ('2026-11-20', '2026-12-03') order by date",
			"cancelled", "accepted")
		dbtest.Want(t, d, "select s.date, s.accepted, s.waiting from slots s join pools p on p.id = s.pool_id where "+
			"p.code = 'SALLE' and s.date in ('2026-11-20', '2026-12-03') order by s.date", "2026-11-20 0 0",
			"2026-12-03 1 0")
		dbtest.Want(t, d, "select count(*) from movements", "5")
		before := dump(t, d)
		importFiles(t, d, changed)
		if dump(t, d) != before {
			t.Error("a second import of the changed files changes something")
		}
	})
}

func TestImportLeavesWhatHasHadALifeSince(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		for _, change := range []string{
			// The night refused one, a parent cancelled another, and staff marked a third.
			"update movements set outcome = 'refused' where date = '2026-12-03'",
			"update reservations set state = 'refused', transmitted = true where date = '2026-12-03'",
			"update reservations set state = 'cancelled', transmitted = false where date = '2026-12-01' and price = 50",
			"insert into movements (structure_id, family_id, child_id, activity_id, date, kind, reservation_id, " +
				"origin, at) select structure_id, family_id, child_id, activity_id, date, 'cancel', id, 'portal', " +
				"requested_at from reservations where date = '2026-12-01' and price = 50",
			"update reservations set attendance = 'present' where date = '2026-11-20'",
		} {
			if _, err := d.Write().ExecContext(context.Background(), change); err != nil {
				t.Fatal(change, err)
			}
		}
		// The functions that change reservations also update these counts.
		if err := d.Tx(context.Background(),
			func(ctx context.Context, q db.Q) error { return q.RecountStructure(ctx, 1) }); err != nil {
			t.Fatal(err)
		}
		before := dump(t, d)
		importFiles(t, d, smallTown.replace(t, "reservations.csv", "2026-11-20,accepted", "2026-11-20,refused"))
		if after := dump(t, d); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
	})
}

func TestImportIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		before := dump(t, d)
		_, err := load.Import(context.Background(), d, smallTown.replace(t, "ledger.csv", "-6.50", "-6,50€").folder(),
			options)
		if _, ok := errors.AsType[load.Errors](err); !ok || fault.KindOf(err) != fault.Invalid {
			t.Fatalf("got %v", err)
		}
		// A failure after the first writes.
		broken := options
		broken.Hash = func(string) (string, error) { return "", errors.New("no memory") }
		if _, err := load.Import(context.Background(), d, smallTown.folder(), broken); err == nil {
			t.Fatal("no error")
		}
		if dump(t, d) != before {
			t.Error("something was written")
		}
	})
}

func TestImportTellsEveryErrorOfEveryFile(t *testing.T) {
	wrong := files{
		"structures.csv": `code,name,zone,alsace_moselle,night_at,notice
			mairie,,D,peut-être,02:30,
			mairie,Mairie,A,,25:00,
			alsh,Centre,A,,,`,
		"wallets.csv": `structure,code,name,numcli
			mairie,SCOL,Scolaire,
			alsh,LOISIRS,Loisirs,
			nulle,X,X,
			mairie,SCOL,Encore,
			mairie,A"B,Guillemet,
			mairie,trop,de,champs,ici`,
		"categories.csv": `structure,code,name,wallet,debt_floor
			mairie,RESTO,Restauration,SCOL,trente
			mairie,PERI,Périscolaire,LOISIRS,
			mairie,AUTRE,Autre,,`,
		"pools.csv": `structure,code,name,capacity,waitlist
			mairie,SALLE,Salle,-1,1.5
			alsh,PETITS,Petits,,`,
		"activities.csv": `structure,code,name,category,pools,weekdays,term,from,to,start,end,unit,book_by,cancel_by,allot,compatible_with
			mairie,MIDI,Repas,RESTO,PETITS;INCONNU,1;8,toujours,2026-09-01,2026-08-31,12:00,12:00,heure,jeudi,J-02 12:00,hasard,NULLE;MIDI
			mairie,SOIR,Soir,RESTO,,,,,,,,,,,,`,
		"openings.csv": `structure,activity,date,open
			mairie,MIDI,31/12/2026,oui
			mairie,MIDI,2026-12-04,no
			mairie,MIDI,2026-12-04,yes`,
		"capacities.csv": `structure,pool,date,capacity,waitlist
			mairie,SALLE,2026-02-30,3,
			alsh,SALLE,2026-12-03,3,`,
		"tariffs.csv": `structure,activity,from,resident,qf_min,qf_max,price,rate,floor,ceiling
			mairie,MIDI,2026-09-01,,,,,,,
			mairie,MIDI,2026-09-01,,400,400,-1,36,5,4
			mairie,MIDI,2026-09-01,oui,,,1,0.0000001,,
			mairie,MIDI,2027-09-01,,,,1,,,
			mairie,MIDI,2027-09-01,,,,2,,,
			mairie,MIDI,2028-09-01,,,,,0.0,,`,
		"families.csv": `structure,code,civility,last_name,first_name,emails,resident,address
			mairie,F1,Mme,Martin,Claire,pas une adresse;a@example.org;A@example.org;b@x.fr;b@x.fr,oui,
			mairie,F2,,,,,,
			alsh,F9,,Petit,,,,`,
		"quotients.csv": `structure,family,from,to,qf
			mairie,F1,2026-01-01,2025-12-31,-1
			mairie,F9,,,
			mairie,F2,2026-01-01,,12
			mairie,F2,2026-01-01,,13`,
		"accounts.csv": `login,password,role,structure,family,must_change
			martin,,guardian,mairie,,no
			Martin,un,guardian,mairie,F1,yes
			martin,deux,guardian,mairie,F1,
			a b,x,chef,mairie,F1,
			chef,x,agent,,,
			vide,,agent,mairie,,no
			vide,,agent,mairie,,`,
		"children.csv": `structure,family,code,last_name,first_name,birth_date,school,class,diet,allergies
			mairie,F1,E1,Martin,Léa,31/12/2019,,,,
			mairie,F2,E1,Martin,Lea,2019-12-31,,,,
			mairie,F2,E1,Martin,Léa,2019-12-31,,,,
			mairie,F2,E2,,Tom,2019-12-31,,,,
			alsh,F9,E7,Petit,Zoé,2019-12-31,,,,`,
		"enrolments.csv": `structure,child,activity,from,to,priority
			mairie,E1,MIDI,2026-09-02,2026-09-01,x
			mairie,E7,MIDI,,,
			mairie,E2,RIEN,,,
			mairie,E2,MIDI,,,`,
		"reservations.csv": `structure,child,activity,date,state,requested_at,transmitted
			mairie,E1,MIDI,2026-12-01,oui,hier,peut-être
			mairie,E7,MIDI,2026-12-01,,,
			mairie,E2,MIDI,2026-12-01,accepted,,
			mairie,E2,MIDI,2026-12-01,refused,,
			mairie,E2,MIDI,2026-12-01,cancelled,2026-11-01T00:00:00Z,
			mairie,E2,MIDI,2026-12-01,cancelled,2026-11-01T01:00:00+01:00,
			mairie,E2,MIDI,,,,`,
		"ledger.csv": `structure,family,wallet,date,label,amount
			mairie,F1,SCOL,2026-10-01,Rien,0.00
			mairie,F1,LOISIRS,2026-10-01,,4.225
			mairie,F1,SCOL,2026-10-01,Vide,`,
		"inconnu.csv": "a,b",
	}
	folder := wrong.folder()
	folder["ledger.csv"].Data = append(folder["ledger.csv"].Data, "mairie,F1,SCOL,2026-10-01,Caf\x82,1\n"...)
	folder["README.md"] = &fstest.MapFile{}
	_, err := load.Import(context.Background(), dbtest.SQLite(t), folder, options)
	golden(t, "import_rows.golden", err)

	folder = files{
		"structures.csv": "code;name;zone;alsace_moselle;night_at;notice\nm;M;A;;;",
		"wallets.csv":    "structure,code,nom,numcli,code",
		"Pools.CSV":      "",
	}.folder()
	folder["categories.csv"] = &fstest.MapFile{}
	folder["families.csv"] = &fstest.MapFile{
		Data: []byte("structure,code,civility,last_name,first_name,emails,resident,address\nm,F1,\"jamais " +
			"refermé,,,,,\n")}
	_, err = load.Import(context.Background(), dbtest.SQLite(t), folder, options)
	golden(t, "import_headers.golden", err)
}

func TestImportOfNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	for _, folder := range []struct {
		name string
		dir  string
	}{{"missing", filepath.Join(t.TempDir(), "nulle-part")}, {"empty", t.TempDir()}} {
		_, err := load.Import(context.Background(), d, os.DirFS(folder.dir), options)
		if _, ok := errors.AsType[load.Errors](err); !ok || !strings.Contains(err.Error(), "le dossier") {
			t.Errorf("%s: %v", folder.name, err)
		}
	}
}

// golden compares a report with a file; UPDATE=1 writes the file.
func golden(t *testing.T, name string, err error) {
	t.Helper()
	report, ok := errors.AsType[load.Errors](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(report.Error()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != report.Error()+"\n" {
		t.Errorf("%s:\n%s", name, report.Error())
	}
}

func TestImportOfSomeFilesRefersToWhatIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		before := dbtest.Query(t, d, "select * from compatibilities")
		some := files{
			"enrolments.csv": "structure,child,activity,from,to,priority\nmairie,E2,SOIR,,,",
			"reservations.csv": `structure,child,activity,date,state,requested_at,transmitted
				mairie,E2,SOIR,2026-12-01,,2026-11-23T07:00:00Z,no`,
			"accounts.csv": "login,password,role,structure,family,must_change\npetit,,guardian,alsh,F1,",
		}
		for range 2 {
			importFiles(t, d, some)
		}
		dbtest.Want(t, d, "select date, price, quantity from reservations r join activities a on a.id = r.activity_id "+
			"where a.code = 'SOIR' order by r.id", "2026-12-01 440 4", "2026-12-01 440 4")
		dbtest.Want(t, d, "select count(*) from movements where date = '2026-12-01'", "2")
		dbtest.Want(t, d, "select count(*) from guardians", "4")
		dbtest.Want(t, d, "select code, revision from structures order by code", "alsh 1", "mairie 1")
		if !slices.Equal(dbtest.Query(t, d, "select * from compatibilities"), before) {
			t.Error("a file that was not there took pairs away")
		}
	})
}

func TestImportKnowsWhatTheFormerSoftwareDebited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		opts := options
		opts.DebitedBefore = civil.New(2026, 11, 23)
		for range 2 {
			if _, err := load.Import(context.Background(), d, smallTown.folder(), opts); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select date from reservations where billed", "2026-11-20")
	})
}

func TestTwoImportsAtOnceMakeOneTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var both sync.WaitGroup
		failed := make([]error, 2)
		for i := range failed {
			both.Go(func() { _, failed[i] = load.Import(context.Background(), d, smallTown.folder(), options) })
		}
		both.Wait()
		if err := errors.Join(failed...); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select count(*) from reservations", "8")
		dbtest.Want(t, d, "select count(*) from movements", "5")
	})
}
