// Package settings is how a town is set: the rules of the structure, and what of a price is care or food. It knows no
// HTTP; roles are checked before it is called.
package settings

import "cartable/app/desk"

// Settings holds what the use cases need.
type Settings struct {
	desk.Base
}
