package town

import (
	"cmp"
	"reflect"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
)

// NounKind is a kind of setting. Its text is stored in the journal and never changes.
type NounKind string

// The kinds of settings.
const (
	NounStructure NounKind = "structure"
	NounWallet    NounKind = "wallet"
	NounCategory  NounKind = "category"
	NounPool      NounKind = "pool"
	NounActivity  NounKind = "activity"
	NounOpening   NounKind = "opening"
	NounClosure   NounKind = "closure"
	NounRelease   NounKind = "release"
	NounCapacity  NounKind = "capacity"
	NounTariff    NounKind = "tariff"
	NounQuotient  NounKind = "quotient"
)

// Noun is one setting as a person enters it: flat, with the codes of the nouns that it refers to. It is one of the
// Entry structs below, as a value. The tags of their fields form the table that reading, checking, comparing,
// describing and storing use:
//
//	field     name of the CSV column and of the form field; with ",key" it is part of the noun's key
//	label     the field in French, as written within a sentence
//	need      required; the text of what is expected, if it is more than the type implies
//	standard  the meaning of an empty cell, written as a cell
//	said      "changed": of a new noun, or of one that is removed, its standard is not said
//	empty     the empty value in French
//	least     "0": may not be negative
type Noun interface {
	Kind() NounKind
	// Title returns the name for the journal: "Groupe de places « Salle » (SALLE)".
	Title() string
}

// StructureEntry is a structure and its rules.
type StructureEntry struct {
	Code            string          `field:"code,key" label:"code" need:"un code"`
	Name            string          `field:"name" label:"nom" need:"un nom"`
	Zone            civil.Zone      `field:"zone" label:"zone scolaire" need:""`
	AlsaceMoselle   bool            `field:"alsace_moselle" label:"jours fériés d'Alsace-Moselle" standard:"no"`
	NightAt         civil.TimeOfDay `field:"night_at" label:"heure de la transmission" standard:"00:30"`
	Notice          string          `field:"notice" label:"message d'accueil" empty:"aucun"`
	Address         string          `field:"address" label:"adresse" empty:"aucune"`
	Phone           string          `field:"phone" label:"téléphone" empty:"aucun"`
	Email           string          `field:"email" label:"courriel" empty:"aucun"`
	Hours           string          `field:"hours" label:"horaires d'ouverture" empty:"aucun"`
	TogglesWaitlist bool            `field:"toggles_waitlist" label:"cases rapides en liste d'attente" standard:"no"`
	HidesPresence   bool            `field:"hides_presence" label:"présence cachée à l'autre foyer" standard:"no"`
	QFBackdate      Backdating      `field:"qf_backdate" label:"date de départ d'un quotient saisi" standard:"year"`
	Billing         Billing         `field:"billing" label:"journée que personne n'a pointée" standard:"booked"`
	UndoHours       *int            `field:"undo_hours" label:"heures pour annuler une opération" empty:"24"`
	MailName        string          `field:"mail_name" label:"nom d'expéditeur des courriels" empty:"celui du portail"`
	Signature       string          `field:"mail_signature" label:"signature des courriels" empty:"aucune"`
	Accent          string          `field:"accent" label:"couleur" empty:"celle du portail"`
	Logo            string          `field:"logo" label:"logo" empty:"aucun"`
	PEDT            bool            `field:"pedt" label:"projet éducatif territorial (PEDT)" standard:"no"`
	Caterer         string          `field:"caterer" label:"courriel du traiteur" empty:"aucun"`
	MealCost        money.Cents     `field:"meal_cost" label:"coût d'un repas pour la commune" standard:"0.00" least:"0"`

	DifferencesAt *civil.TimeOfDay `field:"differences_at" label:"heure d'envoi des rectificatifs" empty:"envoyés à la main"`

	SickUntil      *civil.TimeOfDay `field:"sick_until" label:"heure jusqu'à laquelle les parents signalent un enfant malade" empty:"non proposé"`
	SickUncredited *int             `field:"sick_uncredited" label:"premiers jours de maladie non crédités" empty:"aucun"`
	SickPaper      *int             `field:"sick_paper" label:"jours pour remettre un certificat médical" empty:"non demandé"`
}

