package load

import (
	"context"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
)

// Loader loads what staff send from a browser: families alone, and of their own structure alone.
type Loader struct {
	desk.Base
	BaseURL string // of the portal, in mails to families
}

// FamilyFiles are the files that staff may send, in the order in which they are read.
func FamilyFiles() []string {
	return []string{"families.csv", "children.csv", "enrolments.csv", "quotients.csv"}
}

// Families loads files of families for a reason, or rehearses it. The faults are Errors, those of the files, and an
// Invalid (motif).
func (o *Loader) Families(ctx context.Context, d desk.Actor, files map[string][]byte, rehearse bool,
	reason string) (Summary, error) {
	if !rehearse {
		var err error
		if reason, err = journal.Reason(reason); err != nil {
			return Summary{}, err
		}
	}
	return o.load(ctx, d, files, Options{Rehearse: rehearse, Reason: reason})
}

// load imports files in the name of a member of staff.
func (o *Loader) load(ctx context.Context, d desk.Actor, files map[string][]byte, opts Options) (Summary, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Summary{}, err
	}
	dir := folder{}
	for name, text := range files {
		if !slices.Contains(FamilyFiles(), strings.TrimSuffix(name, ".xlsx")+".csv") &&
			!slices.Contains(FamilyFiles(), name) {
			return Summary{}, fault.Invalidf("", "Ce fichier ne contient pas de familles\u00a0: %s.", name)
		}
		dir[name] = text
	}
	opts.Now, opts.BaseURL, opts.By, opts.For = o.Now(), o.BaseURL, &d, c.Structure.Code
	opts.Progress = nil
	return Import(ctx, o.DB, dir, opts)
}
