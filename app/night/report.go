package night

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/lang"
	"cartable/app/mail"
	"cartable/db"
)

// familiesAShard is how many families' reports one transaction writes.
const familiesAShard = 100

// Advance moves a run on when its shards are done: from settling to reporting, from reporting to done. It may be called
// at any time, from any process.
func (n *Night) Advance(ctx context.Context, runID int64) (err error) {
	defer caught(&err)
	var closed db.Run
	if err := n.advance(ctx, runID, &closed); err != nil || closed.ID == 0 {
		return err
	}
	// The next missed night follows at once. Errors are reported by Due, which runs every five seconds.
	_ = n.dueAt(ctx, n.DB.Read(), closed.StructureID)
	return nil
}

// advance does one step, and sets closed to the run that it closed.
func (n *Night) advance(ctx context.Context, runID int64, closed *db.Run) error {
	moved := false
	err := n.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		*closed = db.Run{}
		run, found, err := q.RunByID(ctx, runID)
		if err != nil || !found || run.State == db.RunDone {
			return err
		}
		if run.State == db.RunSettling {
			open, err := q.OpenShards(ctx, runID, db.ShardSettle, db.ShardDebit)
			if err != nil || open > 0 {
				return err
			}
			if moved, err = q.MoveRun(ctx, runID, db.RunSettling, db.RunReporting); err != nil || !moved {
				return err
			}
			if err := q.ReportAnswers(ctx, run); err != nil {
				return err
			}
			if err := q.ReportPlaces(ctx, run); err != nil {
				return err
			}
			if err := n.planReports(ctx, q, runID); err != nil {
				return err
			}
		}
		open, err := q.OpenShards(ctx, runID, db.ShardReport)
		if err != nil || open > 0 {
			return err
		}
		done, err := q.CloseRun(ctx, run, n.Now())
		if done {
			*closed = run
		}
		return err
	})
	if err == nil && moved {
		n.ring()
	}
	return err
}

// AdvanceAll advances the runs that a killed worker may have left between two steps. A run that fails does not block
// the others.
func (n *Night) AdvanceAll(ctx context.Context) error {
	runs, err := n.DB.Read().UnfinishedRuns(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, run := range runs {
		if err := n.Advance(ctx, run.ID); err != nil {
			failed = append(failed, fmt.Errorf("run %d: %w", run.ID, err))
		}
	}
	return errors.Join(failed...)
}

func (n *Night) planReports(ctx context.Context, q db.Q, runID int64) error {
	families, err := q.FamiliesOfRun(ctx, runID)
	if err != nil {
		return err
	}
	var shards []db.RunShard
	for len(families) > 0 {
		k := min(len(families), familiesAShard)
		shards = append(shards, db.RunShard{RunID: runID, Kind: db.ShardReport, State: db.ShardTodo,
			FamilyFrom: families[0], FamilyTo: families[k-1]})
		families = families[k:]
	}
	if err := q.AddShards(ctx, shards); err != nil {
		return err
	}
	return q.AddJobs(ctx, ReportJob, shardIDs(shards), time.Now())
}

// Report writes the reports of a range of families: one per family, and one mail to each of its addresses. The unique
// keys of reports and mails make a second call harmless.
func (n *Night) Report(ctx context.Context, shardID int64) error {
	var shard db.RunShard
	err := n.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		var open bool
		var err error
		if shard, open, err = q.LockShard(ctx, shardID); err != nil || !open {
			return err
		}
		run, found, err := q.RunByID(ctx, shard.RunID)
		if err != nil || !found {
			return err
		}
		if shard.Mails, err = n.write(ctx, q, run, shard); err != nil {
			return err
		}
		now := n.Now().UTC()
		shard.State, shard.DoneAt = db.ShardDone, &now
		return q.FinishShard(ctx, &shard)
	})
	if err != nil {
		return err
	}
	return n.Advance(ctx, shard.RunID)
}

