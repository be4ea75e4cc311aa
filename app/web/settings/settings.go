// Package settings serves the pages of a town's settings.
package settings

import (
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// Pages serves this desk.
type Pages struct {
	*site.Server
	Settings   *settings.Settings
	Operations *operation.Operations
}
