// Package taxstatement prints the tax statements: the amount that a family paid in a year for the care of its young
// children, for one family or for many in one document. It reads no data and contains no rules: app/domain/statement
// decides what is certified. Start with Family and New.
package taxstatement

import (
	"fmt"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/statement"
	"cartable/app/paper"
)

// Head is what all statements of a year have in common.
type Head struct {
	Structure  string
	Year       int
	Unfinished bool      // the year is not over: the amounts will grow
	Made       time.Time // the date printed on the paper, in the town's time zone
}

func (h Head) title() string { return fmt.Sprintf("Attestation de frais de garde, année %d", h.Year) }

// Family returns the statement of one family.
func Family(h Head, t statement.TaxStatement, family statement.Addressee) *paper.Doc {
	d := paper.New(h.title(), h.Structure, h.Made)
	h.write(d, t, family)
	return d
}

// Run is a paper of many families: their statements one after the other, then the list of them.
type Run struct {
	head  Head
	doc   *paper.Doc
	rows  [][]string
	Total money.Cents // certified so far
}

// New begins a paper of many families.
func New(h Head) *Run { return &Run{head: h, doc: paper.New(h.title(), h.Structure, h.Made)} }

// Count returns how many families have a statement so far.
func (r *Run) Count() int { return len(r.rows) }

// Add writes the statement of a family.
func (r *Run) Add(t statement.TaxStatement, family statement.Addressee) {
	if len(r.rows) > 0 {
		r.doc.NextPage()
		r.doc.Text(r.head.Structure)
	}
	r.head.write(r.doc, t, family)
	r.rows = append(r.rows, []string{family.Code, family.Name(), t.Total.String()})
	r.Total += t.Total
}

// Bytes writes the list and ends the paper.
func (r *Run) Bytes() ([]byte, error) {
	if len(r.rows) > 0 {
		r.doc.NextPage()
	}
	r.doc.Title("Liste des attestations")
	families := "familles"
	if len(r.rows) < 2 {
		families = "famille"
	}
	r.doc.Text(fmt.Sprintf("%d\u00a0%s, %s en tout.", len(r.rows), families, r.Total))
	r.doc.Table([]paper.Column{{Title: "Compte", Width: 30}, {Title: "Famille"},
		{Title: "Certifié", Width: 36, Amount: true}}, append(r.rows, []string{"=Total", "", r.Total.String()}))
	return r.doc.Bytes()
}

// write writes a statement on the current page. It gives the amounts that the town knows; only the tax office decides
// whether they give a right to anything.
func (h Head) write(d *paper.Doc, t statement.TaxStatement, family statement.Addressee) {
	d.Address(family.Name() + "\n" + family.Address)
	d.Title(h.title())
	until := fmt.Sprintf("le 31 décembre %d", t.Year)
	if h.Unfinished {
		until = fmt.Sprintf("le %s %d", civil.Of(h.Made).DayMonth(), h.Year)
		d.Text("Document provisoire\u00a0: l'année n'est pas terminée. Les sommes sont arrêtées à la date du jour.")
	}
	if t.Total > 0 {
		d.Text(fmt.Sprintf("%s atteste que %s, compte famille %s, a réglé entre le 1er janvier %d et %s, pour la "+
			"garde des enfants nommés ci-dessous, âgés de moins de six ans au 1er janvier %d, les sommes suivantes.",
			h.Structure, family.Name(), family.Code, t.Year, until, t.Year))
	}
	meal := false
	for _, child := range t.Children {
		if child.Total == 0 {
			continue
		}
		d.Heading(fmt.Sprintf("%s %s, date de naissance\u00a0: %s", child.LastName, child.FirstName,
			child.Birth.Numeric()))
		rows := make([][]string, 0, len(child.Care)+1)
		for _, l := range child.Care {
			name := l.Activity
			if l.Meal {
				name, meal = name+" (*)", true
			}
			rows = append(rows, []string{name, l.Amount.String()})
		}
		d.Table([]paper.Column{{Title: "Frais de garde, hors nourriture"},
			{Title: "Montant réglé", Width: 36, Amount: true}},
			append(rows, []string{"=Total", child.Total.String()}))
	}
	if t.Total == 0 {
		d.Text(fmt.Sprintf("%s, compte famille %s\u00a0: aucune somme n'a été réglée en %d pour la garde d'un enfant "+
			"de moins de six ans.", family.Name(), family.Code, t.Year))
	} else {
		d.Facts([2]string{"Total des frais de garde réglés", t.Total.String()})
	}
	d.Heading("À savoir")
	for _, text := range Notes(meal, t.Unnamed) {
		d.Text(text)
	}
}

// Notes returns the remarks that explain a statement, on paper and on the page.
func Notes(meal, unnamed bool) []string {
	notes := []string{
		"Ne sont pas comptés\u00a0: les repas et la restauration, les absences facturées, les activités qui ne sont " +
			"pas de la garde, et ce qui n'était pas encore réglé. Un règlement solde d'abord les consommations les " +
			"plus anciennes du porte-monnaie.",
		"Les aides reçues pour la garde (CAF, MSA, employeur) ne sont pas déduites\u00a0: retranchez-les vous-même.",
	}
	if unnamed {
		notes = append(notes, "Pour des consommations reprises d'un ancien logiciel, l'enfant n'est pas "+
			"connu\u00a0: elles ne sont pas comptées. La mairie peut les certifier à part.")
	}
	if meal {
		notes = append(notes, "(*) Le prix de cette activité comprend un repas ou un goûter\u00a0: demandez-en la "+
			"part à la mairie et retranchez-la.")
	}
	return append(notes, "Le crédit d'impôt pour la garde des jeunes enfants est prévu par l'article 200 quater B du "+
		"code général des impôts. Seule l'administration fiscale dit si ces sommes y ouvrent droit. En cas de "+
		"résidence alternée, chaque parent ne compte que ce qu'il a réglé, et les plafonds sont partagés.")
}
