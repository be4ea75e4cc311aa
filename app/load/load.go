package load

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/db"
)

// Options are the dependencies and settings of an import.
type Options struct {
	Now       time.Time
	Hash      func(password string) (string, error) // argon2id: a password chosen by a person
	HashDrawn func(password string) (string, error) // cheap: a random password has 88 bits of entropy
	// Verify reports whether a password is that of a stored account. If nil, no password matches.
	Verify func(ctx context.Context, password, hash string) (bool, error)
	// BaseURL is the address of the portal in mails to families.
	BaseURL string
	// Rehearse runs the import and rolls it back: the summary describes what an import would do. Nothing is written, no
	// mail is sent, no password is drawn.
	Rehearse bool
	// DebitedBefore: accepted and transmitted reservations before this day were debited by the previous software, and
	// their amounts are in ledger.csv. The night does not debit them again. Zero: there are none.
	DebitedBefore civil.Date
	// Progress is called with each step; it may be nil, and is never called by two goroutines at once. total is 0 while
	// it is unknown.
	Progress func(step string, done, total int)
	// By is the member of staff whose files these are, and For the code of their structure: rows name no other one, and
	// may leave it out. Nil: a command, which may name any.
	By  *desk.Actor
	For string
	// Reason is why, for the journal, and Action what it is called there: journal.Imported if it is empty.
	Reason string
	Action journal.Action
	// last may refuse what was written, in its transaction: it sees what others wrote before. It tells whom the line of
	// the journal is about, if it is one family.
	last func(context.Context, db.Q, *about) error
}

// about is what the line of the journal says when what is loaded is about one family.
type about struct {
	family          int64
	subject, became string
}

// Summary describes the result of an import or of a rehearsal.
type Summary struct {
	Rehearsed bool
	Files     []ImportedFile // the files present, in the order of DOMAIN.md 11.2
	Parts     []Part         // remarks that staff should read
	// Drawn are the passwords of new accounts whose password the file left empty. They are not stored: the caller shows
	// them once.
	Drawn []DrawnPassword
}

// ImportedFile counts the rows of one file. A row is changed when its values or one of its lists differ from the stored
// ones.
type ImportedFile struct {
	Name               string
	Read, New, Changed int
}

// DrawnPassword is the first password of an account.
type DrawnPassword struct{ Login, Password string }

// Import loads a folder of CSV files (DOMAIN.md 11) in one transaction: either everything, or nothing and an Errors
// value with every error of every file. All files are read and checked before the first write.
//
// A row updates the stored row with its key; rows that no file names are kept, and listed. A list in a row (e-mails,
// pools, schools, classes as École/Classe, compatible activities) replaces the stored one; compatibility is symmetric,
// so a pair is kept as long as the row of either side names the other. Importing the same files again changes nothing,
// and changes that people made since the last import are kept (DOMAIN.md 11.7).
//
// Keys: structures, accounts: their code or login. wallets, categories, pools, activities, families, children:
// structure and code. openings: activity, date. releases: activity, from. capacities: pool, date. tariffs: activity,
// from, resident, qf_min, qf_max. quotients: family, from. enrolments: child, activity, from. A child with rows for
// several families belongs to all; its reservations go to the family of its first row in the file.
//
// An empty cell means:
//
//	alsace_moselle, pedt no · night_at 00:30 · undo_hours 24 · numcli, notice, address, phone, email, hours,
//	mail_name, mail_signature, accent, civility, school, class, diet, allergies: nothing
//	debt_floor: never closed · capacity, waitlist of a pool: no limit; of a date: as the pool
//	levels, schools, classes of an activity: all
//	late_fee: nothing is owed · late_grace: none
//	age_from, age_to, max_enrolled: no limit · offer_hours: a free place is given, not offered · notice_hours: that of
//	the town · last_call, kitchen_by: none
//	pools, compatible_with, emails, phone of a family: none · term school · unit day · cancel_by as book_by
//	allot immediate
//	resident of a tariff: both; of a family: yes · resident_from: the day of the import, of a family that has moved ·
//	qf_min, qf_max, floor, ceiling: open · price or rate: the other one
//	to of a quotient: still valid · its source: not said · qf_backdate year · password: drawn · must_change yes
//	from, to of an enrolment: the activity's · priority 0 · state accepted · transmitted yes
//	requested_at: the start of the day booked, or the import if that is earlier
//
// All other cells are required. The rules for reservations are documented at (*importing).saveReservations.
func Import(ctx context.Context, d *db.DB, dir fs.FS, opts Options) (Summary, error) {
	opts.Now = opts.Now.UTC().Truncate(time.Microsecond)
	if opts.Progress == nil {
		opts.Progress = func(string, int, int) {}
	}
	for attempt := 1; ; attempt++ {
		summary, err := importOnce(ctx, d, dir, opts)
		if !errors.Is(err, errMoved) && !db.Taken(err) || attempt == 5 {
			return summary, err
		}
	}
}

