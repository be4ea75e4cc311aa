package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mattn/go-isatty"

	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/app/load"
)

// ImportCommand loads a folder of CSV files.
type ImportCommand struct {
	Dir           string `arg:"" help:"Le dossier." type:"path"`
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
	a, err := open(ctx, true)
	if err != nil {
		return err
	}
	defer a.Close()
	if info, err := os.Stat(cmd.Dir); err != nil || !info.IsDir() {
		return fmt.Errorf("le dossier %s n'existe pas", cmd.Dir)
	}
	summary, err := a.importDir(ctx, cmd.Dir, before, showProgress())
	wipeLine()
	var many load.Errors
	if errors.As(err, &many) {
		for _, one := range many {
			fmt.Fprintln(os.Stderr, one.Error())
		}
		return fmt.Errorf("%d erreurs : rien n'a été importé", len(many))
	}
	if err != nil {
		return err
	}
	for _, f := range summary.Files {
		fmt.Printf("%-18s %7d lignes, %d nouvelles, %d modifiées\n", f.Name, f.Read, f.New, f.Changed)
	}
	if len(summary.Doubts) > 0 {
		fmt.Println("\nImporté, et à vérifier :")
		for _, d := range summary.Doubts {
			fmt.Println(d.Error())
		}
	}
	if len(summary.Drawn) > 0 {
		fmt.Println("\nMots de passe tirés au sort, affichés cette seule fois :")
		for _, d := range summary.Drawn {
			fmt.Printf("%s\t%s\n", d.Login, d.Password)
		}
	}
	return nil
}

func (a *App) importDir(ctx context.Context, dir string, debitedBefore civil.Date, progress func(string, int, int)) (load.Summary, error) {
	return load.Import(ctx, a.DB, os.DirFS(dir), load.Options{
		Now: a.Clock.Now(), Hash: account.Hash, HashDrawn: account.HashDrawn, DebitedBefore: debitedBefore, Progress: progress})
}

// showProgress draws a bar on a terminal; elsewhere it says each step once.
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

// wipeLine takes a progress bar off the terminal.
func wipeLine() {
	if isatty.IsTerminal(os.Stderr.Fd()) {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
}
