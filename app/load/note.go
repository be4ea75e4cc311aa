package load

import (
	"cmp"
	"fmt"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// note writes to the journal of each structure what was added and changed. An import that changes nothing writes no
// line. One line has all changes of the structure's catalogue: three thousand lines would hide the changes that people
// made.
func (im *importing) note(s Summary) error {
	var did []string
	for _, f := range s.Files {
		if f.New+f.Changed > 0 {
			did = append(did, fmt.Sprintf("%s (lignes nouvelles\u00a0: %d, modifiées\u00a0: %d)", f.Name, f.New,
				f.Changed))
		}
	}
	if p := im.parts[Differing]; p != nil {
		did = append(did, fmt.Sprintf("changé des deux côtés et gardé du portail\u00a0: %d", len(p.Lines)+p.More))
	}
	ids, err := im.q.StructureIDs(im.ctx)
	if err != nil || len(did) == 0 {
		return err
	}
	done := map[int64]town.Changes{}
	for _, s := range im.structures.all {
		done[s.id()] = s.done
	}
	var lines []db.JournalEntry
	for _, id := range ids {
		line := db.JournalEntry{At: im.opts.Now, StructureID: id, Action: cmp.Or(im.opts.Action, journal.Imported),
			Subject: "Fichiers CSV", Became: strings.Join(did, ", "), Origin: desk.FromCommand, Reason: im.opts.Reason}
		if im.line.family != 0 {
			line.FamilyID, line.Subject, line.Became = im.line.family, im.line.subject, im.line.became
		}
		if by := im.opts.By; by != nil {
			if id != by.StructureID {
				continue
			}
			line.AccountID, line.Origin = by.AccountID, by.Origin
		}
		if err := line.Keep(done[id]); err != nil {
			return err
		}
		lines = append(lines, line)
	}
	return im.q.AddJournal(im.ctx, lines...)
}
