package load_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// oneFamily is a small file with the cases that spreadsheets often break: accents, a comma, a list.
const oneFamily = "structure,code,civility,last_name,first_name,emails,resident,address\n" +
	"mairie,N1,Mme,GARÇON,Zoé,zoe@example.org;luc@example.org,yes,\"12, rue de l'Église\"\n"

// semicolons is the same file with the separator of a French spreadsheet.
const semicolons = "structure;code;civility;last_name;first_name;emails;resident;address\n" +
	"mairie;N1;Mme;GARÇON;Zoé;\"zoe@example.org;luc@example.org\";yes;12, rue de l'Église\n"

func withFamilies(text string) fstest.MapFS {
	return fstest.MapFS{
		"structures.csv": {Data: []byte("code,name,zone,alsace_moselle,night_at,notice\nmairie,Mairie,A,,,\n")},
		"families.csv":   {Data: []byte(text)},
	}
}

func encoded(t *testing.T, text string, to interface{ String(string) (string, error) }) string {
	t.Helper()
	text, err := to.String(text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestImportReadsWhatExcelWrites(t *testing.T) {
	utf16 := func(e unicode.Endianness) string {
		return encoded(t, strings.ReplaceAll(oneFamily, "\n", "\r\n"), unicode.UTF16(e, unicode.UseBOM).NewEncoder())
	}
	for _, c := range []struct{ name, text, how string }{
		{"UTF-8", oneFamily, ""},
		{"a mark and line ends of Windows", "\xef\xbb\xbf" + strings.ReplaceAll(oneFamily, "\n", "\r\n"), ""},
		{"semicolons", semicolons, "avec des points-virgules"},
		{"semicolons, said by Excel", "sep=;\r\n" + semicolons, "avec des points-virgules"},
		{"tabs", strings.NewReplacer(",", "\t", ", ", ", ").Replace(strings.Replace(oneFamily, "12, ", "12  ", 1)),
			"avec des tabulations"},
		{"Windows-1252", encoded(t, oneFamily, charmap.Windows1252.NewEncoder()), "en Windows-1252"},
		{"Excel of France", encoded(t, strings.ReplaceAll(semicolons, "\n", "\r\n"), charmap.Windows1252.NewEncoder()),
			"en Windows-1252"},
		{"UTF-16", utf16(unicode.LittleEndian), "en UTF-16"},
		{"UTF-16 the other way", utf16(unicode.BigEndian), "en UTF-16"},
		{"an old Macintosh", strings.ReplaceAll(oneFamily, "\n", "\r"), "vieux Macintosh"},
		{"empty lines behind", oneFamily + ",,,,,,,\n , ,,,,,,\n,,,\n", ""},
	} {
		d := dbtest.SQLite(t)
		summary, err := load.Import(context.Background(), d, withFamilies(c.text), options)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		address := "12, rue de l'Église"
		if c.name == "tabs" {
			address = "12  rue de l'Église"
		}
		dbtest.Want(t, d, "select last_name, first_name, address from families", "GARÇON Zoé "+address)
		dbtest.Want(t, d, "select address from family_emails order by position", "zoe@example.org", "luc@example.org")
		if c.how == "" && len(summary.Part(load.ReadAs)) != 0 {
			t.Errorf("%s: %s", c.name, summary)
		} else if c.how != "" {
			says(t, summary, load.ReadAs, "families.csv", c.how)
		}
		if n := summary.Files[1].Read; n != 1 {
			t.Errorf("%s: %d lines", c.name, n)
		}
	}
}

func TestImportRefusesInOneSentenceWhatItCannotRead(t *testing.T) {
	archive := &bytes.Buffer{}
	z := zip.NewWriter(archive)
	w, _ := z.Create("families.csv")
	_, _ = io.WriteString(w, oneFamily)
	_ = z.Close()
	for _, c := range []struct{ name, text, want string }{
		{"UTF-8 taken for Windows-1252 and saved again", strings.NewReplacer("Ç", "Ã‡", "é", "Ã©", "É",
			"Ã‰").Replace(oneFamily), "« GARÃ‡ON » se lisait « GARÇON »"},
		{"saved with question marks", strings.ReplaceAll(oneFamily, "Ç", "\uFFFD"), "mauvais alphabet"},
		{"a DOS console", encoded(t, oneFamily, charmap.CodePage850.NewEncoder()), "n'est pas en UTF-8"},
		{"two alphabets", oneFamily + "mairie,N2,,B\xe9,,,,\n", "n'est pas dans l'alphabet des autres lignes"},
		{"UTF-16 without its mark", "s\x00t\x00r\x00", "n'est pas en UTF-8"},
		{"a zip", archive.String(), "une archive zip ou un classeur Excel renommé"},
		{"the line of a slip behind Excel's own first", "sep=;\r\n" + semicolons + "mairie;;;;;;;\r\n",
			"families.csv, ligne 4, colonne code"},
		{"a command", strings.Replace(oneFamily, "Zoé", "Zo\x1b[31mé", 1), "contient un caractère invisible"},
		{"a quotation mark without end", oneFamily + "mairie,N2,,\"B" + strings.Repeat("x", 2<<20),
			"n'est pas refermé"},
	} {
		_, err := load.Import(context.Background(), dbtest.SQLite(t), withFamilies(c.text), options)
		report, ok := errors.AsType[load.Errors](err)
		if !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %.300v", c.name, err)
		}
		for _, one := range report {
			if strings.ContainsFunc(one.Error(), func(r rune) bool { return r < ' ' || r == 0x7F }) {
				t.Errorf("%s: a control character comes out: %q", c.name, one.Error())
			}
		}
	}
	// Valid French is not taken for a misread text.
	fine := strings.NewReplacer("GARÇON", "SÂÃO", "Zoé", "«\u00a0CAFÉ\u00a0»", "12, rue de l'Église",
		"à l'été\u00a0: Å, Ã").
		Replace(oneFamily)
	if _, err := load.Import(context.Background(), dbtest.SQLite(t), withFamilies(fine), options); err != nil {
		t.Error(err)
	}
}

// A workbook in the folder is read as its first sheet, under the file's name.
func TestImportReadsAWorkbook(t *testing.T) {
	opts := options
	opts.HashDrawn = func(string) (string, error) { return "drawn", nil }
	d := dbtest.SQLite(t)
	folder := smallTown.folder()
	if _, err := load.Import(context.Background(), d, folder, opts); err != nil {
		t.Fatal(err)
	}
	before := dump(t, d)
	d = dbtest.SQLite(t)
	for _, name := range []string{"families", "children", "activities", "tariffs", "accounts"} {
		folder[name+".xlsx"] = &fstest.MapFile{Data: workbook(t, string(folder[name+".csv"].Data))}
		delete(folder, name+".csv")
	}
	summary, err := load.Import(context.Background(), d, folder, opts)
	if err != nil {
		t.Fatal(err)
	}
	if after := dump(t, d); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	says(t, summary, load.ReadAs, "children.csv : dans la première feuille de children.xlsx")

	folder["families.csv"] = smallTown.folder()["families.csv"]
	folder["familles.xlsx"] = folder["families.xlsx"]
	folder["wallets.csv"].Data = folder["children.xlsx"].Data
	folder["children.xlsx"] = &fstest.MapFile{Data: []byte("PK\x03\x04 rien")}
	folder["tout.zip"] = &fstest.MapFile{}
	folder["~$families.xlsx"] = &fstest.MapFile{} // Excel has it open
	_, err = load.Import(context.Background(), dbtest.SQLite(t), folder, options)
	for _, want := range []string{"families.xlsx : ce classeur et families.csv disent la même chose",
		"familles.xlsx : ce fichier n'est pas connu",
		"wallets.csv : ce n'est pas du texte", "children.xlsx : ce n'est pas un classeur Excel qui se lise",
		"tout.zip : c'est une archive"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("nothing says %q: %v", want, err)
		}
	}
}

