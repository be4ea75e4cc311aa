// Package account serves the pages of who somebody is: the door, the second factor, one's own account. It decides nothing:
// it hands forms to the use cases of the same name and shows what they answer.
package account

import "cartable/app/web/site"

// Pages answers at the door and in one's own account; the use cases come with the kit.
type Pages struct{ *site.Server }
