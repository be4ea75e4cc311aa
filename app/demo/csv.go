package demo

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
)

// columns is the header of each file.
var columns = map[string]string{
	"structures": "code name zone alsace_moselle night_at notice address phone email hours",
	"wallets":    "structure code name numcli",
	"categories": "structure code name wallet debt_floor",
	"pools":      "structure code name capacity waitlist",
	"activities": "structure code name category pools weekdays term from to start end unit book_by cancel_by allot " +
		"compatible_with levels schools kitchen_by late_fee late_grace",
	"openings":     "structure activity date open label",
	"capacities":   "structure pool date capacity waitlist",
	"tariffs":      "structure activity from resident qf_min qf_max price rate floor ceiling",
	"families":     "structure code civility last_name first_name emails resident address",
	"quotients":    "structure family from to qf",
	"accounts":     "login password role structure family must_change",
	"children":     "structure family code last_name first_name birth_date school class diet allergies",
	"enrolments":   "structure child activity from to priority",
	"reservations": "structure child activity date state requested_at transmitted",
	"ledger":       "structure family wallet date label amount",
}

// csvFile is a file being written.
type csvFile struct {
	text bytes.Buffer
	csv  *csv.Writer
}

// add writes a line of a file.
func (t *generator) add(file string, cells ...string) {
	s := t.files[file]
	if s == nil {
		s = &csvFile{}
		s.csv = csv.NewWriter(&s.text)
		s.csv.Write(strings.Fields(columns[file]))
		t.files[file] = s
	}
	s.csv.Write(cells) // into memory: cannot fail
}

func (t *generator) save() error {
	for name, s := range t.files {
		s.csv.Flush()
		path := filepath.Join(t.dir, name+".csv")
		if err := os.WriteFile(path, s.text.Bytes(), 0o644); err != nil { // #nosec G306 -- an invented town, to be read
			return err
		}
	}
	return nil
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
