package settings

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/legal"
	"cartable/db"
)

// LegalText is a kind of text with its versions, the newest first.
type LegalText struct {
	Kind     legal.Kind
	Versions []TextVersion
}

// TextVersion is a published version of a text. It never changes.
type TextVersion struct {
	Number int
	Body   string
	At     time.Time
}

// InForce returns the version in force; the zero version if none was published.
func (t LegalText) InForce() TextVersion {
	if len(t.Versions) == 0 {
		return TextVersion{}
	}
	return t.Versions[0]
}

// LegalTexts returns the texts of the portal, which all its structures share.
func (o *Settings) LegalTexts(ctx context.Context) ([]LegalText, error) {
	return legalTexts(ctx, o.DB.Read())
}

func legalTexts(ctx context.Context, q db.Q) ([]LegalText, error) {
	rows, err := q.Documents(ctx)
	all := make([]LegalText, 0, len(legal.Kinds))
	for _, kind := range legal.Kinds {
		one := LegalText{Kind: kind}
		for _, r := range rows {
			if r.Kind == string(kind) {
				one.Versions = append(one.Versions, TextVersion{r.Version, r.Body, r.PublishedAt})
			}
		}
		all = append(all, one)
	}
	return all, err
}

// LegalText returns one text; NotFound for a kind that does not exist.
func (o *Settings) LegalText(ctx context.Context, kind legal.Kind) (LegalText, error) {
	return legalText(ctx, o.DB.Read(), kind)
}

func legalText(ctx context.Context, q db.Q, kind legal.Kind) (LegalText, error) {
	all, err := legalTexts(ctx, q)
	if err != nil {
		return LegalText{}, err
	}
	for _, one := range all {
		if one.Kind == kind {
			return one, nil
		}
	}
	return LegalText{}, desk.NotHere()
}

// CheckText returns the text as it would be published, with the faults of what was typed: by field, texte.
func (t LegalText) CheckText(body string) (string, error) {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	switch {
	case body == "":
		return body, fault.Invalidf("texte", "Écrivez le texte.")
	case utf8.RuneCountInString(body) > legal.LongestText:
		return body, fault.Invalidf("texte", "Ce texte est trop long\u00a0: 60\u00a0000 caractères au plus.")
	case body == t.InForce().Body:
		return body, fault.Invalidf("texte", "Ce texte est déjà en vigueur, mot pour mot.")
	}
	return body, nil
}

// Publish publishes the next version of a text, for a reason: everybody must accept it at their next visit. after is
// the version that the form showed as the one in force; if another one was published since, the fault is a Conflict.
func (o *Settings) Publish(ctx context.Context, d desk.Actor, kind legal.Kind, after int, body, reason string) error {
	var wrong fault.Many
	reason, err := journal.Reason(reason)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		text, err := legalText(ctx, q, kind)
		if err != nil {
			return err
		}
		clean, err := text.CheckText(body)
		switch now := text.InForce(); {
		case now.Number == after+1 && now.Body == clean: // sent twice
			return nil
		case now.Number != after:
			return publishedMeanwhile()
		}
		refused := wrong
		if err != nil {
			refused.Addf("texte", "%s", fault.Message(err))
		}
		if err := refused.Err(); err != nil {
			return err
		}
		if err := q.AddDocument(ctx, string(kind), clean, after+1, o.Now()); err != nil {
			return err
		}
		structures, err := q.StructureIDs(ctx) // the texts are those of the whole portal
		var lines []db.JournalEntry
		for _, id := range structures {
			line := o.Entry(d, journal.TextPublished, 0, kind.Title(), versionWords(after), versionWords(after+1),
				reason)
			line.StructureID = id
			lines = append(lines, line)
		}
		if err != nil {
			return err
		}
		return q.AddJournal(ctx, lines...)
	})
	if db.Taken(err) { // by somebody who published at the same time
		return publishedMeanwhile()
	}
	return err
}

func publishedMeanwhile() error {
	return fault.Conflictf("Quelqu'un d'autre vient de publier une version de ce texte. Relisez-la ci-dessous " +
		"avant de publier la vôtre\u00a0: votre saisie est toujours là.")
}

func versionWords(n int) string {
	if n == 0 {
		return "aucun texte"
	}
	return "version " + strconv.Itoa(n)
}
