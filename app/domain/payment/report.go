package payment

import (
	"strconv"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/plain"
)

// ReportLine is a payment in the platform's own file.
type ReportLine struct {
	Line   int // of the file, from 1
	Date   civil.Date
	Refdet string
	Amount money.Cents
}

// maxReport is the maximum number of lines that are read.
const maxReport = 20_000

// ReadReport reads the file that the platform gives a régie: lines that begin with EN-TETE, LIGNE and PIED-DE-PAGE, and
// in a LIGNE the date, the reference and the amount, as the open software SchoolBusManager reads it. Fields are
// separated by a semicolon, a comma or a tab. A date is 24/11/2026, 24112026 or 2026-11-24; an amount is whole cents,
// or euros with their decimals. The error, a fault.Many, lists every line that cannot be read.
func ReadReport(text string) ([]ReportLine, error) {
	var lines []ReportLine
	var wrong fault.Many
	head := false
	n := 0
	for raw := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		raw = strings.TrimSpace(raw)
		if raw == "" {
			continue
		}
		fields := parts(raw)
		switch strings.ToUpper(fields[0]) {
		case "EN-TETE":
			head = true
		case "PIED-DE-PAGE":
		case "LIGNE":
			one, why := readLine(fields)
			if why != "" {
				wrong.Addf("fichier", "Ligne %d\u00a0: %s", n, why)
				continue
			}
			one.Line = n
			lines = append(lines, one)
		default:
			wrong.Addf("fichier", "Ligne %d\u00a0: elle ne commence ni par EN-TETE, ni par LIGNE, ni par PIED-DE-PAGE.",
				n)
		}
		if len(wrong) >= 20 || len(lines) > maxReport {
			wrong.Addf("fichier", "Le reste n'a pas été lu.")
			return nil, wrong.Err()
		}
	}
	if !head && len(wrong) == 0 {
		wrong.Addf("fichier", "Ce fichier n'est pas celui de la plateforme\u00a0: il ne commence pas par EN-TETE.")
	}
	return lines, wrong.Err()
}

func parts(raw string) []string {
	sep := ","
	for _, one := range []string{";", "\t"} {
		if strings.Contains(raw, one) {
			sep = one
			break
		}
	}
	fields := strings.Split(raw, sep)
	for i := range fields {
		fields[i] = strings.Trim(strings.TrimSpace(fields[i]), `"`)
	}
	return fields
}

func readLine(fields []string) (one ReportLine, why string) {
	if len(fields) < 4 {
		return one, "une date, une référence et un montant sont attendus."
	}
	for _, layout := range []string{"02/01/2006", "02012006", time.DateOnly} {
		if t, err := time.Parse(layout, fields[1]); err == nil {
			one.Date = civil.Of(t)
			break
		}
	}
	if one.Date.IsZero() {
		return one, "« " + plain.Short(fields[1], 40) + " » n'est pas une date."
	}
	if one.Refdet = fields[2]; !ValidRefdet(one.Refdet) {
		return one, "« " + plain.Short(one.Refdet, 40) + " » n'est pas une référence."
	}
	if cents, err := strconv.ParseInt(fields[3], 10, 64); err == nil && cents >= 0 && money.Cents(cents) <= money.Max &&
		!strings.HasPrefix(fields[3], "+") {
		one.Amount = money.Cents(cents)
	} else if one.Amount, err = money.ParseFrench(fields[3]); err != nil {
		return one, "« " + plain.Short(fields[3], 40) + " » n'est pas un montant."
	}
	return one, ""
}

// ValidRefdet reports whether the platform accepts a reference: 6 to 30 letters or digits.
func ValidRefdet(ref string) bool {
	return len(ref) >= 6 && len(ref) <= 30 && !strings.ContainsFunc(ref, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
