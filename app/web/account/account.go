// Package account serves the pages about identity: sign-in, the second factor, the visitor's own account. It decides
// nothing: it passes forms to the use cases of the same name and shows their answers.
package account

import "cartable/app/web/site"

// Pages serves sign-in and the visitor's own account. The use cases come with the kit.
type Pages struct{ *site.Server }