// workbook writes lines as a person types them in Excel: days, hours, amounts and numbers are stored as numbers.
func workbook(t *testing.T, text string) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	var header []string
	for y, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := fields(t, line)
		if y == 0 {
			header = cells
		}
		for x, cell := range cells {
			at, _ := excelize.CoordinatesToCellName(x+1, y+1)
			var value any = cell
			if day, err := time.Parse(time.DateOnly, cell); err == nil {
				value = day
			} else if hour, err := time.Parse("15:04", cell); err == nil &&
				(header[x] == "start" || header[x] == "end") {
				value = float64(hour.Hour()*60+hour.Minute()) / (24 * 60)
			} else if header[x] == "price" && cell == "3.05" {
				value = 3.0499999999999998
			}
			if err := book.SetCellValue("Sheet1", at, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fields(t *testing.T, line string) []string {
	t.Helper()
	var cells []string
	quoted := false
	cell := ""
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '"' && quoted && i+1 < len(line) && line[i+1] == '"':
			cell += `"`
			i++
		case line[i] == '"':
			quoted = !quoted
		case line[i] == ',' && !quoted:
			cells, cell = append(cells, cell), ""
		default:
			cell += line[i : i+1]
		}
	}
	return append(cells, cell)
}

// Two thousand identical errors are grouped.
func TestErrorsOfOneKindAreTogether(t *testing.T) {
	d := dbtest.SQLite(t)
	importFiles(t, d, smallTown)
	text := &strings.Builder{}
	text.WriteString("structure,family,from,to,qf\n")
	for i := range 2000 {
		fmt.Fprintf(text, "mairie,X%d,2026-01-01,,%d\n", i, i)
	}
	text.WriteString("mairie,F1,hier,,1\n")
	_, err := load.Import(context.Background(), d, fstest.MapFS{"quotients.csv": {Data: []byte(text.String())}},
		options)
	report, _ := errors.AsType[load.Errors](err)
	if len(report) != 4 || !strings.Contains(err.Error(), "2001 erreurs à corriger") ||
		!strings.Contains(report[2].Error(), "De même à 1997 autres lignes, jusqu'à la ligne 2001.") {
		t.Errorf("%d: %v", len(report), err)
	}
}