func (n *Night) write(ctx context.Context, q db.Q, run db.Run, shard db.RunShard) (mails int, err error) {
	c, err := n.Catalogues.Current(ctx, q, run.StructureID)
	if err != nil {
		return 0, err
	}
	lines, err := q.ReportLines(ctx, run.ID, shard.FamilyFrom, shard.FamilyTo)
	if err != nil {
		return 0, err
	}
	people, err := q.Addressees(ctx, run.StructureID, shard.FamilyFrom, shard.FamilyTo)
	if err != nil {
		return 0, err
	}
	money, err := readBooks(ctx, q, c, run.ID, shard)
	if err != nil {
		return 0, err
	}
	byFamily := map[int64][]db.ReportLine{}
	for _, l := range lines {
		byFamily[l.FamilyID] = append(byFamily[l.FamilyID], l)
	}
	var reports []db.Report
	messages := map[int64]message{}
	for _, id := range slices.Sorted(maps.Keys(people)) {
		who, notes := people[id], money.notes(id)
		if len(byFamily[id]) == 0 && len(notes) == 0 {
			continue
		}
		who.FamilyID = id
		notes = append(whys(byFamily[id], c.Loc), notes...)
		one, report, err := compose(run, c.Structure.Name, n.BaseURL, who, byFamily[id], notes)
		if err != nil {
			return 0, err
		}
		messages[id] = one
		reports = append(reports, report)
	}
	fresh, err := q.AddReports(ctx, reports)
	if err != nil {
		return 0, err
	}
	now := n.Now().UTC()
	var out []db.Mail
	for _, r := range fresh {
		one := messages[r.FamilyID]
		for i, address := range people[r.FamilyID].Addresses {
			out = append(out, db.Mail{
				StructureID: run.StructureID, FamilyID: r.FamilyID, ReportID: r.ID, Kind: "report", Address: address,
				Subject: one.subject, Body: one.text, Html: one.html, State: db.MailQueued, CreatedAt: now,
				About: fmt.Sprintf("rapport-%d-%d@%s", r.ID, i, n.MailHost),
			})
		}
	}
	if err := q.AddMails(ctx, out); err != nil {
		return 0, err
	}
	ids := make([]int64, len(out))
	for i, m := range out {
		ids[i] = m.ID
	}
	return len(out), q.AddJobs(ctx, db.JobMail, ids, time.Now())
}

// whys lists the requests that left a waiting list, the reasons of refusals other than a lack of places, and until
// when places given by the night may be declined.
func whys(lines []db.ReportLine, loc *time.Location) (notes []mail.Note) {
	var refused, given, left []string
	for _, l := range lines {
		day := fmt.Sprintf("%s, %s, %s %s", l.Date.Short(), l.Activity, strings.ToUpper(l.LastName), l.FirstName)
		switch {
		case l.Kind == "cancel" && l.Reason.LeftList():
			left = append(left, day+". "+l.Reason.Explain(""))
		case l.Outcome == string(booking.Refused) && l.Reason != booking.NoPlaceInTime && l.Reason.Sentence("") != "":
			refused = append(refused, day+". "+l.Reason.Explain(l.Words))
		case l.Outcome == string(booking.Accepted) && !l.FreeUntil.IsZero():
			given = append(given, day+". Vous pouvez refuser cette place sans frais jusqu'au "+
				civil.Instant(l.FreeUntil, loc)+".")
		}
	}
	if left != nil {
		notes = append(notes, mail.Note{Title: "DEMANDES SORTIES DE LA LISTE D'ATTENTE", Lines: left})
	}
	if refused != nil {
		notes = append(notes, mail.Note{Title: "POURQUOI CES DEMANDES SONT REFUSEES", Lines: refused})
	}
	if given != nil {
		notes = append(notes, mail.Note{Title: "PLACES QUE VOUS POUVEZ REFUSER SANS FRAIS", Lines: given})
	}
	return notes
}

type message struct{ subject, text, html string }

// compose builds a family's report in the manual's form, with the remarks about its money at the end.
func compose(run db.Run, structure, url string, who db.Addressee, lines []db.ReportLine, notes []mail.Note) (message,
	db.Report, error) {
	// Last names in capitals, as in the manual.
	report := mail.Report{Civility: who.Civility, LastName: strings.ToUpper(who.LastName), FirstName: who.FirstName,
		Structure: structure, URL: url}
	var days []mail.Line
	for _, l := range lines {
		switch {
		case l.Kind == "cancel" && l.Reason.LeftList(): // whys says it: the family cancelled nothing
			report.Left++
			continue
		case l.Kind == "book":
			report.Bookings++
		case l.Kind == "cancel":
			report.Cancellations++
		}
		days = append(days, mail.Line{Outcome: booking.Status(l.Outcome), Activity: l.Activity,
			LastName: strings.ToUpper(l.LastName), FirstName: l.FirstName, Date: l.Date})
	}
	report.Received = report.Bookings + report.Cancellations
	report.Sections, report.Notes = mail.SectionsOf(days), notes
	stored := report // the portal shows the manual's form, which is French
	report.Lang = lang.Of(who.Language)
	subject, text, html, err := mail.Compose(report)
	body := text
	if err == nil && !report.Lang.IsFrench() {
		_, body, _, err = mail.Compose(stored)
	}
	return message{subject, text, html}, db.Report{RunID: run.ID, FamilyID: who.FamilyID, Bookings: report.Bookings,
		Cancellations: report.Cancellations, Body: body, HasMail: len(who.Addresses) > 0, Declined: who.Declined}, err
}
