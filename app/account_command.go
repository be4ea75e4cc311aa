package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"cartable/app/desk"
	"cartable/app/letter"
	"cartable/app/people"
)

// AccountCommand creates accounts and passwords from a shell, for the first administrator or a user who is locked out.
type AccountCommand struct {
	Add      AccountAddCommand      `cmd:"" help:"Crée un compte, ou lui ajoute un rôle. Le mot de passe est tiré au sort et affiché une fois."`
	Password AccountPasswordCommand `cmd:"" help:"Tire un nouveau mot de passe, à changer à la première connexion."`
	Factor   AccountFactorCommand   `cmd:"" help:"Réinitialise le second facteur de quelqu'un qui l'a perdu."`
	SignOut  AccountSignOutCommand  `cmd:"" name:"signout" help:"Ferme les connexions ouvertes d'un compte, ou toutes. Mots de passe et droits ne changent pas."`
	Letters  AccountLettersCommand  `cmd:"" help:"Crée un compte à chaque famille qui n'en a pas et écrit leurs lettres en un PDF."`
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
	return withTown(ctx, true, func(a *App) error {
		password, err := a.People.AddAccount(ctx, people.NewAccount{Login: cmd.Login, Role: cmd.Role,
			Structure: cmd.Structure, Family: cmd.Family})
		if err != nil {
			return err
		}
		if password == "" {
			fmt.Printf("Le compte %s existait : le rôle a été ajouté, le mot de passe est le même.\n", cmd.Login)
			return nil
		}
		fmt.Printf("%s\t%s\nCe mot de passe n'est affiché qu'une fois.\n", cmd.Login, password)
		return nil
	})
}

// AccountPasswordCommand is `account password`.
type AccountPasswordCommand struct {
	Login string `arg:"" help:"Identifiant."`
}

// Run draws a password.
func (cmd AccountPasswordCommand) Run(ctx context.Context) error {
	return withTown(ctx, true, func(a *App) error {
		password, err := a.People.DrawPassword(ctx, cmd.Login)
		if err != nil {
			return err
		}
		fmt.Printf("%s\t%s\nCe mot de passe n'est affiché qu'une fois.\n", cmd.Login, password)
		return nil
	})
}

// AccountLettersCommand is `account letters`.
type AccountLettersCommand struct {
	File      string `arg:"" help:"Le PDF à écrire. Il contient des mots de passe : imprimez-le, puis détruisez-le."`
	Structure string `required:"" help:"Code de la structure."`
	Reason    string `required:"" help:"Pourquoi : le journal le garde."`
	School    string `help:"Seulement les familles de cette école."`
	Activity  string `help:"Seulement celles dont un enfant est inscrit à cette activité (code)."`
	Unused    bool   `help:"Plutôt les comptes jamais utilisés : un nouveau mot de passe et une nouvelle lettre."`
}

// Run creates the accounts and writes the letters. It creates the file first: letters that cannot be written would be
// lost.
func (cmd AccountLettersCommand) Run(ctx context.Context) error {
	return withTown(ctx, true, func(a *App) error {
		actor, err := a.People.Shell(ctx, cmd.Structure)
		if err != nil {
			return err
		}
		ask := desk.FamilyQuery{School: cmd.School, Activity: cmd.Activity}
		if cmd.Unused {
			ask.Access = desk.Unused
		}
		plan, err := a.People.ProvisionPage(ctx, actor, ask)
		if err != nil {
			return err
		}
		if plan.Count == 0 {
			fmt.Println("Aucune famille n'est concernée.")
			return nil
		}
		file, err := os.OpenFile(cmd.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		defer file.Close()
		letters, err := a.People.Provision(ctx, actor, ask, plan.Count, cmd.Reason)
		if err != nil {
			os.Remove(cmd.File)
			return err
		}
		paper, err := letter.PDF(a.Config.BaseURL, a.Clock.Now(), letters)
		if err != nil {
			return err
		}
		if _, err := file.Write(paper); err != nil {
			return err
		}
		fmt.Printf("%d lettres dans %s. Ces mots de passe ne sont gardés nulle part ailleurs : imprimez le fichier, "+
			"puis détruisez-le.\n", len(letters), cmd.File)
		if left := plan.Count - plan.Letters; left > 0 {
			fmt.Printf("Il reste %d familles : relancez la commande.\n", left)
		}
		return file.Close()
	})
}

// AccountFactorCommand is `account factor`.
type AccountFactorCommand struct {
	Login  string `arg:"" help:"Identifiant."`
	Reason string `required:"" help:"Pourquoi : le motif est gardé dans le journal."`
}

// Run removes the second factor.
func (cmd AccountFactorCommand) Run(ctx context.Context) error {
	return withTown(ctx, true, func(a *App) error {
		if err := a.People.ResetFactorByLogin(ctx, cmd.Login, cmd.Reason); err != nil {
			return err
		}
		fmt.Printf("Le second facteur de %s est réinitialisé. Un compte de la mairie en installe un autre à la "+
			"prochaine connexion.\n", cmd.Login)
		return nil
	})
}

// AccountSignOutCommand is `account signout`.
type AccountSignOutCommand struct {
	Login  string `arg:"" optional:"" help:"Identifiant."`
	All    bool   `xor:"whose" help:"Toutes les connexions de toutes les structures."`
	Reason string `required:"" help:"Pourquoi : le motif est gardé dans le journal."`
}

// Validate refuses a command with neither a login nor all.
func (cmd AccountSignOutCommand) Validate() error {
	if cmd.All == (cmd.Login != "") {
		return errors.New("donnez un identifiant, ou --all pour toutes les connexions")
	}
	return nil
}

// Run ends the sessions.
func (cmd AccountSignOutCommand) Run(ctx context.Context) error {
	return withTown(ctx, true, func(a *App) error {
		if cmd.All {
			n, err := a.People.SignOutEverybody(ctx, cmd.Reason)
			if err == nil {
				fmt.Printf("Connexions fermées : %d. Chacun se reconnecte à son prochain clic.\n", n)
			}
			return err
		}
		if err := a.People.SignOutByLogin(ctx, cmd.Login, cmd.Reason); err != nil {
			return err
		}
		fmt.Printf("Les connexions de %s sont fermées.\n", cmd.Login)
		return nil
	})
}
