package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattn/go-isatty"

	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/app/load"
)

// ImportCommand loads a folder of CSV files, or workbooks.
type ImportCommand struct {
	Dir           string `arg:"" help:"Le dossier." type:"path"`
	Rehearse      bool   `help:"Répète l'import sans rien écrire : dit en chiffres ce qu'il changerait, ce qui demande un regard, et ce que les fichiers ne nomment plus."`
	DebitedBefore string `help:"Les réservations acceptées avant ce jour (2026-11-23) ont été débitées par l'ancien logiciel, et ledger.csv en tient compte. Sans cela, la première nuit les débite."`
}

// Run imports all or nothing. Errors are reported all at once.
func (cmd ImportCommand) Run(ctx context.Context) error {
	var before civil.Date
	var err error
	if cmd.DebitedBefore != "" {
		if before, err = civil.Parse(cmd.DebitedBefore); err != nil {
			return fmt.Errorf("--debited-before : %w", err)
		}
	}
	if err := isFolder(cmd.Dir); err != nil {
		return err
	}
	return withTown(ctx, true, func(a *App) error {
		summary, err := a.importDir(ctx, cmd.Dir, before, cmd.Rehearse, showProgress())
		wipeLine()
		var many load.Errors
		if errors.As(err, &many) {
			for _, one := range many {
				fmt.Fprintln(os.Stderr, one.Error())
			}
			return errors.New(strings.TrimSuffix(many.Heading(), "."))
		}
		if err != nil {
			return err
		}
		fmt.Print(summary)
		if len(summary.Drawn) > 0 {
			fmt.Println("\nMots de passe tirés au sort, affichés cette seule fois :")
			for _, d := range summary.Drawn {
				fmt.Printf("%s\t%s\n", d.Login, d.Password)
			}
		}
		return nil
	})
}

// isFolder returns an error with advice if name is not a folder.
func isFolder(name string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("le dossier %q n'existe pas", name)
	case info.IsDir():
		return nil
	case strings.EqualFold(filepath.Ext(name), ".zip"):
		return fmt.Errorf("%q est une archive : décompressez-la, et donnez le dossier qui en sort", name)
	}
	return fmt.Errorf("%q est un fichier : donnez le dossier où il se trouve", name)
}

func (a *App) importDir(ctx context.Context, dir string, debitedBefore civil.Date, rehearse bool,
	progress func(string, int, int)) (load.Summary, error) {
	return load.Import(ctx, a.DB, os.DirFS(dir), load.Options{
		Now: a.Clock.Now(), Hash: account.Hash, HashDrawn: account.HashDrawn, Verify: account.Matches,
		BaseURL:       a.Config.BaseURL,
		DebitedBefore: debitedBefore, Rehearse: rehearse, Progress: progress})
}

// showProgress draws a progress bar on a terminal; elsewhere it prints each step once.
func showProgress() func(step string, done, total int) {
	if !isatty.IsTerminal(os.Stderr.Fd()) {
		last := ""
		return func(step string, _, _ int) {
			if step != last {
				fmt.Fprintln(os.Stderr, step)
			}
			last = step
		}
	}
	return func(step string, done, total int) {
		if total > 0 {
			fmt.Fprintf(os.Stderr, "\r\033[K%s %s %d %%", step, strings.Repeat("▪", 20*done/total), 100*done/total)
		} else {
			fmt.Fprintf(os.Stderr, "\r\033[K%s %d", step, done)
		}
	}
}

// wipeLine clears a progress bar from the terminal.
func wipeLine() {
	if isatty.IsTerminal(os.Stderr.Fd()) {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
}