// endless is a folder with one file of unlimited length, generated as it is read.
type endless struct {
	fstest.MapFS
	name string
	line func(n int) string
	size int
}

func (e endless) Open(name string) (fs.File, error) {
	if name != e.name {
		return e.MapFS.Open(name)
	}
	return &endlessFile{endless: e}, nil
}

type endlessFile struct {
	endless
	n, given int
	left     string
}

func (f *endlessFile) Stat() (fs.FileInfo, error) { return nil, fs.ErrInvalid }
func (f *endlessFile) Close() error               { return nil }
func (f *endlessFile) Read(p []byte) (int, error) {
	if f.given >= f.size {
		return 0, io.EOF
	}
	if f.left == "" {
		f.left = f.line(f.n)
		f.n++
	}
	n := copy(p, f.left)
	f.left, f.given = f.left[n:], f.given+n
	return n, nil
}

// Two hundred megabytes of wrong lines take less than 300 megabytes of memory: reading stops after some thousand
// errors, and the length of a line is limited.
func TestALargeWrongFileTakesLittleMemory(t *testing.T) {
	base := withFamilies("")
	delete(base, "families.csv")
	for name, line := range map[string]func(n int) string{
		"wrong lines": func(n int) string {
			return fmt.Sprintf("mairie,N%d,Mme,%s,Zoé,adresse,peut-être,\n", n, strings.Repeat("x", 200))
		},
		"a quotation mark that is not closed": func(n int) string {
			if n == 1 {
				return "mairie,N1,Mme,\"" // to the end
			}
			return strings.Repeat("x", 1000) + "\n"
		},
		"one line": func(int) string { return strings.Repeat("x,", 1000) },
	} {
		folder := endless{MapFS: base, name: "families.csv", size: 200 << 20, line: func(n int) string {
			if n == 0 {
				return "structure,code,civility,last_name,first_name,emails,resident,address\n"
			}
			return line(n)
		}}
		folder.MapFS["families.csv"] = &fstest.MapFile{} // the folder lists it
		var most uint64
		over, watched := make(chan struct{}), make(chan struct{})
		go func() { // looks at the heap again and again, garbage included
			defer close(watched)
			for {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
				select {
				case <-over:
					return
				case <-time.After(time.Millisecond):
				}
			}
		}()
		d := dbtest.SQLite(t)
		_, err := load.Import(context.Background(), d, folder, options)
		close(over)
		<-watched
		if _, ok := errors.AsType[load.Errors](err); !ok {
			t.Fatalf("%s: %v", name, err)
		}
		if len(err.Error()) > 10_000 {
			t.Errorf("%s: %d bytes of errors", name, len(err.Error()))
		}
		if most>>20 > 100 {
			t.Errorf("%s: %d MB held", name, most>>20)
		}
	}
}

