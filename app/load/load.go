package load

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/domain/trail"
	"cartable/db"
)

// Options is what an import needs from outside.
type Options struct {
	Now       time.Time
	Hash      func(password string) (string, error) // argon2id: a password chosen by a person
	HashDrawn func(password string) (string, error) // cheap: a drawn password has 88 bits of entropy
	// DebitedBefore: accepted and transmitted reservations before this day were debited by the software that
	// the town leaves, and ledger.csv has the money. The night leaves them alone. Zero: none was.
	DebitedBefore civil.Date
	// Progress is told what is being done, may be nil, and is never called by two goroutines at once.
	// total is 0 while it is not known.
	Progress func(step string, done, total int)
}

// Summary says what an import did.
type Summary struct {
	Files []ImportedFile // those that were there, in the order of DOMAIN.md 11.2
	// Drawn are the passwords of the accounts that this import made and whose password the file left
	// empty. They are stored nowhere: whoever calls shows them once.
	Drawn  []DrawnPassword
	Doubts []Doubt // what looks wrong and was imported: somebody should read it
}

// ImportedFile counts the rows of one file. A row is changed when it, or a list that it carries, was not as stored.
type ImportedFile struct {
	Name               string
	Read, New, Changed int
}

// DrawnPassword is the first password of an account.
type DrawnPassword struct{ Login, Password string }

// Import loads a folder of CSV files (DOMAIN.md 11) in one transaction: all of it, or nothing and an
// Errors that tells every error of every file. All files are read and checked before the first write.
//
// A row updates what its key finds; what no row names stays. A list that a row carries (e-mails, pools,
// compatible activities) replaces the stored one; compatibility holds both ways, so a pair stays as long as
// the row of one side names the other. A second import of the same files changes nothing.
//
// Keys: structures, accounts: their code or login. wallets, categories, pools, activities, families,
// children: structure and code. openings: activity, date. capacities: pool, date. tariffs: activity, from,
// resident, qf_min, qf_max. quotients: family, from. enrolments: child, activity, from. A child with rows for
// several families belongs to all; the first row of the file is the family that its reservations go to.
//
// An empty cell means:
//
//	alsace_moselle no · night_at 00:30 · numcli, notice, address, civility, school, class, diet, allergies: nothing
//	debt_floor: never closed · capacity, waitlist of a pool: no limit; of a date: as the pool
//	pools, compatible_with, emails: none · term school · unit day · cancel_by as book_by · allot immediate
//	resident of a tariff: both; of a family: yes · resident_from: the day of the import, of a family that has moved · qf_min, qf_max, floor, ceiling: open · price or rate: the other one
//	to of a quotient: still valid · password: drawn · must_change yes
//	from, to of an enrolment: the activity's · priority 0 · state accepted · transmitted yes
//	requested_at: the start of the day booked, or the import if that is earlier
//
// Everything else is required. The rules for reservations stand with (*importing).saveReservations.
func Import(ctx context.Context, d *db.DB, dir fs.FS, opts Options) (Summary, error) {
	opts.Now = opts.Now.UTC().Truncate(time.Microsecond)
	if opts.Progress == nil {
		opts.Progress = func(string, int, int) {}
	}
	var summary Summary
	err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
		im := &importing{ctx: ctx, q: q, dir: dir, opts: opts, files: map[string]*ImportedFile{}}
		if err := im.run(); err != nil {
			return err
		}
		summary = im.summary()
		return im.note(summary)
	})
	return summary, err
}

// importFile is one of the files, its columns and who reads its rows. A column with a question mark may be left out.
type importFile struct {
	name    string
	columns []string
	read    func(*importing, *row)
}

// importFiles is the table of DOMAIN.md 11.2. The order matters: a file refers to those before it.
var importFiles []importFile

func init() {
	columns := strings.Fields
	importFiles = []importFile{
		{"structures.csv", columns("code name zone alsace_moselle night_at notice"), (*importing).readStructure},
		{"wallets.csv", columns("structure code name numcli"), (*importing).readWallet},
		{"categories.csv", columns("structure code name wallet debt_floor nature?"), (*importing).readCategory},
		{"pools.csv", columns("structure code name capacity waitlist"), (*importing).readPool},
		{"activities.csv", columns("structure code name category pools weekdays term from to start end unit book_by cancel_by allot compatible_with meal? notice_hours? kitchen_by?"), (*importing).readActivity},
		{"openings.csv", columns("structure activity date open"), (*importing).readOpening},
		{"capacities.csv", columns("structure pool date capacity waitlist"), (*importing).readCapacity},
		{"tariffs.csv", columns("structure activity from resident qf_min qf_max price rate floor ceiling"), (*importing).readTariff},
		{"families.csv", columns("structure code civility last_name first_name emails resident address resident_from?"), (*importing).readFamily},
		{"quotients.csv", columns("structure family from to qf"), (*importing).readQuotient},
		{"accounts.csv", columns("login password role structure family must_change"), (*importing).readAccount},
		{"children.csv", columns("structure family code last_name first_name birth_date school class diet allergies"), (*importing).readChild},
		{"enrolments.csv", columns("structure child activity from to priority"), (*importing).readEnrolment},
		{"reservations.csv", columns("structure child activity date state requested_at transmitted"), (*importing).readReservation},
		{"ledger.csv", columns("structure family wallet date label amount"), (*importing).readLedger},
	}
}

