package app

import (
	"context"
	"fmt"

	"cartable/app/domain/civil"
	"cartable/app/load"
	"cartable/app/people"
)

// StartCommand makes a town from nothing: its structure and its first administrator, who does the rest from a browser.
type StartCommand struct {
	Name  string `arg:"" help:"Nom de la commune ou du service, par exemple « Saint-Aubin »."`
	Zone  string `required:"" enum:"A,B,C" help:"Zone scolaire : ${enum}."`
	Login string `default:"mairie" help:"Identifiant du premier administrateur."`
}

// Run creates the structure and the account.
func (cmd StartCommand) Run(ctx context.Context) error {
	return withTown(ctx, true, func(a *App) error {
		zone, err := civil.ParseZone(cmd.Zone)
		if err != nil {
			return err
		}
		code, err := load.Begin(ctx, a.DB, cmd.Name, zone, a.Clock.Now())
		if err != nil {
			return err
		}
		password, err := a.People.AddAccount(ctx, people.NewAccount{Login: cmd.Login, Role: "administrator",
			Structure: code})
		if err != nil {
			return err
		}
		fmt.Printf("La structure %s est créée, avec son premier administrateur.\n", code)
		if password == "" {
			fmt.Printf("Le compte %s existait : le mot de passe est le même.\n", cmd.Login)
		} else {
			fmt.Printf("%s\t%s\nCe mot de passe n'est affiché qu'une fois.\n", cmd.Login, password)
		}
		fmt.Printf("Connectez-vous, puis suivez la page Démarrage : %s/mairie/demarrage\n", a.Config.BaseURL)
		return nil
	})
}
