// Package trail names what is written into the journal: each action has a code that never changes, words for staff, and
// words for the family that it touches. It writes nothing; start with Of.
package trail

import (
	"slices"
	"strings"
)

// Action is the stable code of something that was done.
type Action string

// The actions.
const (
	RunStarted        Action = "run.start"
	GuardianAdded     Action = "guardian.add"
	GuardianWithdrawn Action = "guardian.withdraw"
	GuardianRestored  Action = "guardian.restore"
	PasswordGiven     Action = "account.password"
	LettersMade       Action = "account.letters"
	StaffAdded        Action = "staff.add"
	StaffRoles        Action = "staff.roles"
	AccountDisabled   Action = "account.disable"
	AccountEnabled    Action = "account.enable"
	HealthRead        Action = "health.read"
	PresenceRule      Action = "structure.presence"
)

type words struct {
	staff  string // what was done
	family string // the same, for the family that it touches
}

var table = map[Action]words{
	RunStarted:        {"Transmission lancée", ""},
	GuardianAdded:     {"Accès d'un responsable créé", "Un accès au portail a été créé pour un responsable de votre famille."},
	GuardianWithdrawn: {"Droits d'un responsable retirés", "L'accès d'un responsable de votre famille a été retiré."},
	GuardianRestored:  {"Droits d'un responsable rendus", "L'accès d'un responsable de votre famille a été rendu."},
	PasswordGiven:     {"Nouveau mot de passe provisoire", "Un nouveau mot de passe provisoire a été donné à un responsable de votre famille."},
	LettersMade:       {"Lettres d'accès imprimées en nombre", ""},
	StaffAdded:        {"Compte d'agent ajouté", ""},
	StaffRoles:        {"Rôles d'un agent changés", ""},
	AccountDisabled:   {"Compte désactivé", "Le compte d'un responsable de votre famille a été désactivé."},
	AccountEnabled:    {"Compte réactivé", "Le compte d'un responsable de votre famille a été réactivé."},
	HealthRead:        {"Données de santé consultées", "Données de santé consultées par le service."},
	PresenceRule:      {"Règle de présence entre deux foyers changée", ""},
}

// Label is the action for staff. One that is not in the table keeps its code: better than nothing.
func (a Action) Label() string {
	if w, ok := table[a]; ok {
		return w.staff
	}
	return string(a)
}

// ForFamily is the action for the family that it touches.
func (a Action) ForFamily() string {
	if w := table[a]; w.family != "" {
		return w.family
	}
	if w := table[a]; w.staff != "" {
		return w.staff + "."
	}
	return "Votre dossier a été modifié."
}

// Known tells whether the table has words for an action.
func (a Action) Known() bool { _, ok := table[a]; return ok }

// All lists the actions in the order of their words for staff, for a menu.
func All() []Action {
	all := make([]Action, 0, len(table))
	for a := range table {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b Action) int { return strings.Compare(a.Label(), b.Label()) })
	return all
}