// importing is one import under way: what is stored, what the files say, what is wrong with them.
type importing struct {
	ctx  context.Context
	q    db.Q
	dir  fs.FS
	opts Options

	errors Errors
	files  map[string]*ImportedFile

	structures   shelf[string, structureEntry]
	accounts     shelf[string, accountEntry]
	reservations []reservationRow
	ledger       []ledgerRow
	stopped      error // a read of the database that failed while a row was read

	drawn  []DrawnPassword
	doubts []Doubt
}

func (im *importing) run() error {
	if err := im.checkFolder(); err != nil {
		return err
	}
	if err := im.q.LockImport(im.ctx); err != nil {
		return err
	}
	if err := im.loadStructures(); err != nil {
		return err
	}
	for _, f := range importFiles {
		if err := im.readFile(f); err != nil {
			return err
		}
		if im.stopped != nil {
			return im.stopped
		}
		if f.name == "activities.csv" {
			im.resolveCompatible()
		}
	}
	im.judge()
	im.checkAccounts()
	im.checkReservations()
	if len(im.errors) > 0 {
		return im.errors.sorted()
	}
	for _, save := range []func() error{
		im.saveStructures, im.saveFamilies, im.saveCatalogues, im.saveChildren, im.saveAccounts,
		im.saveReservations, im.saveLedger,
	} {
		if err := save(); err != nil {
			return err
		}
	}
	return nil
}

// checkFolder refuses a folder that is not one, that holds no file of ours, or one too many: a misspelt name
// would silently leave a part of the town out.
func (im *importing) checkFolder() error {
	names := make([]string, len(importFiles))
	for i, f := range importFiles {
		names[i] = f.name
	}
	entries, err := fs.ReadDir(im.dir, ".")
	if err != nil {
		return Errors{{Wrong: "le dossier n'existe pas ou ne se lit pas", Expected: "un dossier de fichiers " + strings.Join(names, ", ")}}
	}
	found := false
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(strings.ToLower(name), ".csv") {
			continue
		}
		if found = true; !slices.Contains(names, name) {
			im.report(name, 0, "", "ce fichier n'est pas connu", strings.Join(names, ", "))
		}
	}
	if !found {
		return Errors{{Wrong: "le dossier ne contient aucun fichier CSV", Expected: strings.Join(names, ", ")}}
	}
	return nil
}

func (im *importing) report(file string, line int, column, wrong, expected string) {
	im.errors = append(im.errors, ImportError{file, line, column, wrong, expected})
}

func (im *importing) progress(step string, done, total int) { im.opts.Progress(step, done, total) }

func (im *importing) counts(file string) *ImportedFile {
	if im.files[file] == nil {
		im.files[file] = &ImportedFile{Name: file}
	}
	return im.files[file]
}

// note tells the journal of each structure what was new and what changed. An import that changes nothing leaves no line.
// The line keeps all changes of the structure's catalogue: three thousand lines would hide what people did.
func (im *importing) note(s Summary) error {
	var did []string
	for _, f := range s.Files {
		if f.New+f.Changed > 0 {
			did = append(did, fmt.Sprintf("%s (lignes nouvelles\u00a0: %d, modifiées\u00a0: %d)", f.Name, f.New, f.Changed))
		}
	}
	ids, err := im.q.StructureIDs(im.ctx)
	if err != nil || len(did) == 0 {
		return err
	}
	done := map[int64]town.Changes{}
	for _, s := range im.structures.all {
		done[s.id()] = s.done
	}
	var lines []db.AuditLine
	for _, id := range ids {
		line := db.AuditLine{At: im.opts.Now, StructureID: id, Action: trail.Imported, Subject: "Fichiers CSV",
			Became: strings.Join(did, ", "), Origin: desk.FromCommand}
		if err := line.Keep(done[id]); err != nil {
			return err
		}
		lines = append(lines, line)
	}
	return im.q.AddAudit(im.ctx, lines...)
}

func (im *importing) summary() Summary {
	s := Summary{Drawn: im.drawn, Doubts: im.doubts}
	for _, f := range importFiles {
		if counts := im.files[f.name]; counts != nil {
			s.Files = append(s.Files, *counts)
		}
	}
	return s
}

// String is a table for a terminal.
func (s Summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-18s %9s %9s %9s\n", "fichier", "lignes", "nouvelles", "modifiées")
	for _, f := range s.Files {
		fmt.Fprintf(&b, "%-18s %9d %9d %9d\n", f.Name, f.Read, f.New, f.Changed)
	}
	for _, d := range s.Doubts {
		fmt.Fprintf(&b, "À vérifier : %s\n", d.Error())
	}
	return b.String()
}
