// Package people serves the pages of who works here and who is let in: accounts of staff, roles, adults of families, letters, the journal, requests to be
// forgotten.
package people

import (
	"cartable/app/people"
	"cartable/app/web/site"
)

// Pages answers this desk.
type Pages struct {
	*site.Server
	People *people.People
}
