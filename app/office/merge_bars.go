package office

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/db"
)

// calm refuses while a night works: it reads and writes the rows of all families.
func (o *Office) calm(ctx context.Context, q db.Q, structureID int64) error {
	_, running, err := q.RunningRun(ctx, structureID)
	if err == nil && running {
		err = fault.Conflictf("La transmission de la nuit est en cours\u00a0: réessayez dans quelques minutes.")
	}
	return err
}

// mergeHindrances returns why two files cannot be joined, each with what to do.
func (o *Office) mergeHindrances(ctx context.Context, q db.Q, d desk.Actor, held *db.Town, p *mergePlan) (all []string,
	err error) {
	add := func(sentence string, args ...any) { all = append(all, fmt.Sprintf(sentence, args...)) }
	if err := o.calm(ctx, q, d.StructureID); fault.KindOf(err) == fault.Conflict {
		add("%s", fault.Message(err))
	} else if err != nil {
		return nil, err
	}
	b, err := q.MergeBars(ctx, d.StructureID, p.kept.ID, p.gone.ID)
	if err != nil {
		return nil, err
	}
	if b.Erased {
		add("L'un des deux dossiers a été effacé à la demande de la famille.")
	}
	if p.kept.ArchivedAt != nil || p.gone.ArchivedAt != nil {
		add("L'un des deux dossiers est archivé\u00a0: rouvrez-le d'abord.")
	}
	if b.Asked {
		add("L'effacement de l'un des deux dossiers est demandé\u00a0: répondez d'abord à cette demande.")
	}
	if b.Paying {
		add("Un paiement en ligne est en cours dans l'un des deux dossiers\u00a0: attendez qu'il soit terminé.")
	}
	if b.Working {
		add("Une opération de la mairie est en cours d'application\u00a0: attendez qu'elle soit terminée.")
	}
	if len(b.Shared) > 0 {
		add("Dans ces deux foyers à la fois\u00a0: %s. Ce sont deux parents séparés, pas un dossier en double.",
			strings.Join(b.Shared, ", "))
	}
	if err := o.mergeRights(ctx, q, d, p, b, add); err != nil {
		return nil, err
	}
	for _, c := range p.look.Children {
		other := b.Elsewhere[c.GoneID]
		if !c.Joined || other == "" {
			continue
		}
		add("%s vit aussi dans le foyer %s\u00a0: gardez plutôt le dossier %s, et réunissez-y l'autre.", c.Name, other,
			p.look.Gone)
	}
	if p.drafts, err = q.MergeDrafts(ctx, p.kept.ID, p.gone.ID, o.Now()); err != nil {
		return nil, err
	}
	live := map[int64]bool{}
	for _, one := range p.drafts {
		if one.Live && live[one.AccountID] {
			add("%s a une saisie en cours dans les deux dossiers\u00a0: il faut qu'une des deux soit validée ou "+
				"abandonnée.",
				one.Login)
		}
		live[one.AccountID] = live[one.AccountID] || one.Live
	}
	days, err := o.mergeClashes(ctx, q, held, *p)
	return append(all, days...), err
}

const ownFamily = "C'est votre propre famille\u00a0: demandez à un collègue."

// isOwn reports whether the clerk is an adult of one of some families.
func isOwn(ctx context.Context, q db.Q, d desk.Actor, families ...int64) (bool, error) {
	places, err := q.PlacesOf(ctx, d.AccountID)
	return slices.ContainsFunc(places, func(at db.Tie) bool {
		return at.FamilyID != 0 && slices.Contains(families, at.FamilyID)
	}), err
}

// mergeRights refuses who may not move money, and who would merge files of their own.
func (o *Office) mergeRights(ctx context.Context, q db.Q, d desk.Actor, p *mergePlan, b db.MergeBars,
	add func(string, ...any)) error {
	if own, err := isOwn(ctx, q, d, p.kept.ID, p.gone.ID); err != nil {
		return err
	} else if own {
		add(ownFamily)
	}
	if !b.GoneOwes {
		return nil
	}
	may, err := keepsBooks(ctx, q, d)
	if err == nil && !may {
		add("Un solde du dossier %s passerait dans l'autre\u00a0: seul un administrateur peut les réunir.", p.look.Gone)
	}
	return err
}

// mostClashes limits how many days are named.
const mostClashes = 5

// mergeClashes names the days that the children who are one have in both files, and those that belong to another home.
func (o *Office) mergeClashes(ctx context.Context, q db.Q, held *db.Town, p mergePlan) ([]string, error) {
	days, err := q.MergeDays(ctx, p.of, p.from)
	if err != nil {
		return nil, err
	}
	all, err := strangeDays(ctx, q, held, p)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		a, b := held.Town.ActivityByID(day.Kept), held.Town.ActivityByID(day.Gone)
		if a == nil || b == nil {
			continue
		}
		sentence := ""
		switch {
		case a.ID == b.ID:
			sentence = fmt.Sprintf("%s a une réservation dans les deux dossiers le %s (%s)\u00a0: annulez l'une "+
				"des deux.",
				day.Child, day.Date.Numeric(), a.Name)
		case day.KeptIs.Holds() && day.GoneIs.Holds() && a.Overlaps(b):
			sentence = fmt.Sprintf("%s serait à la même heure à deux endroits le %s (%s et %s)\u00a0: annulez "+
				"l'une des "+
				"deux réservations.", day.Child, day.Date.Numeric(), a.Name, b.Name)
		default:
			continue
		}
		all = append(all, sentence)
	}
	if more := len(all) - mostClashes; more > 0 {
		all = append(all[:mostClashes], fmt.Sprintf("Autres jours dans ce cas\u00a0: %d.", more))
	}
	return all, nil
}

// strangeDays names the days that the file that goes has booked for a child who, by what was arranged for it in the
// other file, is then in a home of its own (DOMAIN.md 10.69).
func strangeDays(ctx context.Context, q db.Q, held *db.Town, p mergePlan) (all []string, err error) {
	for _, pair := range p.of.Pairs {
		arranged, err := q.CustodyOf(ctx, pair.KeptID)
		if err != nil {
			return nil, err
		}
		days, err := q.HoldCustodyDays(ctx, pair.GoneID, p.from, false)
		if err != nil {
			return nil, err
		}
		for _, day := range days {
			a := held.Town.ActivityByID(day.ActivityID)
			if a == nil || !arranged.Other(p.kept.ID, day.Date) {
				continue
			}
			all = append(all, fmt.Sprintf("Le %s (%s), l'enfant est dans son autre foyer\u00a0: annulez cette "+
				"réservation du dossier %s.", day.Date.Numeric(), a.Name, p.look.Gone))
		}
	}
	return all, nil
}