// A rehearsal describes what an import would do, and writes nothing.
func TestARehearsalWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		importFiles(t, d, smallTown)
		run(t, d, addAnna)
		everything := func() string {
			return dump(t, d) + strings.Join(dbtest.Query(t, d,
				"select (select count(*) from imported), (select count(*) from mails), (select count(*) from "+
					"outbox), (select count(*) from audit)"), "")
		}
		before := everything()
		changed := smallTown.
			replace(t, "families.csv", "claire@example.org; paul@example.org", "claire@example.org").
			replace(t, "families.csv", "\n\t\tmairie,F2,M.,Petit,Hugo,hugo@example.org,no,",
				"\n\t\tmairie,F3,Mme,Grand,Anne,,,").
			replace(t, "quotients.csv", "mairie,F1,2026-12-01,,312.50", "mairie,F1,2026-12-01,,512.50").
			replace(t, "tariffs.csv", "3.05", "3.15").
			replace(t, "openings.csv", "mairie,MIDI,2026-12-04,no", "mairie,MIDI,2026-12-01,no").
			replace(t, "accounts.csv", "petit,,guardian,mairie,F2,", "grand,,guardian,mairie,F3,").
			replace(t, "children.csv", "\n\t\tmairie,F2,E2,Petit,Tom,2021-05-06,,,sans porc,", "").
			replace(t, "enrolments.csv", "\n\t\tmairie,E2,MIDI,2026-10-01,,3", "").
			replace(t, "reservations.csv", "\n\t\tmairie,E1,MIDI,2026-12-01,,,", "\n\t\tmairie,E1,MIDI,2026-11-19,,,").
			replace(t, "ledger.csv", "mairie,F1,SCOL,2026-10-02,Repas,-3.05", "mairie,F1,SCOL,2026-10-05,Repas,-7.00")
		opts := options
		opts.Rehearse = true
		opts.Hash = func(string) (string, error) { return "", errors.New("a rehearsal hashes nothing") }
		opts.HashDrawn = opts.Hash
		rehearsed, err := load.Import(context.Background(), d, changed.folder(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if everything() != before {
			t.Error("the rehearsal wrote something")
		}
		if len(rehearsed.Drawn) != 0 || !strings.HasPrefix(rehearsed.String(), "Répétition : rien n'est écrit") {
			t.Error(rehearsed)
		}
		says(t, rehearsed, load.Unnamed, "families.csv, structure mairie, 1 famille : F2")
		says(t, rehearsed, load.Unnamed, "children.csv, structure mairie, 1 enfant : E2")
		says(t, rehearsed, load.Unnamed, "accounts.csv, structure mairie, 1 droit : petit (F2)")
		says(t, rehearsed, load.Unnamed, "reservations.csv, 1 réservation")
		says(t, rehearsed, load.Effects,
			"mairie : la prochaine nuit facturera 2 journées passées d'une famille, 6,20 €")
		says(t, rehearsed, load.Effects, "sur des jours à venir qui ne sont pas ouverts : 2 réservations de 2 familles")
		says(t, rehearsed, load.Effects, "familles dont le quotient change : 1")
		says(t, rehearsed, load.Effects,
			"à un autre prix que celui annoncé : 1 réservation à venir d'une famille, 2,65\u00a0€ en tout")
		says(t, rehearsed, load.Effects, "activités dont les tarifs changent : MIDI")
		says(t, rehearsed, load.Effects, "0,00 € de crédits et −7,00 € de débits")
		says(t, rehearsed, load.Differing, "families.csv, ligne 2, colonne emails")

		done := importFiles(t, d, changed)
		if len(done.Drawn) != 1 {
			t.Error(done.Drawn)
		}
		done.Drawn, done.Rehearsed = nil, true
		if done.String() != rehearsed.String() {
			t.Errorf("the rehearsal said\n%s\nand the import\n%s", rehearsed, done)
		}
		sound(t, d)
	})
}
