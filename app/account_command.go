package app

import (
	"context"
	"fmt"

	"cartable/app/office"
)

// AccountCommand makes accounts and passwords from a shell: the first administrator, somebody locked out.
type AccountCommand struct {
	Add      AccountAddCommand      `cmd:"" help:"Crée un compte, ou lui ajoute un rôle. Le mot de passe est tiré au sort et affiché une fois."`
	Password AccountPasswordCommand `cmd:"" help:"Tire un nouveau mot de passe, à changer à la première connexion."`
	Factor   AccountFactorCommand   `cmd:"" help:"Réinitialise le second facteur de quelqu'un qui l'a perdu."`
}

// AccountAddCommand is `account add`.
type AccountAddCommand struct {
	Login     string `arg:"" help:"Identifiant."`
	Role      string `required:"" enum:"guardian,administrator,manager,agent,treasurer" help:"${enum}."`
	Structure string `required:"" help:"Code de la structure."`
	Family    string `help:"Code de la famille, pour un responsable (guardian)."`
}

// Run adds the account.
func (cmd AccountAddCommand) Run(ctx context.Context) error {
	a, err := open(ctx, true)
	if err != nil {
		return err
	}
	defer a.Close()
	password, err := a.Office.AddAccount(ctx, office.NewAccount{Login: cmd.Login, Role: cmd.Role, Structure: cmd.Structure, Family: cmd.Family})
	if err != nil {
		return err
	}
	if password == "" {
		fmt.Printf("Le compte %s existait : le rôle a été ajouté, le mot de passe est le même.\n", cmd.Login)
		return nil
	}
	fmt.Printf("%s\t%s\nCe mot de passe n'est affiché qu'une fois.\n", cmd.Login, password)
	return nil
}

// AccountPasswordCommand is `account password`.
type AccountPasswordCommand struct {
	Login string `arg:"" help:"Identifiant."`
}

// Run draws a password.
func (cmd AccountPasswordCommand) Run(ctx context.Context) error {
	a, err := open(ctx, true)
	if err != nil {
		return err
	}
	defer a.Close()
	password, err := a.Office.DrawPassword(ctx, cmd.Login)
	if err != nil {
		return err
	}
	fmt.Printf("%s\t%s\nCe mot de passe n'est affiché qu'une fois.\n", cmd.Login, password)
	return nil
}

// AccountFactorCommand is `account factor`.
type AccountFactorCommand struct {
	Login  string `arg:"" help:"Identifiant."`
	Reason string `required:"" help:"Pourquoi : le motif est gardé dans le journal."`
}

// Run takes the second factor away.
func (cmd AccountFactorCommand) Run(ctx context.Context) error {
	a, err := open(ctx, true)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Office.ResetFactorByLogin(ctx, cmd.Login, cmd.Reason); err != nil {
		return err
	}
	fmt.Printf("Le second facteur de %s est réinitialisé. Un compte de la mairie en installe un autre à la prochaine connexion.\n", cmd.Login)
	return nil
}
