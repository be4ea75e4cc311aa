package letter

import (
	"strings"
	"time"

	"cartable/app/operation"
	"cartable/app/paper"
)

// Told prints what families without an address for mails are told of an opération, one page each; made is the date
// printed on them. There must be one at least.
func Told(made time.Time, letters []operation.Letter) *paper.Doc {
	doc := paper.New(letters[0].Title, letters[0].Structure, made)
	for i, l := range letters {
		if i > 0 {
			doc.NextPage()
			doc.Text(l.Structure)
		}
		doc.Address(strings.TrimSpace(l.Name + "\n" + l.Address))
		doc.Title(l.Title)
		doc.Text(strings.TrimSpace(l.Text))
		doc.Text("Pour être prévenus plus vite, donnez une adresse de courriel à la mairie ou sur le portail famille.")
	}
	return doc
}
