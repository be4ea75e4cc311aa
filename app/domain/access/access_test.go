package access

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// constants lists the values that access.go declares with a type, so that none is forgotten here.
func constants(t *testing.T, typeName string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "access.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range file.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		for _, spec := range block.Specs {
			one := spec.(*ast.ValueSpec)
			if name, ok := one.Type.(*ast.Ident); !ok || name.Name != typeName {
				continue
			}
			text, err := strconv.Unquote(one.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		t.Fatalf("no %s is declared in access.go", typeName)
	}
	return all
}

// matrix is the expected table of roles and actions, written a second time on purpose. "" is a visitor who has not
// signed in. A new action needs its row.
var matrix = map[Action]map[Role]bool{
	Public: {Guardian: true, Administrator: true, Manager: true, Agent: true,
		Kitchen: true, Treasurer: true, "": true},
	Welcome: {Guardian: true, Administrator: true, Manager: true, Agent: true,
		Kitchen: true, Treasurer: true},
	SignedIn: {Guardian: true, Administrator: true, Manager: true, Agent: true,
		Kitchen: true, Treasurer: true},
	Book:              {Guardian: true},
	SeeDay:            {Administrator: true, Manager: true, Agent: true, Treasurer: true},
	MarkDay:           {Administrator: true, Manager: true, Agent: true},
	SeeRequests:       {Administrator: true, Manager: true},
	AnswerRequests:    {Administrator: true, Manager: true},
	BookForFamily:     {Administrator: true, Manager: true},
	SeeRuns:           {Administrator: true, Manager: true, Treasurer: true},
	StartRun:          {Administrator: true, Manager: true},
	SeeMails:          {Administrator: true, Manager: true},
	SeeOwnJournal:     {Guardian: true},
	Forget:            {Administrator: true},
	Pay:               {Guardian: true},
	SeeOnlinePayments: {Administrator: true, Treasurer: true},
	SetOnlinePayments: {Administrator: true, Treasurer: true},
	Platform: {Guardian: true, Administrator: true, Manager: true, Agent: true,
		Kitchen: true, Treasurer: true, "": true},
	SeeHealth:     {Administrator: true, Manager: true, Agent: true},
	SeeFamilies:   {Administrator: true, Manager: true, Treasurer: true},
	SeeRoles:      {Administrator: true, Manager: true, Agent: true, Kitchen: true, Treasurer: true},
	SeeJournal:    {Administrator: true},
	SetRules:      {Administrator: true},
	SeeRules:      {Administrator: true, Manager: true},
	AddFamilies:   {Administrator: true, Manager: true},
	LoadFamilies:  {Administrator: true},
	EditFamilies:  {Administrator: true, Manager: true},
	MergeFamilies: {Administrator: true, Manager: true},
	SetYear:       {Administrator: true, Manager: true},
	SeeTariffs:    {Administrator: true, Manager: true, Treasurer: true},
	SetTariffs:    {Administrator: true, Manager: true},
	SetQuotients:  {Administrator: true, Manager: true},
	SeeOperations: {Administrator: true, Manager: true, Treasurer: true},
	ManageNews:    {Administrator: true, Manager: true},

	SetResidence:    {Administrator: true, Manager: true, Treasurer: true},
	ManageGuardians: {Administrator: true, Manager: true},
	Provision:       {Administrator: true, Manager: true},

	SeeBooks:    {Administrator: true, Treasurer: true},
	KeepBooks:   {Administrator: true, Treasurer: true},
	ManageStaff: {Administrator: true},
	Certify:     {Administrator: true, Treasurer: true},
	SetNature:   {Administrator: true, Treasurer: true},
	SeeKitchen:  {Administrator: true, Manager: true, Agent: true, Kitchen: true},
	KeepKitchen: {Administrator: true, Manager: true, Kitchen: true},
	DemoMails: {Guardian: true, Administrator: true, Manager: true, Agent: true,
		Kitchen: true, Treasurer: true, "": true},
}