// WalletEntry is a wallet.
type WalletEntry struct {
	Code   string `field:"code,key" label:"code" need:"un code"`
	Name   string `field:"name" label:"nom" need:"un nom"`
	NumCli string `field:"numcli" label:"numéro de régie PayFiP" empty:"aucun"`
}

// CategoryEntry is a category.
type CategoryEntry struct {
	Code   string       `field:"code,key" label:"code" need:"un code"`
	Name   string       `field:"name" label:"nom" need:"un nom"`
	Wallet string       `field:"wallet" label:"porte-monnaie" need:"un code de wallets.csv"`
	Floor  *money.Cents `field:"debt_floor" label:"seuil de dette" empty:"jamais fermée"`
	Nature Nature       `field:"nature" label:"nature" empty:"d'après son nom"`
}

// PoolEntry is a pool.
type PoolEntry struct {
	Code     string `field:"code,key" label:"code" need:"un code"`
	Name     string `field:"name" label:"nom" need:"un nom"`
	Capacity *int   `field:"capacity" label:"places" empty:"sans limite"`
	Waitlist *int   `field:"waitlist" label:"liste d'attente" empty:"sans limite"`
}

// ActivityEntry is an activity with the pools that it draws on, the schools, classes and levels that it admits, and the
// activities that may be booked beside it although the hours overlap. Compatibility is symmetric: if one activity names
// another, the other names it too.
type ActivityEntry struct {
	Code       string          `field:"code,key" label:"code" need:"un code"`
	Name       string          `field:"name" label:"nom" need:"un nom"`
	Category   string          `field:"category" label:"catégorie" need:"un code de categories.csv"`
	Pools      []string        `field:"pools" label:"groupes de places" empty:"aucun, sans limite"`
	Weekdays   Weekdays        `field:"weekdays" label:"jours de la semaine" need:""`
	Term       Term            `field:"term" label:"jours de l'année" standard:"school"`
	From       civil.Date      `field:"from" label:"premier jour" need:""`
	To         civil.Date      `field:"to" label:"dernier jour" need:""`
	Start      civil.TimeOfDay `field:"start" label:"début" need:""`
	End        civil.TimeOfDay `field:"end" label:"fin" need:""`
	Unit       Unit            `field:"unit" label:"unité de prix" standard:"day"`
	BookBy     deadline.Rule   `field:"book_by" label:"délai pour réserver" need:""`
	CancelBy   deadline.Rule   `field:"cancel_by" label:"délai pour annuler" need:""`
	Allot      Allot           `field:"allot" label:"attribution des places" standard:"immediate"`
	Compatible []string        `field:"compatible_with" label:"compatible avec" empty:"aucune"`
	Meal       money.Cents     `field:"meal" label:"part de nourriture" standard:"0.00" least:"0"`

	NoticeHours *int          `field:"notice_hours" label:"heures sous lesquelles une place n'est plus donnée" empty:"12" least:"0"`
	KitchenBy   deadline.Rule `field:"kitchen_by" label:"dernière heure de la cuisine" empty:"aucune"`
	OfferHours  *int          `field:"offer_hours" label:"heures pour répondre à une place proposée" empty:"la place est donnée" least:"1"`

	LateFee   money.Cents `field:"late_fee" label:"pénalité de retard" standard:"0.00" least:"0"`
	LateGrace *int        `field:"late_grace" label:"minutes de tolérance avant la pénalité" empty:"aucune" least:"0"`

	Sort     Sort `field:"kind" label:"type d'accueil" empty:"à préciser"`
	Declared bool `field:"declared" label:"déclarée à l'État" standard:"no"`
	AgeFrom  *int `field:"age_from" label:"âge minimum" empty:"sans limite"`
	AgeTo    *int `field:"age_to" label:"âge maximum" empty:"sans limite"`

	MaxEnrolled *int `field:"max_enrolled" label:"enfants inscrits au plus" empty:"sans limite"`

	Levels  Levels   `field:"levels" label:"niveaux admis" empty:"tous"`
	Schools []string `field:"schools" label:"écoles admises" empty:"toutes"`
	Classes []string `field:"classes" label:"classes admises" empty:"toutes"` // see ClassRef
}