func importOnce(ctx context.Context, d *db.DB, dir fs.FS, opts Options) (summary Summary, err error) {
	err = d.Tx(ctx, func(ctx context.Context, q db.Q) error {
		im := &importing{ctx: ctx, q: q, dir: dir, opts: opts, files: map[string]*ImportedFile{},
			parts: map[string]*Part{}, known: map[place]record{}, without: map[string][]string{},
			about: map[string]map[*structureEntry]bool{}}
		if err := im.run(); err != nil {
			return err
		}
		if opts.last != nil {
			if err := opts.last(ctx, q, &im.line); err != nil {
				return err
			}
		}
		summary = im.summary()
		if opts.Rehearse {
			return errRehearsed
		}
		return im.note(summary)
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return summary, err
}

// errRehearsed rolls back the writes of a rehearsal.
var errRehearsed = errors.New("rehearsed")

// errMoved takes back what was written when somebody has changed, since it was read, what is about to be written: the
// import is made again, as it is when somebody has added the same row (db.Taken).
var errMoved error = fault.Conflictf("Des données ont changé plusieurs fois pendant l'import\u00a0: rien n'a été " +
	"importé. Relancez-le.")

// importFile is one of the files, its columns and who reads its rows. A column with a question mark may be left out.
type importFile struct {
	name    string
	columns []string
	read    func(*importing, *row)
}

// importFiles is the table of DOMAIN.md 11.2. The order matters: a file refers only to earlier ones.
var importFiles []importFile

func init() {
	columns := strings.Fields
	importFiles = []importFile{
		{"structures.csv", columns(structureColumns),
			(*importing).readStructure},
		{"wallets.csv", columns("structure code name numcli"), (*importing).readWallet},
		{"categories.csv", columns("structure code name wallet debt_floor nature?"), (*importing).readCategory},
		{"pools.csv", columns("structure code name capacity waitlist"), (*importing).readPool},
		{"activities.csv", columns("structure code name category pools weekdays term from to start end unit book_by " +
			"cancel_by allot compatible_with " + optionalOfActivity), (*importing).readActivity},
		{"openings.csv", columns("structure activity date open label?"), (*importing).readOpening},
		{"releases.csv", columns("structure activity from to on at"), (*importing).readRelease},
		{"capacities.csv", columns("structure pool date capacity waitlist"), (*importing).readCapacity},
		{"tariffs.csv", columns("structure activity from resident qf_min qf_max price rate floor ceiling"),
			(*importing).readTariff},
		{"families.csv", columns("structure code civility last_name first_name emails resident address " +
			"resident_from? phone?"),
			(*importing).readFamily},
		{"quotients.csv", columns("structure family from to qf source?"), (*importing).readQuotient},
		{"accounts.csv", columns("login password role structure family must_change"), (*importing).readAccount},
		{"children.csv", columns("structure family code last_name first_name birth_date school class diet allergies"),
			(*importing).readChild},
		{"enrolments.csv", columns("structure child activity from to priority"), (*importing).readEnrolment},
		{"reservations.csv", columns("structure child activity date state requested_at transmitted"),
			(*importing).readReservation},
		{"ledger.csv", columns("structure family wallet date label amount"), (*importing).readLedger},
	}
}

// importing is the state of one import: the stored rows, the wanted rows and the errors.
type importing struct {
	ctx  context.Context
	q    db.Q
	dir  fs.FS
	opts Options

	line about // what Options.last says of it

	errors faults
	files  map[string]*ImportedFile
	parts  map[string]*Part
	gaveUp bool // a file had so many errors that later ones are not read

	structures   shelf[string, structureEntry]
	accounts     shelf[string, accountEntry]
	reservations []reservationRow
	ledger       []ledgerRow
	stopped      error // a database error that occurred while a row was read

	known   map[place]record                    // values recorded by the last imports
	said    []saying                            // values of this import, to be recorded
	told    []*familyEntry                      // families whose addresses differ from the file's
	without map[string][]string                 // columns missing from each file
	about   map[string]map[*structureEntry]bool // structures that each file names
	credits money.Cents                         // sum of the ledger's imported lines before this import
	debits  money.Cents
	left    []int64 // stored reservations that the file does not name

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
		if im.gaveUp {
			break
		}
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
	if im.gaveUp {
		return im.errors.all.sorted()
	}
	for _, step := range []func() error{
		im.checkFiles, im.checkLogins, im.meet, im.meetSchools, im.judge, im.checkRoom,
		im.tellDoubts, im.checkDates, im.listUnnamed, im.listHomes,
		im.saveStructures, im.saveFamilies, im.saveCatalogues, im.saveChildren, im.saveSchools, im.saveAccounts,
		im.saveReservations, im.saveLedger, im.remember, im.tellFamilies, im.countEffects,
	} {
		if err := step(); err != nil {
			return err
		}
		if len(im.errors.all) > 0 {
			return im.errors.all.sorted()
		}
	}
	return nil
}

// checkFiles runs the checks within and across files, after all are read.
func (im *importing) checkFiles() error {
	if err := im.judge(); err != nil {
		return err
	}
	im.checkAccounts()
	im.checkReservations()
	return im.checkPeople()
}

// checkFolder refuses a folder that does not exist, that contains no known file, or that contains an unknown one: a
// misspelt name would silently leave out a part of the town.
func (im *importing) checkFolder() error {
	names := make([]string, len(importFiles))
	for i, f := range importFiles {
		names[i] = f.name
	}
	entries, err := fs.ReadDir(im.dir, ".")
	if err != nil {
		return Errors{{Wrong: "le dossier n'existe pas ou ne se lit pas", Expected: "un dossier de fichiers " +
			strings.Join(names, ", ")}}
	}
	found := false
	for _, entry := range entries {
		name, ext := entry.Name(), strings.ToLower(path.Ext(entry.Name()))
		if entry.IsDir() || !slices.Contains([]string{".csv", ".xlsx", ".xls", ".ods", ".zip"}, ext) ||
			strings.HasPrefix(name, "~$") {
			continue
		}
		found = true
		csv := strings.TrimSuffix(name, ".xlsx") + ".csv"
		switch {
		case slices.Contains(names, name) || name == bookName(csv) && slices.Contains(names, csv) &&
			!there(entries, csv):
		case name == bookName(csv) && slices.Contains(names, csv):
			im.report(name, 0, "", "ce classeur et "+csv+" disent la même chose", "l'un des deux")
		case ext == ".zip":
			im.report(name, 0, "", "c'est une archive", "les fichiers qu'elle contient, décompressés dans le dossier")
		default:
			im.report(name, 0, "", "ce fichier n'est pas connu", strings.Join(names, ", ")+
				", ou un classeur .xlsx du même nom")
		}
	}
	if !found {
		return Errors{{Wrong: "le dossier ne contient aucun fichier CSV ou Excel", Expected: strings.Join(names, ", ")}}
	}
	return nil
}

func there(entries []fs.DirEntry, name string) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
}

func (im *importing) report(file string, line int, column, wrong, expected string) {
	im.errors.add(ImportError{File: file, Line: line, Column: column, Wrong: wrong, Expected: expected})
}

// today returns the day of the import in the town's time zone.
func (im *importing) today() civil.Date { return civil.Of(im.opts.Now.In(db.Paris)) }

// speaks records that a file names a structure; only then are its rows missing from the file listed.
func (im *importing) speaks(file string, s *structureEntry) {
	if im.about[file] == nil {
		im.about[file] = map[*structureEntry]bool{}
	}
	im.about[file][s] = true
}

func (im *importing) progress(step string, done, total int) { im.opts.Progress(step, done, total) }

func (im *importing) counts(file string) *ImportedFile {
	if im.files[file] == nil {
		im.files[file] = &ImportedFile{Name: file}
	}
	return im.files[file]
}
