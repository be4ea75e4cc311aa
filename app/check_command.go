package app

import (
	"context"
	"fmt"

	"cartable/db"
)

// CheckCommand verifies that the accounts balance.
type CheckCommand struct {
	Repair bool `help:"Recompte d'abord les places de chaque jour, d'après les réservations."`
}

// Run prints every difference.
func (cmd CheckCommand) Run(ctx context.Context) error {
	return withTown(ctx, false, func(a *App) error {
		if cmd.Repair {
			if err := a.recount(ctx); err != nil {
				return err
			}
		}
		found, err := a.DB.Read().Check(ctx)
		if err != nil {
			return err
		}
		for _, one := range found {
			fmt.Println(one)
		}
		if len(found) > 0 {
			return fmt.Errorf("%d écarts", len(found))
		}
		fmt.Println("Tout tombe juste.")
		return a.sayAiling(ctx)
	})
}

// recount counts the places of all structures again.
func (a *App) recount(ctx context.Context) error {
	structures, err := a.DB.Read().StructureIDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range structures {
		if err := a.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			return q.RecountStructure(ctx, id)
		}); err != nil {
			return err
		}
	}
	return nil
}

// sayAiling lists the organs that do not work, for the operator. It does not change the result of check, which is
// whether the accounts balance. It tries a write, because a full disk cannot store its own report.
func (a *App) sayAiling(ctx context.Context) error {
	a.Pulse.TryDisk(ctx)
	ailing, err := a.Pulse.Ailing(ctx)
	for _, one := range ailing {
		since := ""
		if !one.Since.IsZero() {
			since = " depuis le " + inParis(one.Since)
		}
		fmt.Printf("À surveiller\u00a0: %s%s. %s\n", one.What(), since, one.Then())
		if one.Text != "" {
			fmt.Printf("  Dernier message\u00a0: %s\n", one.Text)
		}
	}
	return err
}