// OpeningEntry is a date on which an activity opens, or does not, regardless of its weekdays and term.
type OpeningEntry struct {
	Activity string     `field:"activity,key" label:"activité" need:"un code de activities.csv"`
	Date     civil.Date `field:"date,key" label:"date" need:""`
	Open     bool       `field:"open" label:"ouverte" need:""`
	Label    string     `field:"label" label:"motif" empty:"aucun"`
}

// ClosureEntry is a day on which the whole structure is closed, except for activities with an opening on that day.
type ClosureEntry struct {
	Date  civil.Date `field:"date,key" label:"date" need:""`
	Label string     `field:"label" label:"motif" empty:"aucun"`
}

// ReleaseEntry is the instant from which the days of a period of an activity may be booked, both days included.
type ReleaseEntry struct {
	Activity string          `field:"activity,key" label:"activité" need:"un code de activities.csv"`
	From     civil.Date      `field:"from,key" label:"premier jour" need:""`
	To       civil.Date      `field:"to" label:"dernier jour" need:""`
	On       civil.Date      `field:"on" label:"jour de l'ouverture" need:""`
	At       civil.TimeOfDay `field:"at" label:"heure de l'ouverture" need:""`
}

// CapacityEntry is the places of a pool on a date.
type CapacityEntry struct {
	Pool     string     `field:"pool,key" label:"groupe de places" need:"un code de pools.csv"`
	Date     civil.Date `field:"date,key" label:"date" need:""`
	Capacity *int       `field:"capacity" label:"places" empty:"comme les autres jours"`
	Waitlist *int       `field:"waitlist" label:"liste d'attente" empty:"comme les autres jours"`
}

// TariffEntry is one line of an activity's prices; see pricing.Tariff.
type TariffEntry struct {
	Activity string       `field:"activity,key" label:"activité" need:"un code de activities.csv"`
	From     civil.Date   `field:"from,key" label:"à partir du" need:""`
	Resident *bool        `field:"resident,key" label:"habitants" empty:"tous"`
	QFMin    *money.Cents `field:"qf_min,key" label:"QF à partir de" empty:"0" least:"0"`
	QFMax    *money.Cents `field:"qf_max,key" label:"QF de moins de" empty:"sans limite" least:"0"`
	Price    *money.Cents `field:"price" label:"prix" empty:"aucun" least:"0"`
	Rate     Rate         `field:"rate" label:"taux d'effort" empty:"aucun"`
	Floor    *money.Cents `field:"floor" label:"plancher" empty:"aucun" least:"0"`
	Ceiling  *money.Cents `field:"ceiling" label:"plafond" empty:"aucun" least:"0"`
}

// QuotientEntry is a family's quotient familial for a period, both ends included.
type QuotientEntry struct {
	Family string       `field:"family,key" label:"famille" need:"un code de families.csv"`
	From   civil.Date   `field:"from,key" label:"à partir du" need:""`
	To     civil.Date   `field:"to" label:"jusqu'au" empty:"sans fin"`
	QF     *money.Cents `field:"qf" label:"QF" need:"" least:"0"`
	Source Source       `field:"source" label:"source" empty:"non précisée"`
}

func (StructureEntry) Kind() NounKind { return NounStructure }
func (WalletEntry) Kind() NounKind    { return NounWallet }
func (CategoryEntry) Kind() NounKind  { return NounCategory }
func (PoolEntry) Kind() NounKind      { return NounPool }
func (ActivityEntry) Kind() NounKind  { return NounActivity }
func (OpeningEntry) Kind() NounKind   { return NounOpening }
func (ClosureEntry) Kind() NounKind   { return NounClosure }
func (ReleaseEntry) Kind() NounKind   { return NounRelease }
func (CapacityEntry) Kind() NounKind  { return NounCapacity }
func (TariffEntry) Kind() NounKind    { return NounTariff }
func (QuotientEntry) Kind() NounKind  { return NounQuotient }

