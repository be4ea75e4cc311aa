// Package access defines which roles may do which actions, as one table (DOMAIN.md 9.10). Whether an object belongs to
// the family or the structure in view is checked where it is read, after this table.
package access

import "slices"

// Role is the function of an account for a family or a structure.
type Role string

// The roles.
const (
	Guardian      Role = "guardian"
	Administrator Role = "administrator"
	Manager       Role = "manager"
	Agent         Role = "agent"
	Kitchen       Role = "kitchen"
	Treasurer     Role = "treasurer"
)

// Action is the operation that a route performs.
type Action string

// The actions. Public needs no session; Welcome needs any session, even before a first sign-in is complete; SignedIn
// needs a complete one. Platform is for the routes that the payment platform calls or sends a browser to: no session,
// no form token, from another site; nothing in the request is trusted.
const (
	Public        Action = "public"
	Welcome       Action = "welcome"
	SignedIn      Action = "signed-in"
	SeeOwnJournal Action = "see-own-journal" // the journal of one's family
	SeeHealth     Action = "see-health"      // diets and allergies of the children expected
	SeeFamilies   Action = "see-families"
	SeeRoles      Action = "see-roles"
	AddFamilies   Action = "add-families"   // one at a time
	LoadFamilies  Action = "load-families"  // many at once, from files
	EditFamilies  Action = "edit-families"  // the files of families and children
	MergeFamilies Action = "merge-families" // two files of one; a balance that moves takes KeepBooks too
	SeeJournal    Action = "see-journal"
	SeeRules      Action = "see-rules" // the settings of the structure
	SetRules      Action = "set-rules"

	SetYear       Action = "set-year"       // activities, places, calendar, closures
	SeeTariffs    Action = "see-tariffs"    // the prices, those to come too
	SetTariffs    Action = "set-tariffs"    // prepare tariffs; applying them takes SetRules
	SetQuotients  Action = "set-quotients"  // of families
	SeeOperations Action = "see-operations" // the changes of staff that touch families
	ManageNews    Action = "manage-news"    // what the town tells its families

	SetResidence    Action = "set-residence"    // since when a family has lived in the town
	ManageGuardians Action = "manage-guardians" // the adults who may act for a family
	Provision       Action = "provision"        // create many accounts at once

	Book              Action = "book"            // see and change the bookings of one's family
	SeeDay            Action = "see-day"         // the children expected today
	MarkDay           Action = "mark-day"        // record attendance
	SeeRequests       Action = "see-requests"    // requests and waiting lists
	AnswerRequests    Action = "answer-requests" // of activities whose places staff give
	BookForFamily     Action = "book-for-family" // that asks the town hall; a full day takes SetRules too
	SeeRuns           Action = "see-runs"        // the nightly runs
	StartRun          Action = "start-run"       // start the transmission by hand
	SeeMails          Action = "see-mails"       // messages sent to families
	SeeBooks          Action = "see-books"       // ledgers of families, debts, the cash book
	KeepBooks         Action = "keep-books"      // enter money, take a line back, regularise
	Forget            Action = "forget"          // handle a request for erasure
	ManageStaff       Action = "manage-staff"    // the staff accounts of the town
	Certify           Action = "certify"         // the tax statements of all families
	SetNature         Action = "set-nature"      // which categories are care and which are food: for the tax statements
	DemoMails         Action = "demo-mails"      // all mail of the demonstration, where all data is invented
	Pay               Action = "pay"             // pay for one's family
	SeeOnlinePayments Action = "see-payments"    // online payments, and the platform's answers about them
	SetOnlinePayments Action = "set-payments"    // query the platform, decide an anomaly, read the platform's file
	SeeKitchen        Action = "see-kitchen"     // the numbers of meals, and the diets by first name and class
	KeepKitchen       Action = "keep-kitchen"    // meals of adults, orders to the caterer, menus
	Platform          Action = "platform"
)

var table = map[Action][]Role{
	Welcome:        {Guardian, Administrator, Manager, Agent, Kitchen, Treasurer},
	SignedIn:       {Guardian, Administrator, Manager, Agent, Kitchen, Treasurer},
	Book:           {Guardian},
	SeeDay:         {Administrator, Manager, Agent, Treasurer},
	MarkDay:        {Administrator, Manager, Agent},
	SeeRequests:    {Administrator, Manager},
	AnswerRequests: {Administrator, Manager},
	BookForFamily:  {Administrator, Manager},
	SeeRuns:        {Administrator, Manager, Treasurer},
	StartRun:       {Administrator, Manager},
	SeeMails:       {Administrator, Manager},
	SeeOwnJournal:  {Guardian},
	SeeHealth:      {Administrator, Manager, Agent},
	SeeFamilies:    {Administrator, Manager, Treasurer},
	SeeRoles:       {Administrator, Manager, Agent, Kitchen, Treasurer},
	AddFamilies:    {Administrator, Manager},
	LoadFamilies:   {Administrator},
	EditFamilies:   {Administrator, Manager},
	MergeFamilies:  {Administrator, Manager},
	SeeJournal:     {Administrator},
	SeeRules:       {Administrator, Manager},
	SetRules:       {Administrator},

	SetYear:       {Administrator, Manager},
	SeeTariffs:    {Administrator, Manager, Treasurer},
	SetTariffs:    {Administrator, Manager},
	SetQuotients:  {Administrator, Manager},
	SeeOperations: {Administrator, Manager, Treasurer},
	ManageNews:    {Administrator, Manager},

	SetResidence:    {Administrator, Manager, Treasurer},
	ManageGuardians: {Administrator, Manager},
	Provision:       {Administrator, Manager},

	SeeBooks:          {Administrator, Treasurer},
	KeepBooks:         {Administrator, Treasurer},
	Forget:            {Administrator},
	ManageStaff:       {Administrator},
	Pay:               {Guardian},
	SeeOnlinePayments: {Administrator, Treasurer},
	SetOnlinePayments: {Administrator, Treasurer},
	Certify:           {Administrator, Treasurer},
	SetNature:         {Administrator, Treasurer},
	SeeKitchen:        {Administrator, Manager, Agent, Kitchen},
	KeepKitchen:       {Administrator, Manager, Kitchen},
}

// Holders returns the roles that allow an action, in the order of the table; none for an action that needs no role.
func Holders(action Action) []Role { return slices.Clone(table[action]) }

// open reports whether anybody may do an action.
func open(action Action) bool { return action == Public || action == DemoMails || action == Platform }

// May reports whether a role allows an action.
func May(role Role, action Action) bool {
	return open(action) || slices.Contains(table[action], role)
}

// AnyMay reports whether one of several roles allows an action.
func AnyMay(roles []Role, action Action) bool {
	return open(action) || slices.ContainsFunc(roles, func(r Role) bool { return May(r, action) })
}
