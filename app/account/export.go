package account

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// JournalExport writes in the journal that a user exports their data. Call it before TakeAway, which streams.
func (p *Accounts) JournalExport(ctx context.Context, v Visitor) error {
	if v.FamilyID == 0 {
		return fault.NotFoundf("Il n'y a pas de dossier de famille à télécharger pour ce compte.")
	}
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return p.journalFamily(ctx, q, v, journal.DataExported, "", "")
	})
}

// TakeAway writes the stored data of the visitor and of the family in view: a zip with one CSV for each table, and the
// same as JSON.
func (p *Accounts) TakeAway(ctx context.Context, v Visitor, to io.Writer) error {
	z := zip.NewWriter(to)
	if err := p.exportCSV(ctx, v, z); err != nil {
		return err
	}
	if err := p.exportJSON(ctx, v, z); err != nil {
		return err
	}
	return z.Close()
}

func (p *Accounts) exportCSV(ctx context.Context, v Visitor, z *zip.Writer) error {
	var out *csv.Writer
	flush := func() error {
		if out == nil {
			return nil
		}
		out.Flush()
		return out.Error()
	}
	err := p.DB.Read().Export(ctx, v.FamilyID, v.AccountID, func(table string, columns []string) error {
		if err := flush(); err != nil {
			return err
		}
		file, err := z.Create(table + ".csv")
		if err != nil {
			return err
		}
		if _, err := io.WriteString(file, "\ufeff"); err != nil { // makes a French spreadsheet read the file as UTF-8
			return err
		}
		out = csv.NewWriter(file)
		out.Comma, out.UseCRLF = ';', true
		return out.Write(columns)
	}, func(values []any) error {
		cells := make([]string, len(values))
		for i, one := range values {
			cells[i] = exportCell(one)
		}
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	return flush()
}

// exportCell formats a value so that no spreadsheet reads it as a formula.
func exportCell(v any) string {
	text, isText := v.(string)
	switch {
	case v == nil:
		return ""
	case !isText:
		return fmt.Sprint(v)
	case text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])):
		return "'" + text
	}
	return text
}

func (p *Accounts) exportJSON(ctx context.Context, v Visitor, z *zip.Writer) error {
	file, err := z.Create("donnees.json")
	if err != nil {
		return err
	}
	var names []string
	between, first := "{\n", true
	err = p.DB.Read().Export(ctx, v.FamilyID, v.AccountID, func(table string, columns []string) error {
		names, first = append([]string{}, columns...), true
		_, err := fmt.Fprintf(file, "%s%q: [", between, table)
		between = "],\n"
		return err
	}, func(values []any) error {
		one := map[string]any{}
		for i, name := range names {
			one[name] = values[i]
		}
		text, err := json.Marshal(one)
		if err != nil {
			return err
		}
		comma := ",\n  "
		if first {
			comma, first = "\n  ", false
		}
		_, err = fmt.Fprintf(file, "%s%s", comma, text)
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, "]\n}\n")
	return err
}