func TestMay(t *testing.T) {
	roles := []Role{"", "nobody", "Guardian", "administrator "}
	for _, name := range constants(t, "Role") {
		roles = append(roles, Role(name))
	}
	for _, name := range constants(t, "Action") {
		action := Action(name)
		allowed, known := matrix[action]
		if !known {
			t.Errorf("%s has no row in this test: who may do it?", action)
			continue
		}
		for _, role := range roles {
			want := allowed[role] || allowed[""]
			if May(role, action) != want || AnyMay([]Role{role}, action) != want {
				t.Errorf("%q may %s: %t, want %t", role, action, May(role, action), want)
			}
		}
		if want := allowed[""]; AnyMay(nil, action) != want {
			t.Errorf("without a role %s is %t, want %t", action, !want, want)
		}
	}
}

func TestEveryActionHasARole(t *testing.T) {
	roles := constants(t, "Role")
	for _, name := range constants(t, "Action") {
		if !slices.ContainsFunc(roles, func(r string) bool { return May(Role(r), Action(name)) }) {
			t.Errorf("nobody may %s", name)
		}
	}
	for action, allowed := range table {
		if !slices.Contains(constants(t, "Action"), string(action)) {
			t.Errorf("the table speaks of %q, which is no action", action)
		}
		for _, r := range allowed {
			if !slices.Contains(roles, string(r)) {
				t.Errorf("%s is allowed to %q, which is no role", action, r)
			}
		}
	}
}

func TestEveryRoleMayEnter(t *testing.T) {
	for _, name := range constants(t, "Role") {
		if !May(Role(name), SignedIn) {
			t.Errorf("%s cannot even sign in", name)
		}
	}
}

func TestWhatIsNotInTheTableIsDenied(t *testing.T) {
	for _, action := range []Action{"", "unheard-of", "Book", "book ", "PUBLIC"} {
		for _, name := range constants(t, "Role") {
			if May(Role(name), action) {
				t.Errorf("%s may %q", name, action)
			}
		}
		if AnyMay([]Role{Guardian, Administrator, Manager, Agent, Treasurer}, action) {
			t.Errorf("somebody may %q", action)
		}
	}
}

// Several roles together allow the union of their actions, and nothing more.
func TestAnyMayIsTheUnion(t *testing.T) {
	roles, actions := constants(t, "Role"), constants(t, "Action")
	rapid.Check(t, func(t *rapid.T) {
		action := Action(rapid.SampledFrom(append(actions, "unheard-of")).Draw(t, "action"))
		var some []Role
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(append(roles, "nobody")), 1, 4).Draw(t, "roles") {
			some = append(some, Role(name))
		}
		want := false
		for _, r := range some {
			want = want || May(r, action)
		}
		if AnyMay(some, action) != want {
			t.Fatalf("%v may %s: %t", some, action, !want)
		}
	})
}

// Each action appears once on the page of roles, and each role has a name.
func TestEveryActionAndRoleHasWords(t *testing.T) {
	lines := map[Action]int{}
	for _, l := range Labels {
		lines[l.Action]++
		if l.Label == "" || Label(l.Action) != l.Label {
			t.Errorf("%s: %q", l.Action, l.Label)
		}
	}
	actions := constants(t, "Action")
	for _, name := range actions {
		if lines[Action(name)] != 1 {
			t.Errorf("%s has %d lines in Labels, want 1", name, lines[Action(name)])
		}
	}
	if len(lines) != len(actions) {
		t.Errorf("%d lines for %d actions", len(lines), len(actions))
	}
	for _, name := range constants(t, "Role") {
		if RoleNames[Role(name)] == "" || RoleDuties[Role(name)] == "" || !slices.Contains(Roles, Role(name)) {
			t.Errorf("%s has no words", name)
		}
	}
}
