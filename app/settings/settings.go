// Package settings manages the settings of a town: the rules of the structure, the part of a price that is care or
// food, its calendar and its closures. It has no HTTP code; roles are checked before it is called.
package settings

import (
	"cartable/app/desk"
	"cartable/app/operation"
)

// Settings holds the dependencies of the use cases.
type Settings struct {
	desk.Base
	Operations *operation.Operations
}