func (n StructureEntry) Title() string { return titled("Structure", n.Name, n.Code) }
func (n WalletEntry) Title() string    { return titled("Porte-monnaie", n.Name, n.Code) }
func (n CategoryEntry) Title() string  { return titled("Catégorie", n.Name, n.Code) }
func (n PoolEntry) Title() string      { return titled("Groupe de places", n.Name, n.Code) }
func (n ActivityEntry) Title() string  { return titled("Activité", n.Name, n.Code) }
func (n OpeningEntry) Title() string   { return "Ouverture de " + n.Activity + ", " + n.Date.Long() }
func (n ClosureEntry) Title() string   { return "Fermeture, " + n.Date.Long() }
func (n ReleaseEntry) Title() string {
	return "Ouverture des réservations de " + n.Activity + ", jours à partir du " + n.From.Numeric()
}
func (n CapacityEntry) Title() string { return "Places de " + n.Pool + ", " + n.Date.Long() }
func (n QuotientEntry) Title() string {
	return "Quotient de la famille " + n.Family + " à partir du " + n.From.Numeric()
}

func (n TariffEntry) Title() string {
	title := "Tarif de " + n.Activity + " à partir du " + n.From.Numeric()
	if n.Resident != nil {
		title += map[bool]string{true: ", habitants", false: ", extérieurs"}[*n.Resident]
	}
	switch {
	case n.QFMin != nil && n.QFMax != nil:
		title += ", QF de " + n.QFMin.String() + " à " + n.QFMax.String()
	case n.QFMin != nil:
		title += ", QF à partir de " + n.QFMin.String()
	case n.QFMax != nil:
		title += ", QF de moins de " + n.QFMax.String()
	}
	return title
}

func titled(what, name, code string) string {
	if name == "" {
		return what + " " + code
	}
	return what + " «\u00a0" + name + "\u00a0» (" + code + ")"
}

// Field is one column of a noun.
type Field struct {
	Name     string // of the CSV column and of the form field
	Label    string // French, within a sentence
	Key      bool   // part of the key of the noun; it never changes
	Required bool

	need, standard, empty string
	positive, rare        bool
	index                 int // in the struct
	of                    reflect.Type
}

// table is the content of a noun's tags.
type table struct {
	kind   NounKind
	entry  reflect.Type
	fields []Field
}

// nouns is in dependency order: a noun refers only to those before it and to its own kind.
var nouns = []table{
	read[StructureEntry](), read[WalletEntry](), read[CategoryEntry](), read[PoolEntry](), read[SchoolEntry](),
	read[ClassEntry](), read[ActivityEntry](), read[SchoolClosureEntry](), read[OpeningEntry](), read[ClosureEntry](),
	read[ReleaseEntry](), read[CapacityEntry](), read[TariffEntry](), read[QuotientEntry](),
	read[EnrolmentEntry](),
}

func read[N Noun]() table {
	var zero N
	t := table{kind: zero.Kind(), entry: reflect.TypeFor[N]()}
	for i := range t.entry.NumField() {
		tag := t.entry.Field(i).Tag
		name, key := strings.CutSuffix(tag.Get("field"), ",key")
		need, required := tag.Lookup("need")
		t.fields = append(t.fields, Field{
			Name: name, Label: tag.Get("label"), Key: key, Required: required, need: need,
			standard: tag.Get("standard"), empty: tag.Get("empty"), positive: tag.Get("least") == "0", index: i,
			rare: tag.Get("said") == "changed",
			of:   t.entry.Field(i).Type,
		})
	}
	return t
}

func tableOf(kind NounKind) *table {
	for i := range nouns {
		if nouns[i].kind == kind {
			return &nouns[i]
		}
	}
	return nil
}

// Kinds returns the kinds in dependency order: each refers only to those before it and to its own.
func Kinds() []NounKind {
	kinds := make([]NounKind, len(nouns))
	for i, n := range nouns {
		kinds[i] = n.kind
	}
	return kinds
}

// Fields returns the fields of a noun in the order of a form; nil for a kind that does not exist.
func Fields(kind NounKind) []Field {
	if t := tableOf(kind); t != nil {
		return t.fields
	}
	return nil
}

// Key returns the key that is unique within a noun's kind: the cells of its key fields, "-" for an empty one.
func Key(n Noun) string {
	var cells []string
	for _, f := range Fields(n.Kind()) {
		if f.Key {
			cells = append(cells, cmp.Or(f.Cell(n), "-"))
		}
	}
	return strings.Join(cells, " ")
}

// value returns the value of a field of a noun.
func (f Field) value(n Noun) any { return reflect.ValueOf(n).Field(f.index).Interface() }
