// Package people serves the pages of accounts and access: staff accounts, roles, adults of families, letters, the
// journal, requests for erasure.
package people

import (
	"cartable/app/people"
	"cartable/app/web/site"
)

// Pages serves this desk.
type Pages struct {
	*site.Server
	People *people.People
}
